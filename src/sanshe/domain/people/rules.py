"""Who may do what among people: predicates, each one query at most."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sanshe.domain.people.choices import STAFF, WORKERS, RoleKind
from sanshe.domain.people.models import Person, Role
from sanshe.domain.places.models import Community


def has_role(
    *, person: Person | None, kinds: tuple[str, ...], at: datetime, community: Community | None = None
) -> bool:
    """Tell whether a running role of one of these kinds is held, in this community where one is given."""
    if person is None:
        return False
    roles = Role.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), person=person, kind__in=kinds, starts_at__lte=at)
    if community is not None:
        roles = roles.filter(Q(community=community) | Q(community=None))
    return roles.exists()


def is_staff(*, person: Person | None, at: datetime) -> bool:
    """Tell whether the person works for the community, the district or the installation."""
    return has_role(person=person, kinds=STAFF, at=at)


def is_worker(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether the person is a community or social worker of this community."""
    return has_role(person=person, kinds=WORKERS, at=at, community=community)


def may_see_desk(*, person: Person | None, community: Community, at: datetime) -> bool:
    """Tell whether the worker's desk of this community opens for the person."""
    kinds = (*WORKERS, RoleKind.DISTRICT_OFFICER, RoleKind.AUDITOR)
    return has_role(person=person, kinds=kinds, at=at, community=community)


def speaks_for(*, person: Person | None, principal_id: UUID | None, at: datetime) -> bool:
    """Tell whether the person may act for another: themselves, whom they represent, or whom they enter as a worker."""
    if person is None or principal_id is None:
        return False
    if person.pk == principal_id:
        return True
    return Person.objects.spoken_for_by(person, at=at).filter(pk=principal_id).exists()
