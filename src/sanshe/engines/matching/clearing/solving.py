"""The clearing round: the best plan for a week, stage by stage, each with the bound that proves it."""

from collections.abc import Container, Hashable
from dataclasses import dataclass
from typing import Final

import numpy as np

from sanshe.engines.matching.clearing.branching import COLUMNS_AT_FIRST, Branching
from sanshe.engines.matching.clearing.columns import Columns, Integers, columns_of, groups_of, needs_in_time, rooms_of
from sanshe.engines.matching.clearing.instance import QUALITY_MAX, Instance, priority
from sanshe.engines.matching.clearing.plan import Assignment, Objective, Plan, Reason, Stats
from sanshe.engines.matching.clearing.relaxation import Relaxation
from sanshe.engines.matching.clearing.rows import first_rows
from sanshe.engines.matching.clearing.seating import seat_of

SECONDS_MAX: Final = 60.0


@dataclass(frozen=True)
class _Choice:
    """Columns chosen, what they are worth, what bounds them, and the columns of every choice worth as much."""

    chosen: Integers
    met: int
    quality: int
    bound_met: int
    bound_quality: int
    as_good: Integers


def clear(instance: Instance, *, seconds: float = SECONDS_MAX) -> Plan:
    r"""Return the plan that meets the most needs, then has the most quality, then is fairest; and what bounds it.

    Parameters
    ----------
    instance : Instance
        The needs, helpers and pairs; pins come first, banned pairs never meet.
    seconds : float
        Time for each run of branch and cut. When it ends first, the plan is the best found, and its bound lies above
        its objective.

    Returns
    -------
    Plan
        Meetings within the windows of both, at most `capacity` for each helper, one at a time; one for each need.

    Notes
    -----
    In the relaxation count and quality are one sum :math:`\sum (100n + 1 + q_{ij})\,x_{ij}` over n needs, 100 being the
    most a meeting can be worth. No quality outweighs one more meeting, since :math:`\sum q \le 100n`, so that the sum
    orders plans as the pair (count, quality) does; with 10,000 needs it stays below :math:`2^{34}`, far from
    :math:`2^{53}`. Branch and cut is run for one of the three at a time, under rows that hold those before.

    Which start a meeting has matters for none of them; a column is therefore a need, a helper and a span free for both
    (`columns`), and the starts are found for each helper in the end (`seating`). Rows are added when meetings do not
    fit side by side (logic-based Benders decomposition, Hooker & Ottosson 2003, doi:10.1007/s10107-003-0375-9).
    """
    columns, with_edge = columns_of(instance)
    if not len(columns):
        none = np.empty(0, dtype=np.int64)
        return _plan(instance, columns, none, Objective(0, 0, 0), with_edge, Stats(0, 0, 0, 0))
    of_helper = groups_of(columns.helper, len(instance.helpers))
    rows = first_rows(columns, rooms_of(instance), of_helper)
    branching = Branching(columns, rows, of_helper, seconds=seconds)
    weight = len(np.unique(columns.need)) * QUALITY_MAX + 1
    relaxation = Relaxation(columns, columns.quality + weight, rows, of_helper)
    choice = _most(relaxation, branching, weight)
    chosen, fairness_max = _fairest(instance, branching, choice)
    bound = Objective(choice.bound_met, choice.bound_quality, fairness_max)
    stats = Stats(len(columns), len(rows.limits), relaxation.rounds, branching.runs)
    return _plan(instance, columns, chosen, bound, with_edge, stats)


def _most(relaxation: Relaxation, branching: Branching, weight: int) -> _Choice:
    """Return the choice that meets the most needs and has the most quality."""
    columns, values = relaxation.columns, relaxation.values
    ones = np.ones(len(columns), dtype=np.int64)
    relaxed = relaxation.solve()
    met_max = min(relaxed.bound // weight, branching.most_met(relaxed.spare < weight * 9 // 10))
    best = branching.greedy(relaxed.shares, values)
    known = met_max
    while True:
        # So many at most: true of every choice, or of every one that is left.
        relaxation.rows.add_ones(np.arange(len(columns)), known)
        relaxed = relaxation.solve()
        gap = int(np.sort(relaxed.shortfall)[:COLUMNS_AT_FIRST][-1])
        while True:
            these = np.flatnonzero(relaxed.shortfall <= gap)
            found = branching.best(these, columns.quality, (ones, known))
            is_all = len(these) == len(columns)
            if found.chosen is not None and values[found.chosen].sum() > values[best].sum():
                best = found.chosen
            if not found.is_complete:
                break
            needed = relaxed.bound - int(values[best].sum())
            if (found.chosen is not None and gap >= needed) or is_all:
                break
            gap = needed if found.chosen is not None else max(8 * gap, 1)
        if found.chosen is not None or not found.is_complete:
            break
        known -= 1
    met, quality = len(best), int(columns.quality[best].sum())
    if found.chosen is not None and found.is_complete:
        as_good = np.flatnonzero(relaxed.shortfall <= relaxed.bound - int(values[best].sum()))
        return _Choice(best, met, quality, met, quality, np.union1d(as_good, best))
    ceiling = relaxed.bound - met * weight if met == known else met * QUALITY_MAX
    return _Choice(best, met, quality, known, min(ceiling, met * QUALITY_MAX), best)


def _fairest(instance: Instance, branching: Branching, choice: _Choice) -> tuple[Integers, int]:
    """Return, among the choices that are as good, one that is fairest; and the bound on the fairness of all of them."""
    columns = branching.columns
    worth = np.array([priority(need.served_before) for need in instance.needs], dtype=np.int64)[columns.need]
    if (choice.met, choice.quality) != (choice.bound_met, choice.bound_quality):
        # Which plans are as good is not known: the ceiling is as many needs, those served least.
        by_need = np.sort(worth[np.unique(columns.need, return_index=True)[1]])[::-1]
        return choice.chosen, int(by_need[: choice.met].sum())
    ones = np.ones(len(columns), dtype=np.int64)
    found = branching.best(choice.as_good, worth, (ones, choice.met), (columns.quality, choice.quality))
    if found.chosen is None or worth[found.chosen].sum() < worth[choice.chosen].sum():
        return choice.chosen, found.bound
    return found.chosen, found.bound


def _plan(
    instance: Instance,
    columns: Columns,
    chosen: Integers,
    bound: Objective,
    with_edge: set[Hashable],
    stats: Stats,
) -> Plan:
    """Return the plan with its starts, the pins among it, and why the other needs are without."""
    needs = {need.key: need for need in instance.needs}
    found = {
        pin.need: Assignment(pin.need, pin.helper, pin.start, pin.quality, is_pinned=True) for pin in instance.pins
    }
    pinned = Objective(
        len(found),
        sum(pin.quality for pin in instance.pins),
        sum(priority(needs[pin.need].served_before) for pin in instance.pins),
    )
    for places in groups_of(columns.helper[chosen]):
        theirs = _sooner(columns, chosen[places])
        starts = seat_of(columns, theirs)
        if starts is None:
            raise ArithmeticError("The plan puts a helper in two places.")
        for one, start in zip(theirs.tolist(), starts, strict=True):
            need = instance.needs[columns.need[one]].key
            helper = instance.helpers[columns.helper[one]].key
            found[need] = Assignment(need, helper, start, int(columns.quality[one]))
    objective = Objective(
        len(found),
        sum(one.quality for one in found.values()),
        sum(priority(needs[key].served_before) for key in found),
    )
    return Plan(
        assignments=tuple(found[need.key] for need in instance.needs if need.key in found),
        objective=objective,
        bound=Objective(*(of_chosen + of_pins for of_chosen, of_pins in zip(bound, pinned, strict=True))),
        unmet=_unmet(instance, columns, found.keys(), with_edge),
        stats=stats,
    )


def _sooner(columns: Columns, theirs: Integers) -> Integers:
    """Return the columns of one helper, each moved to the earliest span of the same pair in which all still fit."""
    moved = theirs[np.argsort(columns.release[theirs], kind="stable")]
    for place, one in enumerate(moved.tolist()):
        first, last = np.searchsorted(columns.need, [columns.need[one], columns.need[one] + 1])
        same = np.flatnonzero(columns.helper[first:last] == columns.helper[one]) + first
        for other in same[np.argsort(columns.release[same], kind="stable")].tolist():
            if columns.release[other] >= columns.release[one]:
                break
            tried = moved.copy()
            tried[place] = other
            if seat_of(columns, tried) is not None:
                moved = tried
                break
    return moved


def _unmet(
    instance: Instance, columns: Columns, met: Container[Hashable], with_edge: set[Hashable]
) -> dict[Hashable, Reason]:
    could_be_met = {instance.needs[need].key for need in np.unique(columns.need).tolist()}
    in_time = needs_in_time(instance, without=could_be_met)
    unmet: dict[Hashable, Reason] = {}
    for need in instance.needs:
        if need.key in met:
            continue
        if need.key in could_be_met:
            unmet[need.key] = Reason.OTHERS_FIRST
        elif need.key in in_time:
            unmet[need.key] = Reason.NO_ROOM
        else:
            unmet[need.key] = Reason.NO_COMMON_TIME if need.key in with_edge else Reason.NOBODY
    return unmet
