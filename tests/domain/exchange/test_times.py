"""Another time: proposed, answered, countered, before and after it is agreed; series and their meetings."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.choices import AgreementState as S
from sanshe.domain.exchange.choices import CommitmentState, IntentStatus, Side
from sanshe.domain.exchange.errors import (
    ActForbidden,
    HoursTaken,
    ProposalWaits,
    RecurrenceUnreadable,
    StateChanged,
    TimePassed,
    TimesDisordered,
    TooEarly,
)
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.models import Notification
from tests.factories import AT, make_community, make_need, make_offer, make_person, make_request

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY = AT + DAY
SIX_TUESDAYS = "FREQ=WEEKLY;BYDAY=TU;COUNT=6"


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
def offer(provider, community):
    return make_offer(person=provider, community=community, capacity=1, weekly_hours=[[1, 480, 720]])


@pytest.fixture
def asked(receiver, community, offer):
    need = make_need(person=receiver, community=community, starts_at=TUESDAY, ends_at=TUESDAY + HOUR)
    return make_request(need=need, offer=offer)


@pytest.fixture
def series(receiver, provider, community, offer):
    need = make_need(
        person=receiver, community=community, starts_at=TUESDAY, ends_at=TUESDAY + HOUR, recurrence=SIX_TUESDAYS
    )
    agreement = make_request(need=need, offer=offer)
    operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)
    agreement.refresh_from_db()
    return agreement


def propose(actor, agreement, *, starts_at=TUESDAY + 2 * HOUR, at=AT, **fields):
    return operations.propose_time(
        actor=actor, agreement_id=agreement.pk, starts_at=starts_at, ends_at=starts_at + HOUR, at=at, **fields
    )


def starts(agreement) -> list:
    return [one.starts_at for one in agreement.commitments.filter(state=CommitmentState.PLANNED)]


def test_provider_answers_with_another_time_and_the_receiver_says_yes(asked, provider, receiver):
    propose(provider, asked, message="九点我要接孙子")
    asked.refresh_from_db()
    turn = asked.turn

    operations.accept_agreement(actor=receiver, agreement_id=asked.pk, at=AT)

    asked.refresh_from_db()
    assert (turn, asked.state, asked.starts_at) == (Side.RECEIVER, S.ACCEPTED, TUESDAY + 2 * HOUR)
    assert starts(asked) == [TUESDAY + 2 * HOUR]
    assert asked.proposals.get().is_accepted is True


def test_proposal_countered_by_another_leaves_one_open(asked, provider, receiver):
    propose(provider, asked)
    propose(receiver, asked, starts_at=TUESDAY + 4 * HOUR)

    asked.refresh_from_db()
    assert asked.turn == Side.PROVIDER
    assert [(one.by_side, one.is_accepted) for one in asked.proposals.all()] == [
        ("provider", False),
        ("receiver", None),
    ]


def test_own_proposal_waits_for_its_answer(asked, provider):
    propose(provider, asked)

    with pytest.raises(ProposalWaits):
        propose(provider, asked, starts_at=TUESDAY + 5 * HOUR)


def test_proposal_of_a_time_that_is_over_or_upside_down_is_refused(asked, provider):
    with pytest.raises(TimePassed):
        propose(provider, asked, starts_at=AT - DAY)
    with pytest.raises(TimesDisordered):
        operations.propose_time(actor=provider, agreement_id=asked.pk, starts_at=TUESDAY, ends_at=TUESDAY - HOUR, at=AT)
    with pytest.raises(RecurrenceUnreadable):
        propose(provider, asked, recurrence="FREQ=SOMETIMES")
    assert asked.proposals.count() == 0


def test_stranger_proposes_nothing(asked, community):
    with pytest.raises(ActForbidden):
        propose(make_person(community=community), asked)


def test_agreed_time_stands_until_the_other_side_says_yes(asked, provider, receiver):
    operations.accept_agreement(actor=provider, agreement_id=asked.pk, at=AT)
    propose(receiver, asked)
    before = starts(asked)

    operations.answer_proposal(actor=provider, agreement_id=asked.pk, is_accepted=True, at=AT)

    asked.refresh_from_db()
    assert (before, starts(asked)) == ([TUESDAY], [TUESDAY + 2 * HOUR])
    assert (asked.state, asked.turn, asked.starts_at) == (S.ACCEPTED, "", TUESDAY + 2 * HOUR)
    assert Notification.objects.filter(kind=NewsKind.AGREEMENT_TIME_CHANGED, person=receiver).count() == 1


def test_new_time_refused_leaves_the_old_one(asked, provider, receiver):
    operations.accept_agreement(actor=provider, agreement_id=asked.pk, at=AT)
    propose(receiver, asked)

    operations.answer_proposal(actor=provider, agreement_id=asked.pk, is_accepted=False, at=AT)

    asked.refresh_from_db()
    assert (starts(asked), asked.turn, asked.starts_at) == ([TUESDAY], "", TUESDAY)


def test_proposal_is_answered_by_the_other_side_only(asked, provider, receiver):
    operations.accept_agreement(actor=provider, agreement_id=asked.pk, at=AT)
    propose(receiver, asked)

    with pytest.raises(ActForbidden):
        operations.answer_proposal(actor=receiver, agreement_id=asked.pk, is_accepted=True, at=AT)


def test_series_becomes_six_meetings(series):
    assert starts(series) == [TUESDAY + timedelta(weeks=week) for week in range(6)]


def test_series_runs_meeting_by_meeting_to_the_confirmation(series, provider, receiver):
    for week in range(5):
        operations.record_delivery(actor=provider, agreement_id=series.pk, at=TUESDAY + timedelta(weeks=week, hours=1))
        series.refresh_from_db()
        assert series.state == S.ACCEPTED
    operations.record_delivery(actor=provider, agreement_id=series.pk, at=TUESDAY + timedelta(weeks=5, hours=1))
    series.refresh_from_db()
    delivered = series.state

    operations.confirm_delivery(actor=receiver, agreement_id=series.pk, at=TUESDAY + timedelta(weeks=6))

    series.refresh_from_db()
    series.need.refresh_from_db()
    assert (delivered, series.state, series.need.status) == (S.DELIVERED, S.CONFIRMED, IntentStatus.MET)
    assert [one.duration_min for one in series.deliveries.all()] == [60] * 6


def test_meeting_still_to_come_cannot_be_told_of(series, provider):
    operations.record_delivery(actor=provider, agreement_id=series.pk, at=TUESDAY)

    with pytest.raises(TooEarly):
        operations.record_delivery(actor=provider, agreement_id=series.pk, at=TUESDAY)


def test_one_meeting_called_off_leaves_the_others(series, receiver):
    second = series.commitments.get(number=2)

    operations.cancel_meeting(actor=receiver, commitment_id=second.pk, reason="走亲戚", at=AT)

    assert len(starts(series)) == 5
    with pytest.raises(StateChanged):
        operations.cancel_meeting(actor=receiver, commitment_id=second.pk, reason="走亲戚", at=AT)


def test_last_meeting_is_not_called_off_alone(asked, provider):
    operations.accept_agreement(actor=provider, agreement_id=asked.pk, at=AT)

    with pytest.raises(StateChanged):
        operations.cancel_meeting(actor=provider, commitment_id=asked.commitments.get().pk, reason="忙", at=AT)


def test_one_missed_meeting_of_a_series_leaves_the_promise(series, receiver):
    operations.report_missed(actor=receiver, agreement_id=series.pk, reason="没来", at=TUESDAY + 2 * HOUR)

    series.refresh_from_db()
    first = series.commitments.get(number=1)
    assert (series.state, first.state, first.missed_by) == (S.ACCEPTED, CommitmentState.MISSED, Side.PROVIDER)


def test_hour_promised_to_one_is_not_promised_to_another(series, community, provider, offer):
    other = make_need(
        person=make_person(community=community),
        community=community,
        starts_at=TUESDAY + timedelta(weeks=2, minutes=30),
        ends_at=TUESDAY + timedelta(weeks=2, hours=2),
    )
    asked = make_request(need=other, offer=offer)

    with pytest.raises(HoursTaken):
        operations.accept_agreement(actor=provider, agreement_id=asked.pk, at=AT)


def test_next_hour_is_free_for_another(series, community, provider, offer):
    other = make_need(
        person=make_person(community=community),
        community=community,
        starts_at=TUESDAY + HOUR,
        ends_at=TUESDAY + 2 * HOUR,
    )
    asked = make_request(need=other, offer=offer)

    operations.accept_agreement(actor=provider, agreement_id=asked.pk, at=AT)

    assert starts(asked) == [TUESDAY + HOUR]


def test_both_sides_are_reminded_once_the_day_before(series, provider, receiver):
    early = operations.remind(at=TUESDAY - DAY - HOUR)
    reminded = operations.remind(at=TUESDAY - 20 * HOUR)
    again = operations.remind(at=TUESDAY - 19 * HOUR)

    assert (early, reminded, again) == (0, 1, 0)
    told = Notification.objects.filter(kind=NewsKind.AGREEMENT_REMINDER).values_list("person", flat=True)
    assert sorted(told) == sorted([provider.pk, receiver.pk])


def test_question_nobody_answers_for_a_week_comes_to_nothing(receiver, community, offer):
    asked = make_request(need=make_need(person=receiver, community=community), offer=offer)

    early = operations.lapse_questions_unanswered(at=AT + 7 * DAY)
    lapsed = operations.lapse_questions_unanswered(at=AT + 7 * DAY + HOUR)

    asked.refresh_from_db()
    assert (early, lapsed, asked.state) == (0, 1, S.LAPSED)


def test_question_about_a_time_that_is_over_comes_to_nothing(asked):
    assert operations.lapse_questions_unanswered(at=TUESDAY + 2 * HOUR) == 1


def test_proposal_keeps_a_question_alive(receiver, provider, community, offer):
    asked = make_request(need=make_need(person=receiver, community=community), offer=offer)
    propose(provider, asked, starts_at=AT + 20 * DAY, at=AT + 6 * DAY)

    assert operations.lapse_questions_unanswered(at=AT + 8 * DAY) == 0
    assert operations.lapse_questions_unanswered(at=AT + 14 * DAY) == 1
