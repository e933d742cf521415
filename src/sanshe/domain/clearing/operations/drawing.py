"""Beginning a round, letting it be computed again, throwing it away."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from sanshe.domain.clearing import queries, rules
from sanshe.domain.clearing.choices import AssignmentState, RoundState
from sanshe.domain.clearing.errors import RoundBusy, RoundClosed, RoundExists, RoundForbidden, WeekUnfit
from sanshe.domain.clearing.models import Round
from sanshe.domain.clearing.operations.steps import check_worker, locked_round, record
from sanshe.domain.exchange.choices import UNFINISHED, AgreementState
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community

SOLVE_TASK = "sanshe.domain.clearing.jobs.solve_round"
# Asked, and it stands or was kept: the need is not planned anew for it.
COUNTS_STILL = (*UNFINISHED, AgreementState.CONFIRMED, AgreementState.SETTLED)


def draw_up_round(*, actor: Person, community: Community, week_starts_on: date, at: datetime) -> Round:
    """Begin the round of a week for a worker; the job queue computes it.

    Raises
    ------
    RoundForbidden, WeekUnfit, RoundExists
    """
    if not rules.may_clear(person=actor, community=community, at=at):
        raise RoundForbidden
    if not rules.is_plannable(week_starts_on=week_starts_on, at=at):
        raise WeekUnfit(weeks=rules.WEEKS_AHEAD)
    with transaction.atomic():
        try:
            with transaction.atomic():
                round = Round.objects.create(
                    community=community, week_starts_on=week_starts_on, made_by=actor, made_at=at, asked_at=at
                )
        except IntegrityError as error:
            if queries.round_of_week(community=community, week_starts_on=week_starts_on) is None:
                raise
            raise RoundExists from error
        record(round, "draw_up_round", actor=actor, at=at, week=week_starts_on.isoformat())
        _hand_over(round, at=at)
    return round


def compute_again(*, actor: Person, round_id: UUID, at: datetime) -> Round:
    """Let a round be computed anew: what is pinned, asked or promised stays, whoever said no is not asked again.

    Raises
    ------
    RoundForbidden, RoundBusy, RoundClosed
    """
    with transaction.atomic():
        round = locked_round(round_id)
        check_worker(round, actor=actor, at=at)
        if not rules.may_be_computed(round=round, at=at):
            raise RoundClosed if round.ended_at or round.state == RoundState.PROPOSED else RoundBusy
        fruitless = round.assignments.filter(state=AssignmentState.SENT).exclude(agreement__state__in=COUNTS_STILL)
        fruitless.update(state=AssignmentState.ENDED)
        round.state, round.ended_at, round.asked_at = RoundState.DRAFT, None, at
        round.progress, round.run = 0, round.run + 1
        round.save()
        record(round, "compute_again", actor=actor, at=at, run=round.run)
        _hand_over(round, at=at)
    return round


def drop_round(*, actor: Person, round_id: UUID, at: datetime) -> Round:
    """Throw a plan away of which nobody was asked; the week can be planned anew.

    Raises
    ------
    RoundForbidden, RoundClosed
    """
    with transaction.atomic():
        round = locked_round(round_id)
        check_worker(round, actor=actor, at=at)
        if not rules.may_be_dropped(round=round) or round.assignments.exclude(agreement=None).exists():
            raise RoundClosed
        round.state, round.ended_at = RoundState.DROPPED, at
        round.save(update_fields=["state", "ended_at"])
        record(round, "drop_round", actor=actor, at=at)
    return round


def _hand_over(round: Round, *, at: datetime) -> None:
    app.configure_task(SOLVE_TASK).defer(round_id=str(round.pk), run=round.run, at=at.isoformat())
