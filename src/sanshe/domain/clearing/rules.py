"""Who may clear a week, and what may be done to a plan as it stands."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from sanshe.domain.clearing.choices import BUSY, AssignmentState, RoundState
from sanshe.domain.clearing.models import Assignment, Round
from sanshe.domain.people.models import Person
from sanshe.domain.people.rules import is_worker
from sanshe.domain.places.models import Community

WEEKS_AHEAD = 8
# A worker that has not come back for so long is taken for dead, and the round may be computed anew.
STALE = timedelta(minutes=10)
QUARTER_MIN = 15


def may_clear(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether somebody plans the weeks of this community: its workers do."""
    return community is not None and is_worker(person=person, community=community, at=at)


def is_plannable(*, week_starts_on: date, at: datetime) -> bool:
    """Tell whether a week can be planned: it begins on a Monday, is not over and not far ahead."""
    return week_starts_on in plannable_weeks(at=at)


def plannable_weeks(*, at: datetime) -> list[date]:
    """Return the Mondays of the weeks that can be planned, this one first."""
    today = timezone.localtime(at).date()
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(weeks=ahead) for ahead in range(WEEKS_AHEAD + 1)]


def is_editable(*, round: Round) -> bool:
    """Tell whether lines may be pinned, moved and taken out."""
    return round.state == RoundState.PROPOSED


def is_stale(*, round: Round, at: datetime) -> bool:
    """Tell whether a round has been with the computer for too long."""
    return round.state in BUSY and at - round.asked_at > STALE


def may_be_computed(*, round: Round, at: datetime) -> bool:
    """Tell whether a plan may be computed anew: not while it is, not once dropped, not after its week."""
    if not is_plannable(week_starts_on=round.week_starts_on, at=at):
        return False
    return round.state in (RoundState.PROPOSED, RoundState.SENT) or is_stale(round=round, at=at)


def may_be_dropped(*, round: Round) -> bool:
    """Tell whether a plan may be thrown away: as long as nobody was asked."""
    return round.state in (*BUSY, RoundState.PROPOSED)


def is_open(*, assignment: Assignment) -> bool:
    """Tell whether a line is still only proposed."""
    return assignment.state == AssignmentState.PROPOSED
