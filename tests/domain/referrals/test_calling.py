"""Promised calls: one colleague rings at a time, every try stays, and numbers are forgotten when it is over."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sanshe.domain.referrals import operations, queries
from sanshe.domain.referrals.errors import CallTaken, MovedOn, NobodyToCall, NotYours
from sanshe.domain.referrals.models import CallAttempt, CallBack
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_paper_resident, make_person, make_worker
from tests.factories.referrals import make_call

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def colleague(community):
    return make_worker(community=community, name="小邓")


@pytest.fixture
def call(worker, community):
    return make_call(actor=worker, community=community)


def test_name_and_number_come_onto_the_list(call, community):
    assert (call.name, call.phone, call.state) == ("赵叔", "+8613900000099", "open")
    assert list(queries.calls(community=community, is_over=False)) == [call]
    assert [queries.calls_due(community=community, at=AT + n * HOUR) for n in (0, 1)] == [0, 1]
    assert [one.operation for one in JournalEntry.objects.filter(operation__startswith="referrals.")] == [
        "referrals.ask_for_call"
    ]


def test_neighbour_is_called_by_the_number_known_here(worker, community):
    call = make_call(actor=worker, community=community, person=make_person(community=community))

    assert (call.name, call.phone) == ("", "")


@pytest.mark.parametrize("given", [{"name": " "}, {"phone": ""}, {"phone": "十三"}, {"phone": "1" * 40}])
def test_without_name_or_callable_number_nobody_is_listed(worker, community, given):
    with pytest.raises(NobodyToCall):
        make_call(actor=worker, community=community, **given)

    assert CallBack.objects.count() == 0


def test_neighbour_without_a_phone_is_not_listed(worker, community):
    with pytest.raises(NobodyToCall):
        make_call(actor=worker, community=community, person=make_paper_resident(community=community))


def test_only_workers_of_the_community_take_any_step(community, call):
    for other in (make_person(community=community), make_worker(community=make_community(name="别处社区"))):
        who = {"actor": other, "call_id": call.pk, "at": AT}
        with pytest.raises(NotYours):
            make_call(actor=other, community=community)
        for step in (operations.take_call, operations.leave_call, operations.drop_call):
            with pytest.raises(NotYours):
                step(**who)
        with pytest.raises(NotYours):
            operations.note_attempt(**who, outcome="reached")


def test_taken_call_is_refused_to_a_colleague_until_left_or_half_an_hour_passed(call, worker, colleague):
    operations.take_call(actor=worker, call_id=call.pk, at=AT)
    with pytest.raises(CallTaken):
        operations.take_call(actor=colleague, call_id=call.pk, at=AT + 29 * MINUTE)
    with pytest.raises(CallTaken):
        operations.note_attempt(actor=colleague, call_id=call.pk, outcome="reached", at=AT + MINUTE)

    assert operations.take_call(actor=colleague, call_id=call.pk, at=AT + 30 * MINUTE).taken_by == colleague
    operations.leave_call(actor=colleague, call_id=call.pk, at=AT + 31 * MINUTE)
    assert operations.take_call(actor=worker, call_id=call.pk, at=AT + 32 * MINUTE).taken_by == worker


def test_leaving_what_a_colleague_took_changes_nothing(call, worker, colleague):
    operations.take_call(actor=worker, call_id=call.pk, at=AT)

    assert operations.leave_call(actor=colleague, call_id=call.pk, at=AT).taken_by == worker


@pytest.mark.parametrize(("outcome", "again"), [("no_answer", 3 * HOUR), ("later", DAY)])
def test_unreached_is_due_again_later_and_free(call, worker, outcome, again):
    operations.take_call(actor=worker, call_id=call.pk, at=AT)

    done = operations.note_attempt(actor=worker, call_id=call.pk, outcome=outcome, at=AT)

    assert (done.state, done.due_at, done.taken_by, done.phone) == ("open", AT + again, None, "+8613900000099")


@pytest.mark.parametrize(("outcome", "state"), [("reached", "done"), ("wrong_number", "dropped")])
def test_call_that_is_over_forgets_name_and_number(call, worker, outcome, state):
    done = operations.note_attempt(actor=worker, call_id=call.pk, outcome=outcome, words=" 药 拿到了 ", at=AT)

    done.refresh_from_db()
    assert (done.state, done.name, done.phone, done.ended_at) == (state, "", "", AT)
    assert [(one.outcome, one.words) for one in done.attempts.all()] == [(outcome, "药 拿到了")]
    with pytest.raises(MovedOn):
        operations.take_call(actor=worker, call_id=call.pk, at=AT)


def test_dropped_call_forgets_name_and_number(call, worker):
    done = operations.drop_call(actor=worker, call_id=call.pk, at=AT)

    assert (done.state, done.name, done.phone) == ("dropped", "", "")


def test_unknown_outcome_writes_nothing(call, worker):
    with pytest.raises(MovedOn):
        operations.note_attempt(actor=worker, call_id=call.pk, outcome="sung", at=AT)

    assert CallAttempt.objects.count() == 0


def test_database_refuses_to_change_a_try(call, worker):
    operations.note_attempt(actor=worker, call_id=call.pk, outcome="no_answer", at=AT)

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        CallAttempt.objects.update(words="改一改")
