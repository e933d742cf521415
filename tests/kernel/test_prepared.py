"""Rows read by their keys are what Django reads, joined and deferred alike, with one statement."""

import pytest

from sanshe.domain.exchange.models import Offer
from sanshe.domain.exchange.operations import offer_service
from sanshe.domain.exchange.queries.answers import finding
from sanshe.kernel.prepared import ByKeys, read
from tests.factories import AT, make_category, make_community, make_offer, make_organization, make_person, make_service
from tests.factories.places import square

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers():
    community = make_community()
    community.boundary = square()
    community.save(update_fields=["boundary"])
    person = make_person(community=community)
    body = make_organization(community=community)
    service = make_service(organization=body, community=community)
    category = make_category(code="plumbing", name="修水管", words=("水管",))
    return [
        make_offer(person=person, community=community, category=category, sentence="会修水管", starts_at=AT),
        make_offer(person=person, community=community, weekly_hours=[[0, 540, 600]]),
        offer_service(service=service, community=community, actor=person, at=AT),
    ]


def fields_of(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_rows_are_those_of_the_query_set(offers):
    keys = [offer.pk for offer in offers]

    found = finding.offers_shown(ids=keys)

    expected = finding.offers_with(ids=keys).in_bulk()
    assert found == expected
    for pk, row in expected.items():
        assert fields_of(found[pk]) == fields_of(row)
        for part in ("person", "community", "category", "organization", "service", "landmark"):
            one, other = getattr(found[pk], part), getattr(row, part)
            assert (one and fields_of(one)) == (other and fields_of(other))


def test_parts_are_joined_and_outlines_left_where_they_are(offers, django_assert_num_queries):
    found = finding.offers_shown(ids=[offers[0].pk])[offers[0].pk]

    with django_assert_num_queries(0):
        assert found.person.public_name
        assert found.category.parent
        assert found.community.code
    assert "boundary" in found.community.get_deferred_fields()


def test_keys_that_nobody_has_give_nothing(offers):
    assert finding.offers_shown(ids=[offers[0].person_id]) == {}
    assert finding.offers_shown(ids=[]) == {}


def test_filtered_rows_are_refused(offers):
    with pytest.raises(ValueError, match="cannot be filtered"):
        ByKeys(lambda: Offer.objects.filter(status="open"))([offers[0].pk])


def test_percent_sign_stands_for_itself():
    assert read("SELECT 7 %% 4, %(said)s::text", {"said": "百分之%s"}) == [(3, "百分之%s")]
