"""What a worker changes in a plan: hold a line fast, move it, take it out, put it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.clearing import rules
from sanshe.domain.clearing.choices import LIVING, AssignmentState
from sanshe.domain.clearing.errors import (
    AssignmentClosed,
    MeetingsOverlap,
    NeedPlanned,
    RoundForbidden,
    TimeUnfit,
)
from sanshe.domain.clearing.models import Assignment, Round
from sanshe.domain.clearing.operations.steps import check_editable, locked_round, record
from sanshe.domain.clearing.queries.snapshot import SLOT, helper_of, slots_of, week_start
from sanshe.domain.people.models import Person
from sanshe.engines.matching.clearing import SLOTS_PER_WEEK


def pin_assignment(*, actor: Person, assignment_id: UUID, at: datetime) -> Assignment:
    """Hold a line fast: it stays as it is when the plan is computed again.

    Raises
    ------
    RoundForbidden, RoundBusy, RoundClosed, AssignmentClosed
    """
    return _set_pin(actor=actor, assignment_id=assignment_id, is_pinned=True, at=at)


def unpin_assignment(*, actor: Person, assignment_id: UUID, at: datetime) -> Assignment:
    """Let a line go again.

    Raises
    ------
    RoundForbidden, RoundBusy, RoundClosed, AssignmentClosed
    """
    return _set_pin(actor=actor, assignment_id=assignment_id, is_pinned=False, at=at)


def remove_assignment(*, actor: Person, assignment_id: UUID, at: datetime) -> Assignment:
    """Take a line out; the two are not put together again in this round.

    Raises
    ------
    RoundForbidden, RoundBusy, RoundClosed, AssignmentClosed
    """
    with transaction.atomic():
        round, assignment = _locked(assignment_id, actor=actor, at=at)
        if not rules.is_open(assignment=assignment):
            raise AssignmentClosed
        assignment.state, assignment.is_pinned = AssignmentState.REMOVED, False
        assignment.save(update_fields=["state", "is_pinned"])
        record(round, "remove_assignment", actor=actor, at=at, assignment=str(assignment.pk))
    return assignment


def restore_assignment(*, actor: Person, assignment_id: UUID, at: datetime) -> Assignment:
    """Put a line back that was taken out.

    Raises
    ------
    RoundForbidden, RoundBusy, RoundClosed, AssignmentClosed, NeedPlanned, MeetingsOverlap
    """
    with transaction.atomic():
        round, assignment = _locked(assignment_id, actor=actor, at=at)
        if assignment.state != AssignmentState.REMOVED:
            raise AssignmentClosed
        if round.assignments.filter(need=assignment.need_id, state__in=LIVING).exists():
            raise NeedPlanned
        _check_free(round, assignment)
        assignment.state = AssignmentState.PROPOSED
        assignment.save(update_fields=["state"])
        record(round, "restore_assignment", actor=actor, at=at, assignment=str(assignment.pk))
    return assignment


def move_assignment(*, actor: Person, assignment_id: UUID, starts_at: datetime, at: datetime) -> Assignment:
    """Put a line at another time of the week, as long as before, and hold it fast there.

    Raises
    ------
    RoundForbidden, RoundBusy, RoundClosed, AssignmentClosed, TimeUnfit, MeetingsOverlap
    """
    with transaction.atomic():
        round, assignment = _locked(assignment_id, actor=actor, at=at)
        if not rules.is_open(assignment=assignment):
            raise AssignmentClosed
        start = week_start(round)
        ends_at = starts_at + (assignment.ends_at - assignment.starts_at)
        is_on_grid = (starts_at - start) % SLOT == SLOT * 0
        if not is_on_grid or starts_at < max(start, at) or ends_at > start + SLOTS_PER_WEEK * SLOT:
            raise TimeUnfit
        assignment.starts_at, assignment.ends_at, assignment.is_pinned = starts_at, ends_at, True
        _check_free(round, assignment)
        assignment.save(update_fields=["starts_at", "ends_at", "is_pinned"])
        record(round, "move_assignment", actor=actor, at=at, assignment=str(assignment.pk), to=starts_at.isoformat())
    return assignment


def _set_pin(*, actor: Person, assignment_id: UUID, is_pinned: bool, at: datetime) -> Assignment:
    with transaction.atomic():
        round, assignment = _locked(assignment_id, actor=actor, at=at)
        if not rules.is_open(assignment=assignment):
            raise AssignmentClosed
        if assignment.is_pinned != is_pinned:
            assignment.is_pinned = is_pinned
            assignment.save(update_fields=["is_pinned"])
            operation = "pin_assignment" if is_pinned else "unpin_assignment"
            record(round, operation, actor=actor, at=at, assignment=str(assignment.pk))
    return assignment


def _locked(assignment_id: UUID, *, actor: Person, at: datetime) -> tuple[Round, Assignment]:
    """Return the round, locked, and the line in it as it is now."""
    round_id = Assignment.objects.filter(pk=assignment_id).values_list("round", flat=True).first()
    if round_id is None:
        raise RoundForbidden
    round = locked_round(round_id)
    check_editable(round, actor=actor, at=at)
    parts = ("offer__person", "offer__organization", "need__person")
    assignment = round.assignments.select_related(*parts).filter(pk=assignment_id).first()
    if assignment is None:
        raise AssignmentClosed
    return round, assignment


def _check_free(round: Round, assignment: Assignment) -> None:
    """Refuse a time at which the helper of a line is with somebody else in this plan; quarters of an hour count."""
    helper, start = helper_of(assignment.offer), week_start(round)
    first, last = slots_of(start, assignment.starts_at, assignment.ends_at)
    others = round.assignments.filter(state__in=LIVING).exclude(pk=assignment.pk).select_related("offer")
    for other in others:
        begins, ends = slots_of(start, other.starts_at, other.ends_at)
        if helper_of(other.offer) == helper and begins < last and first < ends:
            raise MeetingsOverlap(name=assignment.offer.provider_name)
