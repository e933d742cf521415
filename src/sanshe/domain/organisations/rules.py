"""Who may do what with organisations: predicates, each one query at most."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sanshe.domain.organisations.choices import ACTING, MANAGING
from sanshe.domain.organisations.models import Membership
from sanshe.domain.people.models import Person


def is_member(*, person: Person | None, organization_id: UUID | None, at: datetime) -> bool:
    """Tell whether the person belongs to the organisation, in whatever capacity."""
    return _belongs(person, organization_id, at)


def acts_for(*, person: Person | None, organization_id: UUID | None, at: datetime) -> bool:
    """Tell whether the person may act for the organisation towards others: staff, officers, managers."""
    return _belongs(person, organization_id, at, ACTING)


def may_manage(*, person: Person | None, organization_id: UUID | None, at: datetime) -> bool:
    """Tell whether the person looks after the organisation itself: its page, its members, its notices."""
    return _belongs(person, organization_id, at, MANAGING)


def _belongs(
    person: Person | None, organization_id: UUID | None, at: datetime, kinds: tuple[str, ...] | None = None
) -> bool:
    if person is None or organization_id is None:
        return False
    memberships = Membership.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person=person, organization_id=organization_id, starts_at__lte=at
    )
    return memberships.filter(kind__in=kinds).exists() if kinds else memberships.exists()
