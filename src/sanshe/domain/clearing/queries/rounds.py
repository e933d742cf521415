"""Rounds as their workers see them."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from sanshe.domain.clearing import rules
from sanshe.domain.clearing.choices import AssignmentState, RoundState
from sanshe.domain.clearing.models import Assignment, Round, Unmet
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community

PARTS = ("need__person", "need__community", "offer__person", "offer__organization", "agreement")


def rounds_of(*, community: Community) -> QuerySet[Round]:
    """Return the rounds of a community, the latest week first."""
    return Round.objects.filter(community=community).select_related("made_by")


def round_of_week(*, community: Community, week_starts_on: date) -> Round | None:
    """Return the round of a week that was not dropped."""
    rounds = Round.objects.filter(community=community, week_starts_on=week_starts_on)
    return rounds.exclude(state=RoundState.DROPPED).first()


def round_for(*, actor: Person | None, pk: UUID, at: datetime) -> Round | None:
    """Return a round for a worker of its community, None for everybody else."""
    found = Round.objects.select_related("community", "made_by").filter(pk=pk).first()
    if found is None or not rules.may_clear(person=actor, community=found.community, at=at):
        return None
    return found


def assignment_for(*, actor: Person | None, pk: UUID, at: datetime) -> Assignment | None:
    """Return a line of a round for a worker of its community."""
    found = Assignment.objects.select_related("round__community", *PARTS).filter(pk=pk).first()
    if found is None or not rules.may_clear(person=actor, community=found.round.community, at=at):
        return None
    return found


def assignments_of(*, round: Round) -> QuerySet[Assignment]:
    """Return what the plan holds, by time: proposed, asked, could not be asked, came to nothing."""
    return round.assignments.exclude(state=AssignmentState.REMOVED).select_related(*PARTS)


def proposed_count(*, round: Round) -> int:
    """Return how many lines are proposed and nobody was asked for yet."""
    return round.assignments.filter(state=AssignmentState.PROPOSED).count()


def taken_out(*, round: Round) -> QuerySet[Assignment]:
    """Return the lines a worker took out; the same two are not put together again in this round."""
    return round.assignments.filter(state=AssignmentState.REMOVED).select_related(*PARTS)


def unmet_of(*, round: Round) -> QuerySet[Unmet]:
    """Return the needs for which the plan has nobody."""
    return round.unmet.select_related("need__person").order_by("reason", "need__posted_at", "pk")


def outcomes_of(*, round: Round) -> dict[str, int]:
    """Return how many of those asked have said what: agreement state → count."""
    rows = round.assignments.exclude(agreement=None).values("agreement__state").annotate(count=Count("pk"))
    return {row["agreement__state"]: row["count"] for row in rows.order_by()}
