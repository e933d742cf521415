"""What services came to, on the pages of the catalogue."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_community, make_organization, make_person, make_service, make_worker
from tests.factories.insight import deliver, make_receivers

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def service(community):
    return make_service(organization=make_organization(), community=community)


def page_of(client, service):
    return client.get(f"/services/{service.pk}/", headers=EN).content.decode()


def test_service_nobody_received_yet_says_so(client, service):
    page = page_of(client, service)

    assert "It has not taken place through this board yet." in page


@pytest.mark.parametrize(
    ("ages", "said"),
    [
        ({"minimum_age": 60}, "From 60 years"),
        ({"maximum_age": 3}, "Up to 3 years"),
        ({"minimum_age": 0, "maximum_age": 3}, "Ages 0 to 3"),
    ],
)
def test_ages_are_said_in_words(client, community, ages, said):
    page = page_of(client, make_service(organization=make_organization(), community=community, **ages))

    assert f"<dd>{said}</dd>" in page


def test_few_people_are_counted_for_staff_and_its_own_body_only(client, as_person, community):
    own = make_person(community=community)
    service = make_service(organization=make_organization(staff=(own,)), community=community)
    for receiver in make_receivers(community=community, count=3):
        deliver(service=service, community=community, receiver=receiver, times=2)

    seen = {"everybody": "3 different people" in page_of(client, service)}
    for name, person in (
        ("resident", make_person(community=community)),
        ("worker", make_worker(community=community)),
        ("its own", own),
    ):
        seen[name] = "3 different people" in page_of(as_person(person), service)

    assert seen == {"everybody": False, "resident": False, "worker": True, "its own": True}


def test_list_tells_services_from_activities(client, community, service):
    activity = make_service(organization=service.organization, name="健康讲座", community=community)
    wang, li = make_receivers(community=community, count=2)
    deliver(service=service, community=community, receiver=wang, times=2)
    deliver(service=activity, community=community, receiver=li, people_count=60)

    page = client.get("/services/", headers=EN).content.decode()

    assert (page.count("A service<"), page.count("An activity<")) == (1, 1)
    assert ("took place 2 times" in page, "took place 1 time<" in page) == (True, True)


def test_list_costs_the_same_for_more_services(client, community, service):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get("/services/")
        return len(queries)

    def fill(one):
        deliver(service=one, community=community, receiver=make_receivers(community=community, count=1)[0])

    fill(service)
    first = cost()
    for number in range(2):
        fill(make_service(organization=service.organization, name=f"第{number}项", community=community))

    assert cost() == first
