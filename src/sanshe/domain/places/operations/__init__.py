"""Every write of divisions, communities, landmarks, outlines and population."""

from sanshe.domain.places.operations.boundaries import restore_boundary, set_boundaries, set_boundary
from sanshe.domain.places.operations.communities import change_community
from sanshe.domain.places.operations.founding import enter_division, found_community
from sanshe.domain.places.operations.population import (
    Cell,
    CommunityTotal,
    PopulationMargins,
    PopulationShares,
    PopulationTable,
    enter_population,
    estimate_population,
    estimate_populations,
    record_populations,
)

__all__ = [
    "Cell",
    "CommunityTotal",
    "PopulationMargins",
    "PopulationShares",
    "PopulationTable",
    "change_community",
    "enter_division",
    "enter_population",
    "estimate_population",
    "estimate_populations",
    "found_community",
    "record_populations",
    "restore_boundary",
    "set_boundaries",
    "set_boundary",
]
