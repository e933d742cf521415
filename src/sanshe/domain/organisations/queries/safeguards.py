"""Which organisations keep the papers of their people, and until when that counts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sanshe.domain.organisations.models import Organization, OrganizationCheck
from sanshe.kernel.prepared import read

_CHECKED = """
    SELECT organization_id FROM organisations_organizationcheck
     WHERE organization_id = ANY(%(bodies)s::uuid[]) AND starts_at <= %(at)s AND expires_at > %(at)s
           AND (ended_at IS NULL OR ended_at > %(at)s)
"""


def checked_organizations(*, organization_ids: Iterable[UUID], at: datetime) -> set[UUID]:
    """Return those of these organisations whose check counts at this instant."""
    return {pk for (pk,) in read(_CHECKED, {"bodies": list(organization_ids), "at": at})}


def checks_of_organization(*, organization: Organization) -> list[OrganizationCheck]:
    """Return every check of an organisation, the newest first, with who wrote it down."""
    checks = OrganizationCheck.objects.filter(organization=organization)
    return list(checks.select_related("recorded_by", "ended_by"))
