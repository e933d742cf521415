"""Computing a round: read what there is, let the engine work outside any transaction, put down what it found."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sanshe.domain.clearing import queries
from sanshe.domain.clearing.choices import AssignmentState, RoundState
from sanshe.domain.clearing.models import Assignment, Round, Unmet
from sanshe.domain.clearing.operations.steps import locked_round, record
from sanshe.engines.matching.clearing import Plan, clear

# Name and version of the rule, put down beside every result.
RULE = "clearing/1"
READ, SOLVED = 10, 90


def solve_round(*, round_id: UUID, run: int, at: datetime) -> bool:
    """Compute a round and put the plan down; return whether this run was still wanted.

    Two workers with the same round do the same work; the first one's plan is put down, the second finds it there.
    """
    with transaction.atomic():
        round = locked_round(round_id)
        if round.run != run or round.state not in (RoundState.DRAFT, RoundState.SOLVING):
            return False
        round.state, round.progress = RoundState.SOLVING, READ
        round.save(update_fields=["state", "progress"])
    snapshot = queries.snapshot_of(round=round, at=at)
    plan = clear(snapshot.instance)
    Round.objects.filter(pk=round_id, run=run, state=RoundState.SOLVING).update(progress=SOLVED)
    with transaction.atomic():
        round = locked_round(round_id)
        if round.run != run or round.state != RoundState.SOLVING:
            return False
        _put_down(round, snapshot, plan)
        round.state, round.progress, round.solved_at = RoundState.PROPOSED, 100, at
        round.figures = _figures(snapshot, plan)
        round.save()
        record(round, "solve_round", actor=None, at=at, run=run, **round.figures)
    return True


def _put_down(round: Round, snapshot: queries.Snapshot, plan: Plan) -> None:
    """Replace what was proposed before and is not pinned; a pin whose need is met by now goes too."""
    kept = {one.need for one in plan.assignments if one.is_pinned}
    proposed = round.assignments.filter(state=AssignmentState.PROPOSED)
    proposed.exclude(is_pinned=True, need__in=kept).delete()
    round.unmet.all().delete()
    durations = {need.key: need.duration for need in snapshot.instance.needs}
    asked = set(round.assignments.filter(state=AssignmentState.SENT).values_list("need", flat=True))
    found = []
    for one in plan.assignments:
        if one.is_pinned or one.need in asked:
            continue
        starts_at, ends_at = snapshot.span_of(one.need, one.start, durations[one.need])
        found.append(
            Assignment(
                round=round,
                need_id=one.need,
                offer_id=snapshot.offers[one.need, one.helper],
                starts_at=starts_at,
                ends_at=ends_at,
                quality=one.quality,
            )
        )
    Assignment.objects.bulk_create(found)
    Unmet.objects.bulk_create(
        [Unmet(round=round, need_id=need, reason=reason.value) for need, reason in plan.unmet.items()]
    )


def _figures(snapshot: queries.Snapshot, plan: Plan) -> dict[str, Any]:
    return {
        "rule": RULE,
        "digest": snapshot.digest,
        "needs": len(snapshot.instance.needs),
        "helpers": len(snapshot.instance.helpers),
        "pairs": len(snapshot.instance.edges),
        "left_out": snapshot.left_out,
        "met": plan.objective.met,
        "quality": plan.objective.quality,
        "fairness": plan.objective.fairness,
        "bound_met": plan.bound.met,
        "bound_quality": plan.bound.quality,
        "bound_fairness": plan.bound.fairness,
        "is_proven": plan.is_proven,
    }
