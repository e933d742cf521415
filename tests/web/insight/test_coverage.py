"""The page of what is within reach, and its files."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.insight import operations
from tests.factories import AT, make_category, make_community, make_offer, make_person, make_worker
from tests.factories.places import count_people

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


@pytest.fixture
def community():
    community = make_community()
    count_people(community, (50, 50), (96, 96))
    return community


def offer(community, **fields):
    category = fields.pop("category", None) or make_category(code="escort_to_doctor", name="陪诊")
    return make_offer(person=make_person(community=community), community=community, category=category, **fields)


def test_page_says_for_which_ages_nothing_is_there(client, community):
    make_category(code="bathing", name="洗澡")
    offer(community, minimum_age=60, maximum_age=79)
    operations.compute_coverage(at=AT)

    page = client.get("/coverage/", {"within": "care"}, headers=EN).content.decode()

    assert "nothing for ages 0–59, 80+" in page
    assert "Nobody, of any age, has any of this:" in page


def test_page_before_the_first_night_says_so(client, community):
    response = client.get("/coverage/")

    assert (response.status_code, 'class="empty"' in response.content.decode()) == (200, True)


def test_numbers_and_lost_offers_are_for_staff(client, as_person, community):
    far = make_community(name="远社区")
    lost = offer(far)
    offer(community)
    operations.compute_coverage(at=AT)

    def seen(**headers):
        page = client.get("/coverage/").content.decode()
        file = client.get("/coverage/export/", {"as": "csv"}, headers=EN).content.decode("utf-8-sig")
        return str(lost.pk) in page, "Places for every 1" in file

    everybody = seen()
    as_person(make_worker(community=community))

    assert (everybody, seen()) == ((False, False), (True, True))


@pytest.mark.parametrize("nasty", ["", "\x00", "'", "9" * 400, "escort_to_doctor", "nothing", "长" * 400])
@pytest.mark.parametrize("name", ["where", "within", "as"])
@pytest.mark.parametrize("address", ["/coverage/", "/coverage/export/"])
def test_nasty_address_is_answered(client, community, address, name, nasty):
    offer(community)
    operations.compute_coverage(at=AT)

    assert client.get(address, {name: nasty}).status_code == 200


def test_page_costs_the_same_for_more_categories(client, community):
    def cost():
        operations.compute_coverage(at=AT)
        with CaptureQueriesContext(connection) as queries:
            client.get("/coverage/", {"within": "care"})
        return len(queries)

    offer(community)
    one = cost()
    for number in range(3):
        offer(community, category=make_category(code=f"kind_{number}", name=f"第{number}种"))

    assert cost() == one
