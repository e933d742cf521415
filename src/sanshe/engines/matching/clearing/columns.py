"""Every way a need can be met: by a helper, within one unbroken span that both are free."""

from collections.abc import Container, Hashable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanshe.engines.matching.clearing.instance import SLOTS_PER_WEEK, Instance, Window

EDGES_AT_ONCE: Final = 20_000

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Columns:
    """One entry for each need, helper and span [release, deadline) in which both are free; sorted by need.

    Where in the span a meeting lies changes neither its worth nor anything outside the span, so that a column stands
    for all its starts at once; that the meetings of a helper fit side by side is asked of them together.
    """

    need: Integers
    helper: Integers
    release: Integers
    deadline: Integers
    duration: Integers
    quality: Integers

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.need)


def columns_of(instance: Instance) -> tuple[Columns, set[Hashable]]:
    """Return the columns of what is not pinned, and the needs with an edge at all.

    The hours of pins are taken from their helpers' windows, their number from the capacities (`rooms_of`).
    """
    needs = {need.key: position for position, need in enumerate(instance.needs)}
    helpers = {helper.key: position for position, helper in enumerate(instance.helpers)}
    duration = np.array([need.duration for need in instance.needs], dtype=np.int64)
    wanted = _free([need.windows for need in instance.needs])
    free = _free([helper.windows for helper in instance.helpers])
    pinned = {pin.need for pin in instance.pins}
    for pin in instance.pins:
        free[helpers[pin.helper], pin.start : pin.start + duration[needs[pin.need]]] = False
    full = {helper.key for helper, room in zip(instance.helpers, rooms_of(instance), strict=True) if room <= 0}
    edges = [
        (needs[edge.need], helpers[edge.helper], edge.quality, number)
        for number, edge in enumerate(instance.edges)
        if edge.need not in pinned and (edge.need, edge.helper) not in instance.banned
    ]
    with_edge = {instance.needs[need].key for need, *_ in edges}
    usable = [edge for edge in edges if instance.helpers[edge[1]].key not in full]
    usable.sort()
    table = np.array(usable, dtype=np.int64).reshape(-1, 4)
    narrow = np.array([edge.windows is not None for edge in instance.edges], dtype=np.bool_)
    parts = []
    for first in range(0, len(table), EDGES_AT_ONCE):
        some = table[first : first + EDGES_AT_ONCE]
        common = wanted[some[:, 0]] & free[some[:, 1]]
        for row in np.flatnonzero(narrow[some[:, 3]]).tolist():
            common[row] &= _free([instance.edges[some[row, 3]].windows or ()])[0]
        parts.append(_spans(some, common, duration))
    whole = np.concatenate([np.empty((0, 6), dtype=np.int64), *parts])
    return Columns(*(np.ascontiguousarray(whole[:, place]) for place in range(6))), with_edge


def groups_of(keys: Integers, count: int | None = None) -> list[Integers]:
    """Return the positions of each key; with `count` of every key from 0 on, else of those that occur."""
    order = np.argsort(keys, kind="stable")
    ends = np.searchsorted(keys[order], np.arange((count or (int(keys.max()) + 1 if len(keys) else 0)) + 1))
    found = [order[first:last] for first, last in pairwise(ends)]
    return found if count is not None else [one for one in found if len(one)]


def needs_in_time(instance: Instance, *, without: Container[Hashable]) -> set[Hashable]:
    """Return the needs, but for some, that a helper had common time with before pins and capacities came into play."""
    needs = {need.key: need for need in instance.needs}
    helpers = {helper.key: helper for helper in instance.helpers}
    found: set[Hashable] = set()
    for edge in instance.edges:
        if edge.need in without or edge.need in found or (edge.need, edge.helper) in instance.banned:
            continue
        need = needs[edge.need]
        common = _free([need.windows]) & _free([helpers[edge.helper].windows])
        if edge.windows is not None:
            common &= _free([edge.windows])
        run = 0
        for is_free in common[0].tolist():
            run = run + 1 if is_free else 0
            if run >= need.duration:
                found.add(edge.need)
                break
    return found


def rooms_of(instance: Instance) -> list[int]:
    """Return how many meetings each helper has left beside the pins."""
    taken: dict[Hashable, int] = {}
    for pin in instance.pins:
        taken[pin.helper] = taken.get(pin.helper, 0) + 1
    return [max(0, helper.capacity - taken.get(helper.key, 0)) for helper in instance.helpers]


def _free(windows: list[tuple[Window, ...]]) -> NDArray[np.bool_]:
    free = np.zeros((len(windows), SLOTS_PER_WEEK), dtype=np.bool_)
    for row, spans in enumerate(windows):
        for first, last in spans:
            free[row, first:last] = True
    return free


def _spans(table: Integers, common: NDArray[np.bool_], duration: Integers) -> Integers:
    turns = np.zeros((len(table), SLOTS_PER_WEEK + 1), dtype=np.bool_)
    turns[:, 0], turns[:, -1] = common[:, 0], common[:, -1]
    np.not_equal(common[:, 1:], common[:, :-1], out=turns[:, 1:-1])
    # Within a row the turns come in pairs: common time begins, common time ends.
    row, slot = np.nonzero(turns)
    row, release, deadline = row[::2], slot[::2], slot[1::2]
    need, helper, quality, _ = table[row].T
    found: Integers = np.stack([need, helper, release, deadline, duration[need], quality], axis=1).astype(np.int64)
    is_long_enough = deadline - release >= duration[need]
    return np.compress(is_long_enough, found, axis=0)
