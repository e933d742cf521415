"""Why these and why not those, what counts, and papers that were seen: the pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.exchange import operations, queries
from sanshe.domain.organisations.models import OrganizationCheck
from sanshe.domain.people.models import SafeguardCheck
from sanshe.kernel.models import JournalEntry
from sanshe.web import middleware
from tests.factories import AT, make_category, make_community, make_need, make_offer, make_organization, make_person
from tests.factories import make_worker as make_community_worker
from tests.factories.answers import make_district_officer, points, run_queue

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(middleware.timezone, "now", lambda: AT + DAY)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def escort():
    return make_category(code="escort_to_doctor", name="陪诊", words=("陪诊", "看病"))


@pytest.fixture
def need(community, escort):
    return make_need(
        person=make_person(community=community, name="王阿姨"), community=community, category=escort, age_band="child"
    )


@pytest.fixture
def offers(community, escort):
    fits = make_offer(person=make_person(community=community, name="李师傅"), community=community, category=escort)
    old = make_offer(
        person=make_person(community=community, name="赵叔"), community=community, category=escort, minimum_age=60
    )
    return fits, old


def test_why_page_says_who_fits_and_what_stands_in_the_way(client, need, offers):
    client.force_login(need.person)

    page = client.get(f"/needs/{need.pk}/why/").content.decode()

    assert "只面向 60 岁以上" in page
    assert page.count('class="why ') + page.count('class="why"') == 2


def test_why_page_is_the_owners_alone(client, need, offers, community):
    client.force_login(make_person(community=community))

    assert client.get(f"/needs/{need.pk}/why/").status_code == 403


def test_why_page_of_an_offer_names_needs(client, need, offers):
    client.force_login(offers[1].person)

    assert "想找人陪我妈去医院" in client.get(f"/offers/{offers[1].pk}/why/").content.decode()


def test_why_page_costs_the_same_for_more_offers(
    client, need, offers, community, escort, django_assert_max_num_queries
):

    client.force_login(need.person)
    client.get(f"/needs/{need.pk}/why/")  # how sentences are sorted is learned once
    with CaptureQueriesContext(connection) as two:
        client.get(f"/needs/{need.pk}/why/")
    for name in "甲乙丙":
        make_offer(person=make_person(community=community, name=name), community=community, category=escort)
    with CaptureQueriesContext(connection) as five:
        client.get(f"/needs/{need.pk}/why/")

    assert len(five) == len(two)


def test_officer_proposes_looks_and_puts_into_force(client, need, offers):
    client.force_login(make_district_officer())
    page = client.post("/weights/", {**points(text=10, turn=29), "note": "试试"}, follow=True)
    run_queue()
    proposed = queries.weightings().first()

    client.post(f"/weights/{proposed.pk}/activate/")

    assert page.status_code == 200
    assert operations.points_of(queries.weights_in_force()) == points(text=10, turn=29)


@pytest.mark.parametrize("wrong", [{"text": 50}, {"text": ""}, {"text": "9" * 400}, {"text": "\x00"}])
def test_points_that_do_not_fit_come_back(client, wrong):
    client.force_login(make_district_officer())

    assert client.post("/weights/", {**points(), **wrong}).status_code == 422


def test_worker_sees_no_weights(client, community):
    client.force_login(make_community_worker(community=community))

    assert client.get("/weights/").status_code == 403


def test_worker_writes_down_that_papers_were_seen_and_ends_it(client, community):
    worker, helper = make_community_worker(community=community), make_person(community=community)
    client.force_login(worker)
    said = {"kind": "no_record_certificate", "issued_on": "2026-02-01", "valid_until": "2026-12-31"}

    client.post(f"/residents/{helper.pk}/check/", said)
    check = SafeguardCheck.objects.get(person=helper)
    client.post(f"/residents/{helper.pk}/check/", {"act": "end", "check": str(check.pk), "note": "搬走了"})

    check.refresh_from_db()
    assert (check.ended_by, check.end_note) == (worker, "搬走了")
    assert JournalEntry.objects.filter(operation="people.record_check", on_behalf_of_id=helper.pk).count() == 1


@pytest.mark.parametrize("wrong", [{"issued_on": "2027-01-01"}, {"valid_until": "2099-01-01"}, {"kind": "hearsay"}])
def test_check_that_cannot_be_comes_back(client, community, wrong):
    helper = make_person(community=community)
    client.force_login(make_community_worker(community=community))
    said = {"kind": "no_record_certificate", "issued_on": "2026-02-01", "valid_until": "2026-12-31", **wrong}

    assert client.post(f"/residents/{helper.pk}/check/", said).status_code == 422
    assert not SafeguardCheck.objects.exists()


def test_neighbour_and_worker_elsewhere_see_no_papers(client, community):
    helper = make_person(community=community)
    for stranger in (make_person(community=community), make_community_worker(community=make_community())):
        client.force_login(stranger)
        assert client.get(f"/residents/{helper.pk}/check/").status_code == 403


def test_papers_of_an_organisation_are_seen_by_who_oversees_it(client, community):
    organization = make_organization(community=community)
    client.force_login(make_community_worker(community=community))
    said = {"kind": "no_record_certificate", "issued_on": "2026-02-01", "valid_until": "2026-12-31"}

    client.post(f"/organizations/{organization.pk}/check/", said)

    assert OrganizationCheck.objects.get().organization == organization
