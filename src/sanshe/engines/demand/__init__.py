"""Demand: who lives where, estimated from what is known, and told without giving anybody away.

`fit` makes a table from its margins (iterative proportional fitting), `round_to_totals` makes its cells whole
numbers that still add up, `published` says which cells of a table of people can be shown to everybody.
"""

from sanshe.engines.demand.ipf import Fit, MarginsDisagree, NotFitting, fit
from sanshe.engines.demand.rounding import round_to_totals
from sanshe.engines.demand.suppression import published

__all__ = ["Fit", "MarginsDisagree", "NotFitting", "fit", "published", "round_to_totals"]
