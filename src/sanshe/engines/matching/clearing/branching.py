"""Whole choices of columns: a greedy one, and the best one by the branch and cut of HiGHS, over as few columns as do.

Columns that fall short of the bound by more than the gap are in no better choice and are left out (reduced-cost
fixing); the gap is widened until it covers what was left out. For the number of needs met the bound is sharpened
first over the needs for which helpers are scarce alone, as in Hall's theorem: the others count as met.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from sanshe.engines.matching.clearing.columns import Columns, Integers
from sanshe.engines.matching.clearing.rows import Rows, cover_row
from sanshe.engines.matching.clearing.seating import seat_of

COLUMNS_AT_FIRST: Final = 5_000
# Values are whole numbers below 2^24 in every branching; HiGHS proves its bound to 1e-6 of absolute gap.
TOLERANCE: Final = 1e-3


@dataclass(frozen=True)
class Found:
    """The best whole choice found, None if there is none; a bound on all of them; whether every one was weighed."""

    chosen: Integers | None
    bound: int
    is_complete: bool


class Branching:
    """Branch and cut over the rows of a round; rows found wanting are added for good."""

    def __init__(self, columns: Columns, rows: Rows, of_helper: list[Integers], *, seconds: float) -> None:
        """Take the rows as they are so far; `seconds` bounds each run."""
        self.columns = columns
        self.rows = rows
        self.runs = 0
        self._of_helper = of_helper
        self._seconds = seconds

    def most_met(self, scarce: NDArray[np.bool_]) -> int:
        """Return how many needs can be met at most: those not scarce, and the most of the scarce with all helpers."""
        these = np.flatnonzero(scarce[self.columns.need])
        plenty = len(np.unique(self.columns.need)) - len(np.unique(self.columns.need[these]))
        if not len(these):
            return plenty
        return plenty + self._run(these, np.ones(len(self.columns), dtype=np.int64), ()).bound

    def best(self, these: Integers, values: Integers, *at_least: tuple[Integers, int]) -> Found:
        """Return the best choice among these columns that fits side by side and has sums of at least so much."""
        while True:
            found = self._run(these, values, at_least)
            if found.chosen is None or not self._forbid(found.chosen):
                return found

    def greedy(self, shares: NDArray[np.float64], values: Integers) -> Integers:
        """Return a choice that keeps everything: the largest shares first, then whatever still fits."""
        order = np.lexsort((-values, -np.round(shares, 6)))
        left = np.array(self.rows.limits, dtype=np.int64)
        by_column = self.rows.matrix().T.tocsr()
        theirs: dict[int, list[int]] = {}
        for one in order.tolist():
            span = slice(by_column.indptr[one], by_column.indptr[one + 1])
            touched, weights = by_column.indices[span], by_column.data[span]
            if (left[touched] < weights).any():
                continue
            together = [*theirs.get(int(self.columns.helper[one]), []), one]
            if seat_of(self.columns, np.array(together)) is None:
                continue
            left[touched] -= weights
            theirs[int(self.columns.helper[one])] = together
        return np.array(sorted(one for found in theirs.values() for one in found), dtype=np.int64)

    def _run(self, these: Integers, values: Integers, at_least: tuple[tuple[Integers, int], ...]) -> Found:
        self.runs += 1
        matrix = self.rows.matrix()[:, these]
        lower = np.full(len(self.rows.limits) + len(at_least), -np.inf)
        upper = np.array([*self.rows.limits, *(np.inf for _ in at_least)], dtype=np.float64)
        if at_least:
            lower[len(self.rows.limits) :] = [least for _, least in at_least]
            matrix = vstack([matrix, csr_array(np.stack([sums[these] for sums, _ in at_least]))])
        answer: Any = milp(
            -values[these].astype(np.float64),
            integrality=np.ones(len(these), dtype=np.int64),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix.tocsr().astype(np.float64), lower, upper),
            options={"mip_rel_gap": 0.0, "time_limit": self._seconds},
        )
        if answer.status == 2:
            return Found(None, 0, is_complete=True)
        proven = answer.mip_dual_bound
        ceiling = int(values[these].sum())
        is_bounded = proven is not None and np.isfinite(proven)
        bound = min(ceiling, int(np.floor(TOLERANCE - proven))) if is_bounded else ceiling
        if answer.x is None:
            return Found(None, bound, is_complete=False)
        chosen = these[answer.x > 0.5]
        return Found(chosen, bound, is_complete=bound <= int(values[chosen].sum()))

    def _forbid(self, chosen: Integers) -> bool:
        """Add a row for every helper whose meetings do not fit side by side; return whether there was one."""
        found = False
        for theirs in self._by_helper(chosen):
            if seat_of(self.columns, theirs) is None:
                helper = int(self.columns.helper[theirs[0]])
                found |= self.rows.add_ones(*cover_row(self.columns, self._of_helper[helper], theirs))
        return found

    def _by_helper(self, chosen: Integers) -> list[Integers]:
        order = chosen[np.argsort(self.columns.helper[chosen], kind="stable")]
        return np.split(order, np.flatnonzero(np.diff(self.columns.helper[order])) + 1)
