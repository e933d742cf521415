"""Who may change what is known of a place, and who sees its exact figures."""

from datetime import datetime

from sanshe.domain.people import rules
from sanshe.domain.people.choices import WORKERS, RoleKind
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community

EDITORS = (*WORKERS, RoleKind.DISTRICT_OFFICER, RoleKind.OPERATOR)
COUNTERS = (*WORKERS, RoleKind.DISTRICT_OFFICER, RoleKind.AUDITOR)


def may_edit_place(*, person: Person | None, community: Community, at: datetime) -> bool:
    """Tell whether somebody may change the outline and the population: its workers, an officer, an operator."""
    return rules.has_role(person=person, kinds=EDITORS, at=at, community=community)


def may_see_counts(*, person: Person | None, community: Community, at: datetime) -> bool:
    """Tell whether somebody sees the exact people of a community: its workers, an officer, an auditor."""
    return rules.has_role(person=person, kinds=COUNTERS, at=at, community=community)
