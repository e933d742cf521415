"""What every plan keeps, as linear rows over the columns: sum of coefficients of the chosen columns <= limit.

A need is met once; a helper has so much room; of a clique of columns that exclude each other one at most is chosen
(`conflict_rows`); what must lie within a span of time is not longer than the span (`energy_rows`, after the energetic
reasoning of Erschler & Lopez 1990); and of meetings that were found not to fit side by side one is left out
(`cover_row`). The first two and `cover_row` for every set that does not fit are the problem; the rest tightens it.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sanshe.engines.matching.clearing.columns import Columns, Integers, groups_of
from sanshe.engines.matching.clearing.seating import core, jobs_of

TINY: Final = 1e-6
ROWS_AT_ONCE: Final = 3

# Columns, their coefficients, the limit.
Row = tuple[Integers, Integers, int]


@dataclass
class Rows:
    """Rows as they are gathered: the columns with their coefficients, and the limit of each; first those of needs."""

    width: int
    needs: int = 0
    places: list[Integers] = field(default_factory=list)
    coefficients: list[Integers] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)
    _known: set[tuple[bytes, bytes, int]] = field(default_factory=set)

    def add(self, places: Integers, coefficients: Integers, limit: int) -> bool:
        """Take a row; return whether it was new."""
        known = (places.tobytes(), coefficients.tobytes(), limit)
        if known in self._known:
            return False
        self._known.add(known)
        self.places.append(places)
        self.coefficients.append(coefficients)
        self.limits.append(limit)
        return True

    def add_ones(self, places: Integers, limit: int = 1) -> bool:
        """Take a row that counts the columns."""
        return self.add(places, np.ones(len(places), dtype=np.int64), limit)

    def matrix(self) -> csr_array:
        """Return all rows as one sparse matrix of whole numbers."""
        ends = np.cumsum([0, *(len(one) for one in self.places)])
        data = np.concatenate([np.empty(0, dtype=np.int64), *self.coefficients])
        indices = np.concatenate([np.empty(0, dtype=np.int64), *self.places])
        return csr_array((data, indices, ends), shape=(len(self.limits), self.width))


def first_rows(columns: Columns, rooms: list[int], of_helper: list[Integers]) -> Rows:
    """Return the rows of the needs, of the rooms of the helpers and of columns that exclude each other."""
    rows = Rows(len(columns))
    for places in groups_of(columns.need):
        rows.add_ones(places)
    rows.needs = len(rows.limits)
    for places, room in zip(of_helper, rooms, strict=True):
        if len(places) > room:
            rows.add_ones(places, room)
        if room > 1:
            for clique in conflict_rows(columns, places):
                rows.add_ones(clique)
    return rows


def conflict_rows(columns: Columns, places: Integers) -> list[Integers]:
    """Return cliques that cover every two columns of a helper that do not fit side by side.

    First those that must run at the same instant, whatever their start; then greedy ones over what is left.
    """
    if len(places) < 2:
        return []
    release, deadline, duration = columns.release[places], columns.deadline[places], columns.duration[places]
    follows = np.maximum(release[None, :], (release + duration)[:, None]) + duration[None, :] <= deadline[None, :]
    other = columns.need[places][:, None] != columns.need[places][None, :]
    exclude = ~follows & ~follows.T & other
    left = np.triu(exclude, 1)
    cliques = []
    for instant in np.unique(np.concatenate([release, deadline - duration])):
        runs = np.flatnonzero((deadline - duration <= instant) & (instant < release + duration))
        if left[np.ix_(runs, runs)].any():
            left[np.ix_(runs, runs)] = False
            cliques.append(runs)
    while left.any():
        first, second = np.unravel_index(int(np.argmax(left)), left.shape)
        clique = [int(first), int(second)]
        candidates = exclude[first] & exclude[second]
        while candidates.any():
            chosen = int(np.argmax(np.where(candidates, exclude[:, candidates].sum(axis=1), -1)))
            clique.append(chosen)
            candidates = candidates & exclude[chosen]
        members = np.array(sorted(clique))
        left[np.ix_(members, members)] = False
        cliques.append(members)
    return [places[members] for members in cliques]


def energy_rows(columns: Columns, places: Integers, chosen: NDArray[np.float64]) -> list[Row]:
    """Return the rows that a fractional choice breaks: within [p, q) lies what each column must spend there at least.

    `chosen` holds the share of each of the places. Where it tells more, time is counted in parts of several slots,
    rounded down on both sides (Chvátal 1973).
    """
    support = np.flatnonzero(chosen > TINY)
    if len(support) < 2:
        return []
    release, deadline, duration = columns.release[places], columns.deadline[places], columns.duration[places]
    soonest, latest = release + duration, deadline - duration
    begins = np.unique(np.concatenate([release[support], latest[support]]))
    ends = np.unique(np.concatenate([deadline[support], soonest[support]]))
    p, q = (one.ravel() for one in np.meshgrid(begins, ends))
    p, q = p[q > p], q[q > p]

    def spent(these: Integers, p: Integers, q: Integers) -> Integers:
        least = np.minimum(soonest[these][None, :] - p[:, None], q[:, None] - latest[these][None, :])
        longest = np.minimum(duration[these][None, :], (q - p)[:, None])
        share: Integers = np.maximum(np.minimum(least, longest), 0)
        return share

    least = spent(support, p, q)
    span = q - p
    best_load, best_part = np.zeros(len(p)), np.ones(len(p), dtype=np.int64)
    for part in (1, *np.unique(least[least > 1]).tolist()):
        limit = span // part
        load = np.where(limit > 0, (least // part) @ chosen[support] / np.maximum(limit, 1), 0)
        best_part = np.where(load > best_load + TINY, part, best_part)
        best_load = np.maximum(best_load, load)
    broken = np.flatnonzero(best_load > 1 + 1e-4)
    everything = np.arange(len(places))
    found = []
    for number in broken[np.argsort(-best_load[broken], kind="stable")][:ROWS_AT_ONCE]:
        weight = spent(everything, p[[number]], q[[number]])[0] // best_part[number]
        inside = np.flatnonzero(weight)
        found.append((places[inside], weight[inside], int(span[number] // best_part[number])))
    return found


def cover_row(columns: Columns, places: Integers, chosen: Integers) -> tuple[Integers, int]:
    """Return a row that forbids chosen columns which do not fit side by side, and as many others as can be.

    A column whose span lies within the span of every one of them and which lasts at least as long as each can stand
    for any of them, so that as many of all these do not fit either.
    """
    members = chosen[list(core(jobs_of(columns, chosen)))]
    harder = (
        (columns.release[places] >= columns.release[members].max())
        & (columns.deadline[places] <= columns.deadline[members].min())
        & (columns.duration[places] >= columns.duration[members].max())
    )
    return np.union1d(members, places[harder]), len(members) - 1
