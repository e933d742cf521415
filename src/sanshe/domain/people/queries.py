"""Every read of people and roles."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Person, Role
from sanshe.domain.places.models import Community


def person(*, pk: UUID) -> Person | None:
    """Return the open account with this identifier."""
    return Person.objects.filter(pk=pk, closed_at=None).first()


def running_roles(*, person: Person, at: datetime) -> list[Role]:
    """Return the roles a person holds at this instant, with their communities."""
    return list(
        Role.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=at), person=person, starts_at__lte=at
        ).select_related("community")
    )


def home_community(*, person: Person, at: datetime) -> Community | None:
    """Return the community where the person lives now; of several, the one moved to last."""
    role = (
        Role.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=at),
            person=person,
            kind=RoleKind.RESIDENT,
            starts_at__lte=at,
        )
        .select_related("community")
        .order_by("-starts_at")
        .first()
    )
    return role.community if role else None
