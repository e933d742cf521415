"""What is known of who gives: counted after each change, by night, and never otherwise than the agreements say."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.models import ProviderStanding, StandingDue, UsualShare
from sanshe.domain.exchange.operations import standing
from sanshe.domain.exchange.queries.standing import fresh_standings, standings_of
from tests.factories import AT, make_community, make_need, make_offer, make_organization, make_person, make_request
from tests.factories.trust import make_kept

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def helper(community):
    return make_person(community=community, name="陈大姐")


@pytest.fixture
def offer(helper, community):
    return make_offer(person=helper, community=community)


def ask(offer, community):
    return make_request(need=make_need(person=make_person(community=community), community=community), offer=offer)


def of(person):
    return standings_of(person_ids=[person.pk], organization_ids=[]).get(person.pk)


def test_before_anything_was_counted_nothing_is_said(helper):
    assert of(helper) is None


def test_first_count_is_of_everybody_who_gives(helper, offer, community):
    other = make_person(community=community)

    assert standing.recount_due(at=AT) == 1
    assert ProviderStanding.objects.get().person == helper
    assert of(other).rate == UsualShare.objects.get().share


def test_a_question_weighs_on_who_is_asked_and_a_refusal_frees_them(helper, offer, community):
    standing.recount_due(at=AT)
    asked = ask(offer, community)
    assert of(helper).load == 0

    standing.recount_due(at=AT)
    assert of(helper).load == 1

    operations.decline_agreement(actor=helper, agreement_id=asked.pk, reason="没空", at=AT)
    standing.recount_due(at=AT)
    assert of(helper).load == 0
    assert not StandingDue.objects.exists()


def test_kept_promises_count_and_fade_by_night(helper, offer, community):
    standing.recount_due(at=AT)
    make_kept(receiver=make_person(community=community), provider=helper, community=community, at=AT)

    standing.recount_due(at=AT + DAY)
    assert of(helper).load == 0.5

    standing.recount_everybody(at=AT + 40 * DAY)
    assert of(helper).load == 0


def test_organisations_are_counted_as_such(community):
    chen = make_person(community=community)
    body = make_organization(staff=(chen,))
    operations.post_offer(actor=chen, organization=body, community=community, sentence="上门量血压", at=AT)

    standing.recount_due(at=AT)

    assert standings_of(person_ids=[], organization_ids=[body.pk]).of.keys() == {body.pk}


def test_counted_is_what_the_agreements_say(community):
    helpers = [make_person(community=community, name=f"邻居{number}") for number in range(3)]
    for number, person in enumerate(helpers):
        offer = make_offer(person=person, community=community)
        for _ in range(number):
            ask(offer, community)
        make_kept(receiver=make_person(community=community), provider=person, community=community, at=AT)

    standing.recount_due(at=AT + DAY)

    keys = [person.pk for person in helpers]
    fresh = fresh_standings(person_ids=keys, organization_ids=[], at=AT + DAY)
    assert standings_of(person_ids=keys, organization_ids=[]).of == fresh


def test_reading_many_is_as_cheap_as_reading_one(community, helper, offer):
    need = make_need(person=make_person(community=community), community=community)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            queries.answers_to_need(need=need, at=AT)
        return len(captured)

    cost()
    one = cost()
    for number in range(3):
        make_offer(person=make_person(community=community, name=f"邻居{number}"), community=community)

    assert cost() == one
