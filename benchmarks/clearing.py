"""A clearing round of a district: every need and every helper of a week at once, with the proof that no plan is better.

    python benchmarks/clearing.py [--needs 2000] [--helpers 1000] [--reach 2] [--seed 1] [--limit 300]

Makes a district of a hundred neighbourhoods in a square, ten by ten. Needs are of twelve kinds, fixed to the hour or
on one to three half-days; helpers do one to three kinds, are free on one to four half-days and take one to eight
meetings. A helper may meet a need of theirs at most `--reach` neighbourhoods away, the better the nearer.

Beside it CP-SAT of OR-tools is asked the same, where it is installed (`uv pip install ortools`): an optional interval
for each pair and span, no overlap for each helper, and the three objectives as one weighted sum.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from sanshe.engines.matching.clearing import SLOTS_PER_DAY, Edge, Helper, Instance, Need, clear, priority
from sanshe.engines.matching.clearing.checks import faults_of
from sanshe.engines.matching.clearing.columns import columns_of

try:
    from ortools.sat.python import cp_model
except ImportError:
    cp_model = None

SIDE = 10
HALF_DAYS = ((8, 12), (13, 18), (18, 21), (8, 18))
KINDS = np.array([0.2, 0.15, 0.12, 0.1, 0.1, 0.08, 0.07, 0.06, 0.05, 0.04, 0.02, 0.01])
Row = tuple[str, int | str, int | str, int | str, int | str, float, float]


def main() -> None:
    """Make, clear, print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--needs", type=int, default=2000)
    parser.add_argument("--helpers", type=int, default=1000)
    parser.add_argument("--reach", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for OR-tools")
    arguments = parser.parse_args()
    week = _week(arguments.needs, arguments.helpers, arguments.reach, seed=arguments.seed)
    print(f"{len(week.needs)} needs, {len(week.helpers)} helpers, {len(week.edges)} pairs, 7 days of 96 slots")
    print(f"{'':<12}{'met':>8}{'quality':>10}{'fairness':>11}{'bound on needs':>16}{'seconds':>10}{'CPU s':>8}")
    for solve in (_sanshe, _ortools):
        found = _measured(solve, week, arguments.limit)
        name, met, quality, fairness, bound, seconds, cpu = found
        print(f"{name:<12}{met:>8}{quality:>10}{fairness:>11}{bound:>16}{seconds:>10.1f}{cpu:>8.1f}")


def _measured(solve: Callable[[Instance, float], tuple], week: Instance, limit: float) -> Row:
    begun, cpu = time.perf_counter(), time.process_time()
    found = solve(week, limit)
    return (*found, time.perf_counter() - begun, time.process_time() - cpu)


def _sanshe(week: Instance, _limit: float) -> tuple:
    plan = clear(week)
    faults = faults_of(plan, week)
    if faults:
        raise SystemExit(f"The plan breaks the rules: {faults}")
    return "sanshe", *plan.objective, f"{plan.bound.met} {'proven' if plan.is_proven else 'open'}"


def _ortools(week: Instance, limit: float) -> tuple:
    if cp_model is None:
        return "OR-tools", "-", "-", "-", "not installed"
    columns, _ = columns_of(week)
    model = cp_model.CpModel()
    of_need, of_helper, spans = defaultdict(list), defaultdict(list), defaultdict(list)
    fairness = len(week.needs) * priority(0) + 1
    whole = (len(week.needs) * 100 + 1) * fairness
    terms = []
    for number in range(len(columns)):
        need, helper = int(columns.need[number]), int(columns.helper[number])
        release, deadline = int(columns.release[number]), int(columns.deadline[number])
        duration, quality = int(columns.duration[number]), int(columns.quality[number])
        chosen = model.NewBoolVar("")
        start = model.NewIntVar(release, deadline - duration, "")
        spans[helper].append(model.NewOptionalFixedSizeIntervalVar(start, duration, chosen, ""))
        of_need[need].append(chosen)
        of_helper[helper].append(chosen)
        fair = priority(week.needs[need].served_before)
        terms.append((chosen, quality, fair))
    for chosen in of_need.values():
        model.AddAtMostOne(chosen)
    for helper, chosen in of_helper.items():
        model.Add(sum(chosen) <= week.helpers[helper].capacity)
        model.AddNoOverlap(spans[helper])
    model.Maximize(sum(chosen * (whole + quality * fairness + fair) for chosen, quality, fair in terms))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit
    status = solver.Solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return "OR-tools", "-", "-", "-", solver.StatusName(status)
    found = [(quality, fair) for chosen, quality, fair in terms if solver.Value(chosen)]
    bound = int(solver.BestObjectiveBound()) // whole
    said = f"{bound} {'proven' if status == cp_model.OPTIMAL else 'open'}"
    return "OR-tools", len(found), sum(one[0] for one in found), sum(one[1] for one in found), said


def _week(need_count: int, helper_count: int, reach: int, *, seed: int) -> Instance:
    random = np.random.default_rng(seed)
    needs_at, helpers_at = random.integers(0, SIDE, (need_count, 2)), random.integers(0, SIDE, (helper_count, 2))
    kind_of = random.choice(len(KINDS), need_count, p=KINDS)
    kinds = np.zeros((helper_count, len(KINDS)), dtype=bool)
    for row in kinds:
        row[random.choice(len(KINDS), random.integers(1, 4), replace=False)] = True
    needs = tuple(_need(number, random) for number in range(need_count))
    helpers = tuple(
        Helper(number, _half_days(random, 4), int(random.choice([1, 2, 3, 4, 8], p=[0.3, 0.3, 0.2, 0.15, 0.05])))
        for number in range(helper_count)
    )
    apart = np.abs(needs_at[:, None, :] - helpers_at[None, :, :]).sum(axis=2)
    pairs = np.argwhere((apart <= reach) & kinds[:, kind_of].T)
    quality = np.clip(95 - 15 * apart[tuple(pairs.T)] - random.integers(0, 30, len(pairs)), 1, 100)
    edges = tuple(Edge(int(need), int(helper), int(one)) for (need, helper), one in zip(pairs, quality, strict=True))
    return Instance(needs, helpers, edges)


def _need(number: int, random: np.random.Generator) -> Need:
    duration = int(random.choice([2, 3, 4, 6, 8], p=[0.2, 0.1, 0.4, 0.15, 0.15]))
    served = int(min(random.geometric(0.4) - 1, 12))
    if random.random() < 0.4:
        first = _slot(random.integers(0, 7), random.integers(16, 37) / 2)
        return Need(number, ((first, first + duration),), duration, served)
    return Need(number, _half_days(random, 3), duration, served)


def _half_days(random: np.random.Generator, most: int) -> tuple[tuple[int, int], ...]:
    found = []
    for day in random.choice(7, random.integers(1, most + 1), replace=False):
        first, last = HALF_DAYS[random.choice(len(HALF_DAYS), p=[0.3, 0.3, 0.25, 0.15])]
        found.append((_slot(day, first), _slot(day, last)))
    return tuple(found)


def _slot(day: int, hour: float) -> int:
    return int(day) * SLOTS_PER_DAY + int(hour * 4)


if __name__ == "__main__":
    main()
