"""Which organisations keep the papers of their people, and until when that counts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sanshe.domain.organisations.models import Organization, OrganizationCheck


def checked_organizations(*, organization_ids: Iterable[UUID], at: datetime) -> set[UUID]:
    """Return those of these organisations whose check counts at this instant."""
    running = Q(ended_at=None) | Q(ended_at__gt=at)
    checks = OrganizationCheck.objects.filter(
        running, organization__in=set(organization_ids), starts_at__lte=at, expires_at__gt=at
    )
    return set(checks.values_list("organization", flat=True))


def checks_of_organization(*, organization: Organization) -> list[OrganizationCheck]:
    """Return every check of an organisation, the newest first, with who wrote it down."""
    checks = OrganizationCheck.objects.filter(organization=organization)
    return list(checks.select_related("recorded_by", "ended_by"))
