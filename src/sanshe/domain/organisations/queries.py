"""Every read of organisations."""

from uuid import UUID

from django.db.models import Q, QuerySet

from sanshe.domain.organisations.models import Organization
from sanshe.domain.places.models import Community


def organizations(*, community: Community | None, words: str = "", kind: str = "") -> QuerySet[Organization]:
    """Return the organisations of a community and of the whole district, by name."""
    found = Organization.objects.filter(Q(community=community) | Q(community=None)).select_related("community")
    if kind:
        found = found.filter(kind=kind)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(name_en__icontains=words) | Q(description__icontains=words))
    return found


def organization(*, pk: UUID) -> Organization | None:
    """Return one organisation."""
    return Organization.objects.filter(pk=pk).select_related("community").first()
