"""A round: drawn up, computed, looked through, computed again, sent; and what it refuses."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sanshe.domain.clearing import errors, jobs, operations, queries
from sanshe.domain.clearing.choices import AssignmentState, RoundState
from sanshe.domain.clearing.models import Assignment, Round
from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.choices import AgreementState
from sanshe.domain.exchange.models import Agreement
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_category, make_community, make_person, make_worker
from tests.factories.clearing import WEEK, make_escort_need, make_escort_offer, make_round, make_week, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def week():
    return make_week()


@pytest.fixture
def round(week):
    return make_round(week)


def lines(round, state=AssignmentState.PROPOSED) -> list[Assignment]:
    return list(round.assignments.filter(state=state).select_related("need__person", "offer").order_by("starts_at"))


def solve_again(week, round, at=AT) -> Round:
    again = operations.compute_again(actor=week.worker, round_id=round.pk, at=at)
    assert operations.solve_round(round_id=round.pk, run=again.run, at=at)
    again.refresh_from_db()
    return again


def test_round_is_computed_by_the_queue(week):
    found = make_round(week, is_solved=False)

    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s", [jobs.solve_round.name])
        waiting = [json.loads(args) if isinstance(args, str) else args for (args,) in cursor.fetchall()]
    assert found.state == RoundState.DRAFT
    assert [jobs.solve_round(**args) for args in waiting] == [True]
    found.refresh_from_db()
    assert (found.state, found.progress) == (RoundState.PROPOSED, 100)
    journalled = JournalEntry.objects.filter(subject_id=found.pk).order_by("pk").values_list("operation", flat=True)
    assert set(journalled) == {"clearing.draw_up_round", "clearing.solve_round"}


def test_round_meets_as_many_as_there_is_room_for_and_proves_it(week, round):
    assert round.state == RoundState.PROPOSED
    assert (round.figures["needs"], round.figures["met"], round.figures["bound_met"]) == (3, 2, 2)
    assert round.figures["is_proven"] is True
    assert [(one.offer_id, one.ends_at - one.starts_at) for one in lines(round)] == [
        (week.offers[0].pk, timedelta(hours=1))
    ] * 2
    assert [one.reason for one in queries.unmet_of(round=round)] == ["others_first"]


def test_needs_keep_the_time_they_named_to_the_minute(week):
    need = make_escort_need(week.community, week.category, name="赵婆婆", starts_at=on(3, 9, 10), ends_at=on(3, 9, 50))
    make_escort_offer(week.community, week.category, name="李师傅", weekly_hours=[[3, 540, 600]])

    round = make_round(week)

    found = round.assignments.get(need=need)
    assert (found.starts_at, found.ends_at) == (on(3, 9, 10), on(3, 9, 50))


def test_need_without_a_time_is_met_in_the_hours_of_the_helper(week):
    need = make_escort_need(week.community, week.category, name="赵婆婆")
    make_escort_offer(week.community, week.category, name="李师傅", weekly_hours=[[4, 840, 960]])

    found = make_round(week).assignments.get(need=need)

    assert (found.starts_at, found.ends_at) in [(on(4, 14), on(4, 15)), (on(1, 8), on(1, 9))]


def test_who_was_helped_least_goes_first(week):
    for need in week.needs[:1]:
        agreement = exchange.ask_for_offer(actor=need.person, offer_id=week.offers[0].pk, at=AT, party_size=1)
        exchange.accept_agreement(actor=week.offers[0].person, agreement_id=agreement.pk, at=AT)
        exchange.record_delivery(actor=week.offers[0].person, agreement_id=agreement.pk, at=AT)
        exchange.confirm_delivery(actor=need.person, agreement_id=agreement.pk, is_solved=True, at=AT)
    same_time = {"starts_at": on(1, 9), "ends_at": on(1, 10)}
    for need in week.needs:
        type(need).objects.filter(pk=need.pk).update(**same_time)

    round = make_round(week)

    assert week.needs[0].pk not in {one.need_id for one in lines(round)}


@pytest.mark.parametrize(
    "fields", [{"is_private": True}, {"recurrence": "FREQ=WEEKLY;COUNT=4"}, {"person": None, "source": "hotline"}]
)
def test_what_is_not_for_a_round_is_left_to_hands_and_said_so(week, fields):
    week.needs[0].__class__.objects.filter(pk=week.needs[0].pk).update(**fields)

    round = make_round(week)

    assert (round.figures["needs"], round.figures["left_out"]) == (2, 1)


def test_promised_hours_are_busy(week):
    helper = week.offers[0].person
    asked = exchange.ask_for_offer(
        actor=make_person(community=week.community, name="孙伯"),
        offer_id=week.offers[0].pk,
        starts_at=on(1, 8),
        ends_at=on(1, 12),
        at=AT,
    )
    exchange.accept_agreement(actor=helper, agreement_id=asked.pk, at=AT)

    round = make_round(week)

    assert lines(round) == []
    assert {one.reason for one in round.unmet.all()} == {"no_common_time"}


def test_neighbours_from_around_can_be_asked(week):
    around = make_community(name="桂花社区")
    make_escort_offer(around, week.category, name="远亲", weekly_hours=[[1, 480, 960]], capacity=3)

    assert make_round(week).figures["met"] == 3


def test_who_only_shares_words_is_not_asked(week):
    make_escort_need(
        week.community,
        make_category(code="plumbing", name="修水管"),
        name="李伯",
        sentence="可以陪老人看病的修水管师傅",
    )

    round = make_round(week)

    assert round.figures["met"] == 2
    assert "nobody" in {one.reason for one in round.unmet.all()}


def test_pin_and_what_was_taken_out_outlast_computing_again(week, round):
    pinned, removed = lines(round)
    operations.pin_assignment(actor=week.worker, assignment_id=pinned.pk, at=AT)
    operations.remove_assignment(actor=week.worker, assignment_id=removed.pk, at=AT)

    again = solve_again(week, round)

    kept = lines(again)
    assert [(one.pk, one.is_pinned) for one in kept if one.pk == pinned.pk] == [(pinned.pk, True)]
    assert removed.need_id not in {one.need_id for one in kept}
    assert again.figures["met"] == 2


def test_restored_line_is_back(week, round):
    line = lines(round)[0]
    operations.remove_assignment(actor=week.worker, assignment_id=line.pk, at=AT)

    operations.restore_assignment(actor=week.worker, assignment_id=line.pk, at=AT)

    assert line in lines(round)


def test_restoring_is_refused_where_somebody_else_is_planned(week):
    make_escort_offer(week.community, week.category, name="李师傅", weekly_hours=[[1, 480, 960]])
    round = make_round(week)
    line = lines(round)[0]
    operations.remove_assignment(actor=week.worker, assignment_id=line.pk, at=AT)
    solve_again(week, round)

    with pytest.raises(errors.NeedPlanned):
        operations.restore_assignment(actor=week.worker, assignment_id=line.pk, at=AT)


def test_moved_line_keeps_its_length_and_is_held_fast(week, round):
    line = lines(round)[0]

    operations.move_assignment(actor=week.worker, assignment_id=line.pk, starts_at=on(1, 14), at=AT)

    line.refresh_from_db()
    assert (line.starts_at, line.ends_at, line.is_pinned) == (on(1, 14), on(1, 15), True)


@pytest.mark.parametrize("starts_at", [on(1, 14, 10), on(-1, 9), on(6, 23, 30), on(7, 0), AT - timedelta(days=1)])
def test_move_to_no_time_of_the_week_is_refused(week, round, starts_at):
    with pytest.raises(errors.TimeUnfit):
        operations.move_assignment(actor=week.worker, assignment_id=lines(round)[0].pk, starts_at=starts_at, at=AT)


def test_move_onto_another_meeting_of_the_helper_is_refused(week, round):
    first, second = lines(round)

    with pytest.raises(errors.MeetingsOverlap):
        operations.move_assignment(
            actor=week.worker, assignment_id=first.pk, starts_at=second.starts_at + timedelta(minutes=30), at=AT
        )


def test_sending_asks_each_helper(week, round):
    sent = operations.send_round(actor=week.worker, round_id=round.pk, at=AT)

    assert (sent.asked, sent.refused) == (2, 0)
    round.refresh_from_db()
    assert round.state == RoundState.SENT
    asked = Agreement.objects.filter(pk__in=round.assignments.values("agreement"))
    assert {one.state for one in asked} == {AgreementState.REQUESTED}
    assert {(one.starts_at, one.ends_at) for one in asked} == {
        (one.starts_at, one.ends_at) for one in lines(round, AssignmentState.SENT)
    }


def test_what_the_exchange_refuses_is_kept_with_its_reason_and_the_rest_is_sent(week, round):
    first, second = lines(round)
    exchange.close_need(actor=first.need.person, need_id=first.need_id, closed_as="not_needed", at=AT)

    sent = operations.send_round(actor=week.worker, round_id=round.pk, at=AT)

    assert (sent.asked, sent.refused) == (1, 1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.refusal) == (AssignmentState.REFUSED, "not_on_board")
    assert second.state == AssignmentState.SENT


def test_after_a_no_the_round_can_be_computed_again_without_asking_the_same_two(week, round):
    operations.send_round(actor=week.worker, round_id=round.pk, at=AT)
    declined, standing = lines(round, AssignmentState.SENT)
    exchange.decline_agreement(actor=declined.offer.person, agreement_id=declined.agreement_id, reason="要出门", at=AT)
    make_escort_offer(week.community, week.category, name="李师傅", weekly_hours=[[1, 480, 960]])

    again = solve_again(week, round)

    declined.refresh_from_db()
    standing.refresh_from_db()
    assert (declined.state, standing.state) == (AssignmentState.ENDED, AssignmentState.SENT)
    planned = {(one.need_id, one.offer_id) for one in lines(again)}
    assert (declined.need_id, declined.offer_id) not in planned
    assert standing.need_id not in {need for need, _ in planned}
    assert declined.need_id in {need for need, _ in planned}


def test_one_round_a_week(week, round):
    with pytest.raises(errors.RoundExists):
        make_round(week)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(
            community=week.community, week_starts_on=WEEK, made_by=week.worker, made_at=AT, asked_at=AT
        )


def test_dropped_round_makes_room_for_another(week, round):
    operations.drop_round(actor=week.worker, round_id=round.pk, at=AT)

    assert make_round(week).state == RoundState.PROPOSED


def test_sent_round_is_not_dropped(week, round):
    operations.send_round(actor=week.worker, round_id=round.pk, at=AT)

    with pytest.raises(errors.RoundClosed):
        operations.drop_round(actor=week.worker, round_id=round.pk, at=AT)


def test_round_computed_again_after_sending_is_not_dropped(week, round):
    operations.send_round(actor=week.worker, round_id=round.pk, at=AT)
    solve_again(week, round)

    with pytest.raises(errors.RoundClosed):
        operations.drop_round(actor=week.worker, round_id=round.pk, at=AT)


def test_empty_plan_is_not_sent(week, round):
    for line in lines(round):
        operations.remove_assignment(actor=week.worker, assignment_id=line.pk, at=AT)

    with pytest.raises(errors.NothingToSend):
        operations.send_round(actor=week.worker, round_id=round.pk, at=AT)


@pytest.mark.parametrize("days", [1, -14, 7 * 8])
def test_week_that_cannot_be_planned_is_refused(week, days):
    with pytest.raises(errors.WeekUnfit):
        operations.draw_up_round(
            actor=week.worker, community=week.community, week_starts_on=WEEK + timedelta(days=days), at=AT
        )


def test_only_workers_of_the_community_touch_a_round(week, round):
    line = lines(round)[0]
    strangers = [make_person(community=week.community), make_worker(community=make_community(name="桂花社区"))]

    for stranger in strangers:
        for act in (
            lambda who=stranger: operations.draw_up_round(
                actor=who, community=week.community, week_starts_on=WEEK + timedelta(days=7), at=AT
            ),
            lambda who=stranger: operations.compute_again(actor=who, round_id=round.pk, at=AT),
            lambda who=stranger: operations.drop_round(actor=who, round_id=round.pk, at=AT),
            lambda who=stranger: operations.send_round(actor=who, round_id=round.pk, at=AT),
            lambda who=stranger: operations.pin_assignment(actor=who, assignment_id=line.pk, at=AT),
            lambda who=stranger: operations.remove_assignment(actor=who, assignment_id=line.pk, at=AT),
            lambda who=stranger: operations.move_assignment(
                actor=who, assignment_id=line.pk, starts_at=on(2, 9), at=AT
            ),
        ):
            with pytest.raises(errors.RoundForbidden):
                act()
        assert queries.round_for(actor=stranger, pk=round.pk, at=AT) is None


def test_nothing_is_changed_while_the_computer_has_it(week, round):
    line = lines(round)[0]
    operations.compute_again(actor=week.worker, round_id=round.pk, at=AT)

    with pytest.raises(errors.RoundBusy):
        operations.pin_assignment(actor=week.worker, assignment_id=line.pk, at=AT)
    with pytest.raises(errors.RoundBusy):
        operations.compute_again(actor=week.worker, round_id=round.pk, at=AT)


def test_round_left_by_its_worker_can_be_computed_again(week):
    round = make_round(week, is_solved=False)
    later = AT + timedelta(minutes=11)

    again = operations.compute_again(actor=week.worker, round_id=round.pk, at=later)

    assert operations.solve_round(round_id=round.pk, run=again.run, at=later)
    assert not operations.solve_round(round_id=round.pk, run=1, at=later)


def test_snapshot_costs_the_same_for_more(week):
    def cost(round) -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.snapshot_of(round=round, at=AT)
        return len(seen)

    for number in range(12):
        make_escort_need(week.community, week.category, name=f"张叔{number}")
    round = make_round(week, is_solved=False)
    cost(round)  # how sentences are sorted is learned once
    before = cost(round)
    for number in range(5):
        make_escort_need(week.community, week.category, name=f"李叔{number}")
        make_escort_offer(week.community, week.category, name=f"陈姐{number}", weekly_hours=[[2, 480, 960]])

    assert cost(round) == before
