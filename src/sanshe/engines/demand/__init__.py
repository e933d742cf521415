"""Demand: who lives where, estimated from what is known, and told without giving anybody away.

`fit` makes a table from its margins (iterative proportional fitting), `round_to_totals` makes its cells whole
numbers that still add up, `published` says which cells of a table of people can be shown to everybody. `single_years`
and `spread_points` lay people out over ages and ground, `accessibility` says what each of them has within reach.
`cause_of` names why a need was not met, `rate_per_thousand` how often that happens, with the range chance leaves open.
"""

from sanshe.engines.demand.accessibility import (
    ZONES,
    Accessibility,
    accessibility,
    great_circle,
    is_within_reach,
    zone_weights,
)
from sanshe.engines.demand.areal import AGES, single_years, spread_points
from sanshe.engines.demand.causes import cause_of
from sanshe.engines.demand.ipf import Fit, MarginsDisagree, NotFitting, fit
from sanshe.engines.demand.rates import Rate, rate_per_thousand
from sanshe.engines.demand.rounding import round_to_totals
from sanshe.engines.demand.suppression import THRESHOLD, published

__all__ = [
    "AGES",
    "THRESHOLD",
    "ZONES",
    "Accessibility",
    "Fit",
    "MarginsDisagree",
    "NotFitting",
    "Rate",
    "accessibility",
    "cause_of",
    "fit",
    "great_circle",
    "is_within_reach",
    "published",
    "rate_per_thousand",
    "round_to_totals",
    "single_years",
    "spread_points",
    "zone_weights",
]
