"""Where people live and where help is to be had: what the computing of coverage is given."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db.models import Exists, OuterRef, Q
from numpy.typing import NDArray

from sanshe.domain.catalogue.choices import ServiceStatus
from sanshe.domain.catalogue.models import Service, ServiceAtLocation
from sanshe.domain.exchange.choices import IntentStatus
from sanshe.domain.exchange.models import Offer
from sanshe.domain.insight.queries.population import ages_of_communities
from sanshe.domain.places.models import Community
from sanshe.engines import demand

Point = tuple[float, float]


@dataclass(frozen=True)
class Supply:
    """Help at one spot, in units (its capacity or one); no spot: to be had everywhere in its area.

    `community` is the area it serves; null: the whole district. Of an offer or, where no offer stands for it, of a
    service; at several spots, each has an equal part of the units.
    """

    offer_id: UUID | None
    service_id: UUID | None
    category_id: UUID
    community_id: UUID | None
    point: Point | None
    units: float
    youngest: int
    oldest: int


@dataclass(frozen=True)
class Ground:
    """The spots people are taken to live at: shapes (n, 2), (n,) numbers into `communities`, (n, 101) people."""

    points: NDArray[np.float64]
    community_of: NDArray[np.int64]
    people: NDArray[np.float64]
    communities: tuple[UUID, ...]
    uncounted: tuple[UUID, ...]


def ground() -> Ground:
    """Return where everybody lives: evenly over the outline of their community, or at its middle where it has none.

    In a community that nobody counted the spots stand there without people, so that what reaches them is known.
    """
    ages = ages_of_communities()
    communities = list(Community.objects.order_by("code").defer("earlier_boundary"))
    points, numbers, people = [], [], []
    for number, community in enumerate(communities):
        spots = demand.spread_points(list(_rings(community.boundary)))
        if not len(spots):
            spots = np.array([[community.longitude, community.latitude]])
        points.append(spots)
        numbers.append(np.full(len(spots), number, dtype=np.int64))
        each = ages.get(community.pk, np.zeros(demand.AGES)) / len(spots)
        people.append(np.tile(each, (len(spots), 1)))
    return Ground(
        points=np.concatenate(points) if points else np.zeros((0, 2)),
        community_of=np.concatenate(numbers) if numbers else np.zeros(0, dtype=np.int64),
        people=np.concatenate(people) if people else np.zeros((0, demand.AGES)),
        communities=tuple(one.pk for one in communities),
        uncounted=tuple(one.pk for one in communities if one.pk not in ages),
    )


def supplies(*, at: datetime) -> list[Supply]:
    """Return all help to be had at an instant, in three queries.

    Open offers that are not over count, and running services for which no offer stands. Where it is to be had: at the
    landmark the offer names, at the places of its service, at the organisation, or in the middle of its community;
    what the whole district may have and names no spot is within everybody's reach.
    """
    is_over = Q(recurrence="", ends_at__lte=at) | Q(recurrence="", ends_at=None, starts_at__lte=at)
    offers = (
        Offer.objects.filter(status=IntentStatus.OPEN, category__isnull=False)
        .exclude(is_over & Q(weekly_hours=[]))
        .select_related("landmark", "organization", "community")
        .defer("community__boundary", "community__earlier_boundary")
        .order_by("pk")
    )
    services = (
        Service.objects.filter(status=ServiceStatus.ACTIVE, category__isnull=False)
        .exclude(Exists(Offer.objects.filter(service=OuterRef("pk"))))
        .select_related("organization", "community")
        .defer("community__boundary", "community__earlier_boundary")
        .order_by("pk")
    )
    locations = _locations()
    found: list[Supply] = []
    for offer in offers:
        spots = [(offer.landmark.longitude, offer.landmark.latitude)] if offer.landmark else []
        spots = spots or locations.get(offer.service_id, [])
        found.extend(_spread(offer, spots, offer_id=offer.pk, service_id=None))
    for service in services:
        found.extend(_spread(service, locations.get(service.pk, []), offer_id=None, service_id=service.pk))
    return found


def _spread(what: Offer | Service, spots: list[Point], *, offer_id: UUID | None, service_id: UUID | None):
    organization, community = what.organization, what.community
    if not spots and organization and organization.longitude is not None and organization.latitude is not None:
        spots = [(organization.longitude, organization.latitude)]
    if not spots and community:
        spots = [(community.longitude, community.latitude)]
    units = 1.0 if what.capacity is None else float(what.capacity)
    for spot in spots or [None]:
        yield Supply(
            offer_id=offer_id,
            service_id=service_id,
            category_id=what.category_id,
            community_id=what.community_id,
            point=spot,
            units=units / max(1, len(spots)),
            youngest=what.minimum_age or 0,
            oldest=what.maximum_age if what.maximum_age is not None else demand.AGES - 1,
        )


def _locations() -> dict[UUID | None, list[Point]]:
    rows = ServiceAtLocation.objects.filter(
        location__longitude__isnull=False, location__latitude__isnull=False
    ).order_by("service", "pk")
    found: dict[UUID | None, list[Point]] = {}
    for service, longitude, latitude in rows.values_list("service", "location__longitude", "location__latitude"):
        found.setdefault(service, []).append((longitude, latitude))
    return found


def _rings(boundary: dict | None) -> Iterator[Iterable[Point]]:
    if boundary is None:
        return
    parts = boundary["coordinates"] if boundary["type"] == "MultiPolygon" else [boundary["coordinates"]]
    for part in parts:
        yield from part
