"""Who may read which figures, and what makes a service one."""

from datetime import datetime

from sanshe.domain.organisations.rules import acts_for
from sanshe.domain.people import rules as people
from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community


def may_see_evidence(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether the real counts of this community open: for whom its desk opens."""
    return community is not None and people.may_see_desk(person=person, community=community, at=at)


def may_refresh_evidence(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether somebody may have all needs looked at now: the workers there and the district; who audits reads."""
    if community is None:
        return False
    return people.is_worker(person=person, community=community, at=at) or people.has_role(
        person=person, kinds=(RoleKind.DISTRICT_OFFICER, RoleKind.OPERATOR), at=at
    )


def may_count_private(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether what was told in confidence is among the counts: only for workers of the community."""
    return community is not None and people.is_worker(person=person, community=community, at=at)


def may_see_exact_substance(*, person: Person | None, organization_id, at: datetime) -> bool:
    """Tell whether small counts of a service's people are shown: to staff, and to those who act for its body."""
    return people.is_staff(person=person, at=at) or acts_for(person=person, organization_id=organization_id, at=at)


def is_service(*, came_back: int, told: int) -> bool:
    """Tell whether something is a service: people came back for it, or said what came of it. Else, an activity.

    A one-off without any outcome, and an event of which only heads were counted, are activities, however often they
    were announced. One outcome that a receiver told, or one person who came a second time, makes the difference.
    """
    return came_back > 0 or told > 0
