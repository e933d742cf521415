"""How many people of which age live where, for counting and sharing among them."""

from collections.abc import Iterable
from uuid import UUID

import numpy as np
from django.db.models import Max, Sum
from numpy.typing import NDArray

from sanshe.domain.exchange.choices import AGE_BAND_YEARS
from sanshe.domain.places.models import PopulationCell
from sanshe.engines import demand

Ages = NDArray[np.float64]


def ages_of_communities(*, communities: Iterable[UUID] | None = None) -> dict[UUID, Ages]:
    """Return for each community the people of each age 0–100 in its latest year; uncounted communities are left out.

    Five-year bands are spread evenly over their years.
    """
    cells = (
        PopulationCell.objects.all()
        if communities is None
        else PopulationCell.objects.filter(community__in=list(communities))
    )
    latest = dict(cells.order_by().values_list("community").annotate(Max("year")))
    bands: dict[UUID, list[tuple[int, int | None, float]]] = {}
    sums = cells.order_by().values_list("community", "year", "low", "high").annotate(Sum("count"))
    for community, year, low, high, count in sums:
        if latest[community] == year:
            bands.setdefault(community, []).append((low, high, count))
    return {community: demand.single_years(rows) for community, rows in bands.items()}


def people_of_band(ages: Ages, age_band: str) -> float:
    """Return how many people belong to an age band; all of them where no band is said."""
    if not age_band:
        return float(ages.sum())
    low, high = AGE_BAND_YEARS[age_band]
    return float(ages[low : high + 1].sum())
