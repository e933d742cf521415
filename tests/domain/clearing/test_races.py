"""Two workers, of flesh or of silicon, at one round."""

from collections import Counter

import pytest

from sanshe.domain.clearing import errors, operations
from sanshe.domain.clearing.choices import AssignmentState, RoundState
from sanshe.domain.clearing.models import Round
from sanshe.domain.exchange.models import Agreement
from tests.concurrency import Racers
from tests.factories import AT
from tests.factories.clearing import WEEK, make_round, make_week

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 4


def test_one_week_is_drawn_up_once():
    week = make_week()

    def draw():
        return operations.draw_up_round(actor=week.worker, community=week.community, week_starts_on=WEEK, at=AT)

    with Racers(RACERS) as racers:
        ends = Counter(type(end) for end in racers.run([draw] * RACERS))

    assert ends == {Round: 1, errors.RoundExists: RACERS - 1}


def test_one_run_is_put_down_once():
    week = make_week()
    round = make_round(week, is_solved=False)

    def solve():
        return operations.solve_round(round_id=round.pk, run=1, at=AT)

    with Racers(RACERS) as racers:
        ends = racers.run([solve] * RACERS)

    round.refresh_from_db()
    assert sum(end is True for end in ends) == 1
    assert all(end in (True, False) for end in ends)
    assert (round.state, round.assignments.count(), round.unmet.count()) == (RoundState.PROPOSED, 2, 1)


def test_plan_is_sent_once():
    week = make_week()
    round = make_round(week)

    def send():
        return operations.send_round(actor=week.worker, round_id=round.pk, at=AT)

    with Racers(RACERS) as racers:
        ends = Counter(type(end) for end in racers.run([send] * RACERS))

    assert ends == {operations.Sent: 1, errors.RoundClosed: RACERS - 1}
    assert Agreement.objects.count() == 2


def test_taking_out_and_sending_at_once_never_asks_whom_was_taken_out():
    week = make_week()
    round = make_round(week)
    line = round.assignments.first()

    with Racers(2) as racers:
        racers.run(
            [
                lambda: operations.send_round(actor=week.worker, round_id=round.pk, at=AT),
                lambda: operations.remove_assignment(actor=week.worker, assignment_id=line.pk, at=AT),
            ]
        )

    line.refresh_from_db()
    was_asked = Agreement.objects.filter(need=line.need_id).exists()
    assert line.state in (AssignmentState.SENT, AssignmentState.REMOVED)
    assert was_asked == (line.state == AssignmentState.SENT)
