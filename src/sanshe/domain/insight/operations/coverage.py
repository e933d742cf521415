"""Computing what is within whose reach."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from sanshe.domain.insight import queries
from sanshe.domain.insight.models import CoverageRow, CoverageRun
from sanshe.domain.taxonomy.choices import CATEGORIES
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.engines import demand
from sanshe.kernel import journal

RULE = "e2sfca"
DIGITS = 9
# Metres between supplies (rows) and places (columns), both as longitude and latitude; pairs out of reach left out.
Distances = Callable[[NDArray[np.float64], NDArray[np.float64]], csr_array]


def compute_coverage(*, at: datetime, distances: Distances = demand.great_circle) -> CoverageRun:
    """Compute what the people of every community and age have within reach, of each category, and store it.

    Of the earlier computations only the totals stay. Distances are as the crow flies unless others are given.
    """
    ground, supplies = queries.ground(), queries.supplies(at=at)
    weights = _weights(ground, supplies, distances)
    units = np.array([one.units for one in supplies])
    ages = np.arange(demand.AGES)
    eligible = np.array([(ages >= one.youngest) & (ages <= one.oldest) for one in supplies]).reshape(-1, demand.AGES)
    whole = demand.accessibility(ground.people, units, eligible, weights)
    lost = [supplies[number] for number in np.flatnonzero(whole.is_unreached)]
    averages = _Averages(ground)
    made: list[tuple[UUID | None, UUID, list[float], list[float]]] = []
    for category, numbers in _by_category(supplies).items():
        part = weights[numbers]
        access = demand.accessibility(ground.people, units[numbers], eligible[numbers], part).access
        is_near = demand.is_within_reach(eligible[numbers], part)
        for place, here, near in zip(
            (*ground.communities, None), averages.of(access), averages.of(is_near), strict=True
        ):
            if near.any():
                made.append((place, category, np.round(here, DIGITS).tolist(), np.round(near, DIGITS).tolist()))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sanshe.insight.coverage', 0))")
        run = CoverageRun.objects.create(
            computed_at=at,
            rule=RULE,
            parameters={
                "zones_m": demand.ZONES,
                "distances": getattr(distances, "__name__", RULE),
                "communities": len(ground.communities),
                "uncounted_communities": len(ground.uncounted),
                "points": len(ground.points),
                "supplies": len(supplies),
            },
            digest=_digest(ground, supplies),
            supply_units=float(units.sum()),
            reached_units=float((ground.people * whole.access).sum()),
            unreached_offers=sorted({one.offer_id for one in lost if one.offer_id}),
            unreached_services=sorted({one.service_id for one in lost if one.service_id}),
        )
        CoverageRow.objects.bulk_create(
            (
                CoverageRow(run=run, community_id=place, category_id=category, access=access, reach=reach)
                for place, category, access, reach in made
            ),
            batch_size=500,
        )
        CoverageRow.objects.exclude(run=run).delete()
        journal.record(
            operation="insight.compute_coverage",
            subject=run,
            at=at,
            detail={"supplies": len(supplies), "unreached": len(lost), "digest": run.digest},
        )
    return run


def _weights(ground: queries.Ground, supplies: Sequence[queries.Supply], distances: Distances) -> csr_array:
    """Return what every way counts; a supply serves its own community only, one without a spot all of its area."""
    shape = (len(supplies), len(ground.points))
    if not all(shape):
        return csr_array(shape, dtype=np.float64)
    number_of = {community: number for number, community in enumerate(ground.communities)}
    areas = np.array([-1 if one.community_id is None else number_of[one.community_id] for one in supplies])
    spotted = np.flatnonzero([one.point is not None for one in supplies])
    placeless = np.flatnonzero([one.point is None for one in supplies])
    parts = []
    if len(spotted):
        spots = np.array([supplies[number].point for number in spotted])
        near = demand.zone_weights(distances(spots, ground.points)).tocoo()
        rows, columns = near.coords
        area = areas[spotted[rows]]
        is_served = (area == -1) | (area == ground.community_of[columns])
        parts.append(_stored(near.data[is_served], rows[is_served], columns[is_served], (len(spotted), shape[1])))
    if len(placeless):
        rows, columns = np.nonzero(
            (areas[placeless, np.newaxis] == -1) | (areas[placeless, np.newaxis] == ground.community_of)
        )
        parts.append(_stored(np.ones(len(rows)), rows, columns, (len(placeless), shape[1])))
    order = np.argsort(np.concatenate([spotted, placeless]))
    return csr_array(vstack(parts, format="csr")[order])


def _stored(values: NDArray, rows: NDArray, columns: NDArray, shape: tuple[int, int]) -> csr_array:
    return csr_array((values, (rows, columns)), shape=shape)


def _by_category(supplies: Sequence[queries.Supply]) -> dict[UUID, list[int]]:
    """Return which supplies belong to each category; what is within a main category belongs to it as well."""
    parent_of = dict(TaxonomyTerm.objects.filter(taxonomy=CATEGORIES).values_list("pk", "parent"))
    found: dict[UUID, list[int]] = {}
    for number, one in enumerate(supplies):
        found.setdefault(one.category_id, []).append(number)
        if parent := parent_of.get(one.category_id):
            found.setdefault(parent, []).append(number)
    return found


class _Averages:
    """Averages over the people of each community, and of all of them, which come last."""

    def __init__(self, ground: queries.Ground) -> None:
        count, spots = len(ground.communities), np.arange(len(ground.points))
        rows = np.concatenate([ground.community_of, np.full(len(spots), count)])
        members = (np.ones(len(rows)), (rows, np.concatenate([spots, spots])))
        self.members = csr_array(members, shape=(count + 1, len(spots)))
        self.people = ground.people
        self.totals = self.members @ ground.people
        self.spots = np.maximum(self.members.sum(axis=1), 1)[:, np.newaxis]

    def of(self, values: NDArray) -> NDArray[np.float64]:
        """Return the averages of values of shape (spots, ages), shape (communities + 1, ages).

        Where nobody of an age is counted every spot has the same share, so that something can be said of it.
        """
        evenly = (self.members @ values.astype(np.float64)) / self.spots
        summed = self.members @ (self.people * values)
        return np.divide(summed, self.totals, out=evenly, where=self.totals > 0)


def _digest(ground: queries.Ground, supplies: Sequence[queries.Supply]) -> str:
    digest = hashlib.sha256()
    for array in (ground.points, ground.community_of, ground.people):
        digest.update(np.ascontiguousarray(array).tobytes())
    digest.update(repr(supplies).encode())
    return digest.hexdigest()
