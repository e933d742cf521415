"""The plan of next week in the old mill compound, computed and waiting for its worker to look it through."""

from collections.abc import Mapping
from datetime import datetime

from sanshe.domain.clearing import operations, rules
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community

WORKER, COMMUNITY = "p005", "fangyuan"


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    """Draw up the round of next week, compute it, and hold one line fast."""
    worker = people[WORKER]
    monday = rules.plannable_weeks(at=at)[1]
    drawn = operations.draw_up_round(actor=worker, community=communities[COMMUNITY], week_starts_on=monday, at=at)
    operations.solve_round(round_id=drawn.pk, run=drawn.run, at=at)
    first = drawn.assignments.order_by("starts_at").first()
    if first is not None:
        operations.pin_assignment(actor=worker, assignment_id=first.pk, at=at)
