"""How a promise ends: solved or only done, missed, called off, corrected, disputed; and several hands for one need."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.choices import AgreementState as S
from sanshe.domain.exchange.choices import ClosedAs, IntentStatus, SettledAs, Side
from sanshe.domain.exchange.errors import (
    ActForbidden,
    DeliveryCorrected,
    NeedTaken,
    NotOnBoard,
    ReasonMissing,
    StateChanged,
    TooEarly,
)
from sanshe.domain.exchange.models import Delivery
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.models import Notification
from tests.factories import AT, make_community, make_need, make_offer, make_person, make_request, make_worker

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def receiver(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def provider(community):
    return make_person(community=community, name="李师傅")


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def need(receiver, community):
    return make_need(person=receiver, community=community, starts_at=AT + DAY, ends_at=AT + DAY + 2 * HOUR)


@pytest.fixture
def agreed(need, provider, community):
    offer = make_offer(person=provider, community=community, capacity=1)
    agreement = make_request(need=need, offer=offer)
    return operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)


@pytest.fixture
def done(agreed, provider):
    return operations.record_delivery(actor=provider, agreement_id=agreed.pk, at=AT + DAY)


def fresh(thing):
    thing.refresh_from_db()
    return thing


def test_done_but_not_solved_is_a_promise_kept_and_a_need_still_open(done, need, receiver):
    operations.confirm_delivery(actor=receiver, agreement_id=done.pk, is_solved=False, at=AT + DAY)

    assert (fresh(done).state, done.is_solved) == (S.CONFIRMED, False)
    assert (fresh(need).status, need.seeks_help) == (IntentStatus.OPEN, True)


def test_need_solved_is_closed_as_solved_here(done, need, receiver):
    operations.confirm_delivery(actor=receiver, agreement_id=done.pk, at=AT + DAY)

    assert (fresh(need).status, need.closed_as) == (IntentStatus.MET, ClosedAs.SOLVED_HERE)


def test_need_closed_lets_the_other_questions_come_to_nothing(agreed, need, receiver, provider, community):
    other = make_person(community=community, name="张叔")
    operations.cancel_agreement(actor=provider, agreement_id=agreed.pk, reason="病了", at=AT)
    hand = operations.lend_a_hand(actor=other, need_id=need.pk, at=AT)

    operations.close_need(actor=receiver, need_id=need.pk, closed_as=ClosedAs.SOLVED_ELSEWHERE, at=AT)

    assert fresh(hand).state == S.LAPSED
    assert Notification.objects.filter(kind=NewsKind.AGREEMENT_LAPSED, person=other).count() == 1


def test_need_taken_down_in_error_is_put_back(need, receiver):
    operations.close_need(actor=receiver, need_id=need.pk, closed_as=ClosedAs.GIVEN_UP, at=AT)

    operations.reopen_need(actor=receiver, need_id=need.pk, at=AT + 10 * DAY)

    assert (fresh(need).status, need.closed_as, need.starts_at) == (IntentStatus.OPEN, "", None)


def test_need_called_solved_in_error_seeks_help_again(done, need, receiver):
    operations.confirm_delivery(actor=receiver, agreement_id=done.pk, at=AT + DAY)

    operations.reopen_need(actor=receiver, need_id=need.pk, at=AT + DAY)

    assert (fresh(need).seeks_help, need.helpers_taken) == (True, 0)


def test_need_cannot_be_closed_with_a_reason_that_comes_about_by_itself(need, receiver):
    with pytest.raises(ActForbidden):
        operations.close_need(actor=receiver, need_id=need.pk, closed_as=ClosedAs.EXPIRED, at=AT)


def test_need_whose_time_is_over_is_taken_down_after_three_days(need, receiver):
    early = operations.expire_needs(at=AT + 4 * DAY)
    expired = operations.expire_needs(at=AT + 4 * DAY + 3 * HOUR)

    assert (early, expired, fresh(need).closed_as) == (0, 1, ClosedAs.EXPIRED)
    assert Notification.objects.filter(kind=NewsKind.NEED_EXPIRED, person=receiver).count() == 1


def test_need_with_a_promise_does_not_expire(agreed):
    assert operations.expire_needs(at=AT + 30 * DAY) == 0


def test_who_did_not_come_is_written_down_and_the_need_seeks_again(agreed, need, receiver):
    operations.report_missed(actor=receiver, agreement_id=agreed.pk, reason="等了一上午", at=AT + 2 * DAY)

    assert (fresh(agreed).state, agreed.ended_by, agreed.holds_place) == (S.MISSED, Side.PROVIDER, False)
    assert fresh(need).seeks_help


def test_receiver_may_be_the_one_who_did_not_come(agreed, provider):
    operations.report_missed(actor=provider, agreement_id=agreed.pk, reason="敲门没人", at=AT + 2 * DAY)

    assert fresh(agreed).ended_by == Side.RECEIVER


def test_missing_before_the_time_cannot_be_said(agreed, receiver):
    with pytest.raises(TooEarly):
        operations.report_missed(actor=receiver, agreement_id=agreed.pk, reason="没来", at=AT)


def test_missing_needs_a_word(agreed, receiver):
    with pytest.raises(ReasonMissing):
        operations.report_missed(actor=receiver, agreement_id=agreed.pk, reason=" ", at=AT + 2 * DAY)


def test_who_is_said_not_to_have_come_may_object_and_nobody_else(agreed, receiver, provider, worker, need):
    operations.report_missed(actor=receiver, agreement_id=agreed.pk, reason="没来", at=AT + 2 * DAY)
    with pytest.raises(StateChanged):
        operations.dispute_delivery(actor=receiver, agreement_id=agreed.pk, reason="真没来", at=AT + 2 * DAY)

    operations.dispute_delivery(actor=provider, agreement_id=agreed.pk, reason="我来了，您不在", at=AT + 2 * DAY)
    operations.settle_dispute(
        actor=worker, agreement_id=agreed.pk, settled_as=SettledAs.BOTH_AGREED, finding="记错了日子", at=AT + 3 * DAY
    )

    assert (fresh(agreed).state, fresh(need).closed_as) == (S.SETTLED, ClosedAs.SOLVED_HERE)


def test_dispute_settled_against_the_provider_frees_the_need(done, need, receiver, worker):
    operations.dispute_delivery(actor=receiver, agreement_id=done.pk, reason="只来了十分钟", at=AT + DAY)

    operations.settle_dispute(
        actor=worker, agreement_id=done.pk, settled_as=SettledAs.NOT_KEPT, finding="没有做完", at=AT + DAY
    )

    assert (fresh(done).ended_by, fresh(need).seeks_help) == (Side.PROVIDER, True)


def test_delivery_is_put_right_by_another_that_points_back(done, provider):
    first = done.deliveries.get()

    corrected = operations.correct_delivery(
        actor=provider, delivery_id=first.pk, duration_min=150, note="其实两个半小时", at=AT + DAY
    )

    assert (corrected.corrects, corrected.duration_min, fresh(first).duration_min) == (first, 150, 120)
    with pytest.raises(DeliveryCorrected):
        operations.correct_delivery(actor=provider, delivery_id=first.pk, duration_min=90, at=AT + DAY)


def test_delivery_both_stand_by_is_not_corrected(done, provider, receiver):
    operations.confirm_delivery(actor=receiver, agreement_id=done.pk, at=AT + DAY)

    with pytest.raises(StateChanged):
        operations.correct_delivery(actor=provider, delivery_id=done.deliveries.get().pk, note="多做了", at=AT + DAY)


def test_delivery_itself_never_changes(done):
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.filter(agreement=done).update(duration_min=600)


def test_need_for_two_hands_takes_two_and_not_three(receiver, community, provider):
    need = make_need(person=receiver, community=community, helpers_wanted=2)
    helpers = [make_person(community=community) for _ in range(3)]
    hands = [operations.lend_a_hand(actor=helper, need_id=need.pk, at=AT) for helper in helpers]
    for hand in hands[:2]:
        operations.accept_agreement(actor=receiver, agreement_id=hand.pk, at=AT)

    with pytest.raises(NeedTaken):
        operations.accept_agreement(actor=receiver, agreement_id=hands[2].pk, at=AT)

    assert (fresh(need).helpers_taken, need.seeks_help) == (2, False)


def test_need_for_two_hands_is_met_when_the_last_of_them_is_done(receiver, community):
    need = make_need(person=receiver, community=community, helpers_wanted=2)
    hands = [operations.lend_a_hand(actor=make_person(community=community), need_id=need.pk, at=AT) for _ in range(2)]
    states = []
    for hand in hands:
        operations.accept_agreement(actor=receiver, agreement_id=hand.pk, at=AT)
    for hand in hands:
        operations.record_delivery(actor=receiver, agreement_id=hand.pk, at=AT)
        states.append(fresh(need).status)

    assert states == [IntentStatus.OPEN, IntentStatus.MET]


def test_database_refuses_more_hands_than_agreements(need):
    def take_a_hand_without_an_agreement():
        type(need).objects.filter(pk=need.pk).update(helpers_taken=1)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError), transaction.atomic():
        take_a_hand_without_an_agreement()


def test_worker_invites_a_helper_for_somebody(need, worker, provider, community):
    offer = make_offer(person=provider, community=community)

    agreement = operations.invite_helper(actor=worker, need_id=need.pk, offer_id=offer.pk, at=AT)

    assert (agreement.state, agreement.turn, agreement.receiver) == (S.REQUESTED, Side.PROVIDER, need.person)
    assert list(Notification.objects.filter(kind=NewsKind.AGREEMENT_REQUESTED).values_list("person", flat=True)) == [
        provider.pk
    ]


def test_neighbour_invites_nobody_for_others(need, provider, community):
    offer = make_offer(person=provider, community=community)

    with pytest.raises(ActForbidden):
        operations.invite_helper(actor=make_person(community=community), need_id=need.pk, offer_id=offer.pk, at=AT)


def test_merged_need_is_not_put_back_like_others(need, receiver, community):
    other = make_need(person=receiver, community=community)
    type(need).objects.filter(pk=need.pk).update(
        status=IntentStatus.WITHDRAWN, closed_as=ClosedAs.MERGED, merged_into=other, closed_at=AT
    )

    with pytest.raises(NotOnBoard):
        operations.reopen_need(actor=receiver, need_id=need.pk, at=AT)
