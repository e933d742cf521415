"""Every read of the catalogue."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sanshe.domain.catalogue.choices import ServiceStatus
from sanshe.domain.catalogue.models import Service
from sanshe.domain.organisations.models import Organization
from sanshe.domain.places.models import Community

PARTS = ("organization", "category", "category__parent", "community")


def services(*, community: Community | None, words: str = "", category_code: str = "") -> QuerySet[Service]:
    """Return the running services of a community and of the whole district, by name."""
    found = Service.objects.filter(
        Q(community=community) | Q(community=None), status=ServiceStatus.ACTIVE
    ).select_related(*PARTS)
    if category_code:
        found = found.filter(Q(category__code=category_code) | Q(category__parent__code=category_code))
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(name_en__icontains=word) | Q(description__icontains=word))
    return found


def service(*, pk: UUID) -> Service | None:
    """Return one service with its places and terms."""
    return (
        Service.objects.filter(pk=pk).select_related(*PARTS).prefetch_related("at_locations__location", "terms").first()
    )


def service_counts(*, organizations: Iterable[Organization]) -> dict[UUID, int]:
    """Return how many services each of these organisations has, in one query; those with none are left out."""
    rows = Service.objects.filter(organization__in=[one.pk for one in organizations]).values_list("organization")
    return dict(rows.annotate(count=Count("pk")).order_by())


def services_of(*, organization: Organization) -> QuerySet[Service]:
    """Return the services of an organisation, by name."""
    return Service.objects.filter(organization=organization).select_related(*PARTS)
