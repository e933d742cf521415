"""Records of kept promises: what counts as one, towards whom, and what made-up accounts get out of it."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.choices import SettledAs, Side
from sanshe.domain.exchange.models import Agreement, Commitment
from sanshe.domain.exchange.queries.record import overall_share, records_of
from sanshe.domain.people.models import ResidenceVerification
from sanshe.engines.rating.kept_promises import PRIOR_WEIGHT
from tests.factories import AT, make_community, make_need, make_offer, make_organization, make_person, make_worker
from tests.factories.people import make_home

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=30)
doors = count(1)


class Place:
    """A community with a worker, a giver and as many neighbours as wanted, each behind a door of their own."""

    def __init__(self):
        self.community = make_community()
        self.worker = make_worker(community=self.community)
        self.giver = self.neighbour(name="陈大姐")

    def neighbour(self, *, name="王阿姨", is_verified=True, address=""):
        person = make_person(community=self.community, name=name)
        verified_by = self.worker if is_verified else None
        make_home(
            person=person,
            community=self.community,
            address=address or f"{next(doors)}栋1单元101",
            verified_by=verified_by,
        )
        return person

    def agreed(self, receiver, *, giver=None, at=AT, **times):
        """A promise between the two, agreed."""
        need = make_need(person=receiver, community=self.community, at=at, **times)
        agreement = operations.lend_a_hand(actor=giver or self.giver, need_id=need.pk, at=at)
        operations.accept_agreement(actor=receiver, agreement_id=agreement.pk, at=at)
        return agreement

    def kept(self, receiver, *, giver=None, at=AT):
        agreement = self.agreed(receiver, giver=giver, at=at)
        return operations.record_delivery(actor=receiver, agreement_id=agreement.pk, at=at)


@pytest.fixture
def place():
    return Place()


def record_of(person, at=LATER):
    return records_of(person_ids=[person.pk], organization_ids=[], at=at)[person.pk]


def counts(person, at=LATER):
    found = record_of(person, at)
    return (found.kept, found.promises, found.neighbours)


def test_kept_promise_counts_for_both_sides(place):
    receiver = place.neighbour()

    place.kept(receiver)

    assert (counts(place.giver), counts(receiver)) == ((1, 1, 1), (1, 1, 1))


def test_rate_follows_the_formula(place):
    first, second = place.neighbour(), place.neighbour()
    place.kept(first)
    place.kept(first, at=AT + timedelta(days=1))
    missed = place.agreed(second)
    operations.report_missed(actor=second, agreement_id=missed.pk, reason="没来", at=AT + timedelta(days=1))

    found = record_of(place.giver)

    prior = overall_share(at=LATER)
    assert (found.kept, found.promises, found.neighbours, found.months, found.is_enough) == (2, 3, 2, 1, False)
    assert found.rate == pytest.approx((0.75 + PRIOR_WEIGHT * prior) / (0.75 + 0.5 + PRIOR_WEIGHT))
    assert prior == pytest.approx((0.75 + 1) / (0.75 + 0.5 + 2))


def test_who_did_not_come_broke_it_and_the_other_side_nothing(place):
    receiver = place.neighbour()
    missed = place.agreed(receiver)

    operations.report_missed(actor=place.giver, agreement_id=missed.pk, reason="没人在家", at=AT)

    assert (counts(place.giver), counts(receiver)) == ((0, 0, 0), (0, 1, 1))


@pytest.mark.parametrize(
    ("settled_as", "giver", "receiver"),
    [
        (SettledAs.KEPT, (1, 1, 1), (1, 1, 1)),
        (SettledAs.BOTH_AGREED, (1, 1, 1), (1, 1, 1)),
        (SettledAs.NOT_KEPT, (0, 1, 1), (0, 0, 0)),
    ],
)
def test_finding_of_a_mediator_counts(place, settled_as, giver, receiver):
    other = place.neighbour()
    agreement = place.agreed(other)
    operations.dispute_delivery(actor=other, agreement_id=agreement.pk, reason="没做完", at=AT)

    operations.settle_dispute(
        actor=place.worker, agreement_id=agreement.pk, settled_as=settled_as, finding="谈过了", at=AT
    )

    assert (counts(place.giver), counts(other)) == (giver, receiver)


@pytest.mark.parametrize(("hours_before", "broken"), [(23, 1), (25, 0)])
def test_calling_off_late_breaks_a_promise_and_in_time_does_not(place, hours_before, broken):
    start = AT + timedelta(days=5)
    agreement = place.agreed(place.neighbour(), starts_at=start, ends_at=start + timedelta(hours=2))

    operations.cancel_agreement(
        actor=place.giver, agreement_id=agreement.pk, reason="有事", at=start - timedelta(hours=hours_before)
    )

    assert counts(place.giver) == (0, broken, broken)


def test_who_was_left_by_the_other_side_broke_nothing(place):
    start = AT + timedelta(days=5)
    receiver = place.neighbour()
    agreement = place.agreed(receiver, starts_at=start, ends_at=start + timedelta(hours=2))

    operations.cancel_agreement(actor=receiver, agreement_id=agreement.pk, reason="不用了", at=start)

    assert (counts(place.giver), counts(receiver)) == ((0, 0, 0), (0, 1, 1))


def test_each_meeting_of_a_series_is_a_promise(place):
    receiver, start = place.neighbour(), AT + timedelta(days=1)
    agreement = place.agreed(
        receiver, starts_at=start, ends_at=start + timedelta(hours=1), recurrence="FREQ=DAILY;COUNT=4"
    )
    for day in range(4):
        at = start + timedelta(days=day, hours=2)
        if day == 1:
            operations.report_missed(actor=receiver, agreement_id=agreement.pk, reason="没来", at=at)
        else:
            operations.record_delivery(actor=receiver, agreement_id=agreement.pk, at=at)

    assert Agreement.objects.get(pk=agreement.pk).state == "confirmed"
    assert Commitment.objects.filter(agreement=agreement, missed_by=Side.PROVIDER).count() == 1
    assert (counts(place.giver), counts(receiver)) == ((3, 4, 1), (3, 3, 1))


def test_promise_under_way_counts_for_nothing(place):
    place.agreed(place.neighbour())

    assert counts(place.giver) == (0, 0, 0)


def test_promise_to_ones_own_household_counts_for_nothing(place):
    place.community.refresh_from_db()
    home = place.neighbour(address="九栋1单元101")
    mate = place.neighbour(address="九栋1单元101")

    place.kept(home, giver=mate)

    assert (counts(home), counts(mate)) == ((0, 0, 0), (0, 0, 0))


def test_two_of_one_household_are_one_neighbour(place):
    for _ in range(2):
        place.kept(place.neighbour(address="八栋1单元101"))

    assert counts(place.giver) == (2, 2, 1)


def test_counterparty_who_moved_away_still_counts(place):
    receiver = place.neighbour()
    place.kept(receiver)
    ResidenceVerification.objects.filter(person=receiver).update(ends_at=AT + timedelta(days=2))

    assert counts(place.giver) == (1, 1, 1)


def test_organisation_has_a_record_and_a_voice_once_confirmed(place):
    staff = make_person(community=place.community, name="郑姐")
    body = make_organization(staff=(staff,), community=place.community)
    receiver = place.neighbour()
    offer = make_offer(person=staff, community=place.community, organization=body)
    asked = operations.ask_for_offer(actor=receiver, offer_id=offer.pk, community=place.community, at=AT)
    operations.accept_agreement(actor=staff, agreement_id=asked.pk, at=AT)
    operations.record_delivery(actor=receiver, agreement_id=asked.pk, at=AT)

    before = records_of(person_ids=[receiver.pk], organization_ids=[body.pk], at=LATER)
    body.verified_at, body.credit_code = AT, "52510100MJQ1234567"
    body.save(update_fields=["verified_at"])
    after = records_of(person_ids=[receiver.pk], organization_ids=[body.pk], at=LATER)

    assert (before[body.pk].kept, before[receiver.pk].kept) == (1, 0)
    assert (after[body.pk].kept, after[receiver.pk].kept) == (1, 1)


def test_fifty_made_up_accounts_change_nobodys_record(place):
    honest = place.neighbour()
    place.kept(honest)
    before = (record_of(place.giver), record_of(honest), overall_share(at=LATER))
    ring = [place.neighbour(name=f"水军{number}", is_verified=False) for number in range(50)]
    pushed = [make_need(person=fake, community=place.community) for fake in ring]
    Agreement.objects.bulk_create(
        Agreement(
            need=need,
            community=place.community,
            receiver=fake,
            provider=provider,
            requested_by=provider,
            asked_by_receiver=False,
            state="confirmed",
            requested_at=AT,
            decided_at=AT,
            accepted_at=AT,
            ended_at=AT,
        )
        for number, (fake, need) in enumerate(zip(ring, pushed, strict=True))
        for provider in (place.giver, ring[number - 1], ring[number - 2])
    )

    after = (record_of(place.giver), record_of(honest), overall_share(at=LATER))

    assert after == before
    records = records_of(person_ids=[one.pk for one in ring], organization_ids=[], at=LATER)
    # What they kept towards the one confirmed neighbour is all they have: half a voice each, far from enough.
    assert {(one.promises, one.neighbours, one.is_enough) for one in records.values()} == {(1, 1, False)}


def test_nobody_and_the_unknown_have_empty_records(place):
    found = records_of(person_ids=[place.community.pk], organization_ids=[], at=AT)[place.community.pk]

    assert (found.promises, found.months, found.rate) == (0, 0, overall_share(at=AT) == 0.5 and 0.5)
    assert records_of(person_ids=[], organization_ids=[], at=AT) == {}


def test_months_reach_back_to_the_first_promise(place):
    place.kept(place.neighbour())

    assert record_of(place.giver, AT + timedelta(days=731)).months == 24


def test_queries_are_two_for_one_and_for_many(place):
    people = [place.neighbour() for _ in range(4)]
    for one in people:
        place.kept(one)
    costs = []
    for ids in ([place.giver.pk], [one.pk for one in people]):
        with CaptureQueriesContext(connection) as queries:
            records_of(person_ids=ids, organization_ids=[], at=LATER)
        costs.append(len(queries))

    assert costs == [2, 2]
