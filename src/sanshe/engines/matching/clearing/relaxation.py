"""The linear relaxation of a round, tightened by rows it breaks, with a bound that is checked in whole numbers.

It is solved over a growing share of the columns (column generation; HiGHS, interior point with crossover). The dual
prices are then rounded to multiples of 2^-20, and the bound they give is computed anew in whole numbers over *all*
columns: it holds whatever the rounding of the solver (Neumaier & Shcherbina 2004, doi:10.1007/s10107-003-0433-3).
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from sanshe.engines.matching.clearing.columns import Columns, Integers
from sanshe.engines.matching.clearing.rows import TINY, Rows, cover_row, energy_rows
from sanshe.engines.matching.clearing.seating import seat_of

# Prices are whole numbers of this part. Values stay below 2^20 for 10,000 needs and coefficients below 2^10, so that
# every sum of whole prices over the at most some hundred rows of a column stays below 2^62.
PART: Final = 2**20
COLUMNS_AT_FIRST: Final = 4
COLUMNS_PER_PRICING: Final = 6


@dataclass(frozen=True)
class Relaxed:
    """A fractional choice, the bound on every choice, and how much each column and each need falls short at it.

    A column of shortfall s is in no choice worth more than `bound - s`. `spare[need]` is what the need is worth beyond
    what its columns cost in other rows: near the whole worth of a meeting where helpers are plenty, 0 where scarce.
    """

    shares: NDArray[np.float64]
    bound: int
    shortfall: Integers
    spare: Integers


class Relaxation:
    """The linear relaxation: columns with their values, rows that grow as they are found broken."""

    def __init__(self, columns: Columns, values: Integers, rows: Rows, of_helper: list[Integers]) -> None:
        """Begin with the most valuable columns of each need and of each helper."""
        self.columns = columns
        self.values = values
        self.rows = rows
        self.rounds = 0
        self._of_helper = of_helper
        self._active = np.zeros(len(columns), dtype=np.bool_)
        for key in (columns.need, columns.helper):
            order = np.lexsort((-values, key))
            rank = np.arange(len(order)) - np.searchsorted(key[order], key[order])
            self._active[order[rank < COLUMNS_AT_FIRST]] = True

    def solve(self) -> Relaxed:
        """Return the relaxation, once no column improves it and it breaks no row that is looked for."""
        while True:
            shares, prices = self._solved()
            grown = self._price(prices)
            found = self._tighten(shares)
            if not grown and not found:
                return self._bounded(shares, prices)

    def _solved(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        self.rounds += 1
        these = np.flatnonzero(self._active)
        matrix = self.rows.matrix()[:, these].astype(np.float64)
        limits = np.array(self.rows.limits, dtype=np.float64)
        costs = -self.values[these].astype(np.float64)
        solver: Any = linprog
        for method in ("highs-ipm", "highs-ds"):
            answer = solver(costs, A_ub=matrix, b_ub=limits, bounds=(0, None), method=method)
            if answer.status == 0:
                shares = np.zeros(len(self.columns))
                shares[these] = answer.x
                return shares, -answer.ineqlin.marginals
        raise ArithmeticError(answer.message)

    def _price(self, prices: NDArray[np.float64]) -> bool:
        """Take up columns that would improve the choice; return whether there were any."""
        gain = self.values - self.rows.matrix().T.astype(np.float64) @ prices
        promising = np.flatnonzero((gain > TINY) & ~self._active)
        order = promising[np.lexsort((-gain[promising], self.columns.need[promising]))]
        key = self.columns.need[order]
        self._active[order[np.arange(len(order)) - np.searchsorted(key, key) < COLUMNS_PER_PRICING]] = True
        # What all of them together could still add is less than one, and the bound takes account of it.
        return float(gain[promising].sum()) >= 1

    def _tighten(self, shares: NDArray[np.float64]) -> bool:
        """Take up rows that the shares break; return whether there were any."""
        found = False
        for places in self._of_helper:
            if not len(places) or shares[places].max() < TINY:
                continue
            for row in energy_rows(self.columns, places, shares[places]):
                found |= self.rows.add(*row)
            sure = places[shares[places] > 1 - TINY]
            if len(sure) > 2 and seat_of(self.columns, sure) is None:
                found |= self.rows.add_ones(*cover_row(self.columns, places, sure))
        return found

    def _bounded(self, shares: NDArray[np.float64], prices: NDArray[np.float64]) -> Relaxed:
        """Return the choice with the bound that its prices prove.

        For prices y >= 0 of rows A x <= b every choice x, with one column a need at most, is worth no more than
        y·b + the sum over the needs of max(0, the greatest c - y·A among its columns): the rows of the needs
        themselves need no price.
        """
        whole = np.ceil(np.clip(prices, 0, None) * PART).astype(np.int64)
        whole[: self.rows.needs] = 0
        reduced = self.values * PART - self.rows.matrix().T @ whole
        spare = np.zeros(int(self.columns.need.max()) + 1, dtype=np.int64)
        np.maximum.at(spare, self.columns.need, reduced)
        total = sum(limit * int(price) for limit, price in zip(self.rows.limits, whole, strict=True)) + int(spare.sum())
        shortfall = (spare[self.columns.need] - reduced) // PART
        return Relaxed(shares, total // PART, shortfall, spare // PART)
