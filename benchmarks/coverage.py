"""Coverage of a district: what everybody of every age has within reach of every kind of help, and whether it adds up.

    python benchmarks/coverage.py [--communities 100] [--supplies 3000] [--seed 1]

Makes a district of square communities beside each other, with people of all ages and help at random spots, for random
ages, and computes the access of every category as the nightly job does. The sum of population times access has to be
the supply that reaches anybody, to 1e-9 of it.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from sanshe.engines import demand

WEST, SOUTH, SIDE = 104.0, 30.5, 0.02
CATEGORIES = 140


def main() -> None:
    """Make, compute, print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--communities", type=int, default=100)
    parser.add_argument("--supplies", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random = np.random.default_rng(arguments.seed)
    begun = time.perf_counter()
    points = np.concatenate([_spots(number) for number in range(arguments.communities)])
    people = random.gamma(2.0, 1.5, (len(points), demand.AGES))
    spots = points[random.integers(0, len(points), arguments.supplies)] + random.normal(
        0, 0.003, (arguments.supplies, 2)
    )
    units = random.integers(1, 40, arguments.supplies).astype(float)
    youngest = random.integers(0, 80, arguments.supplies)
    ages = np.arange(demand.AGES)
    eligible = (ages >= youngest[:, None]) & (ages <= (youngest + random.integers(5, 101, arguments.supplies))[:, None])
    category = random.integers(0, CATEGORIES, arguments.supplies)
    laid_out = time.perf_counter()
    weights = demand.zone_weights(demand.great_circle(spots, points))
    measured = time.perf_counter()
    given, reaching, unreached = 0.0, 0.0, 0
    for number in range(CATEGORIES):
        mine = np.flatnonzero(category == number)
        found = demand.accessibility(people, units[mine], eligible[mine], weights[mine])
        given += float((people * found.access).sum())
        reaching += float(units[mine][~found.is_unreached].sum())
        unreached += int(found.is_unreached.sum())
    shared = time.perf_counter()
    miss = abs(given - reaching) / reaching
    print(f"communities {arguments.communities} · spots {len(points)} · supplies {arguments.supplies}")
    print(f"people {people.sum():,.0f} · pairs within reach {weights.nnz:,}")
    for label, seconds in (
        ("lay out people", laid_out - begun),
        ("measure ways", measured - laid_out),
        (f"share {CATEGORIES} categories", shared - measured),
        ("together", shared - begun),
    ):
        print(f"{label:<22} {seconds:8.2f} s")
    print(
        f"supply reaching people {reaching:14.6f} · given out {given:14.6f} · miss {miss:.1e} · unreached {unreached}"
    )
    if miss > 1e-9:
        sys.exit("It does not add up.")


def _spots(number: int) -> np.ndarray:
    west, south = WEST + number % 10 * SIDE, SOUTH + number // 10 * SIDE
    east, north = west + SIDE, south + SIDE
    return demand.spread_points([[(west, south), (east, south), (east, north), (west, north), (west, south)]])


if __name__ == "__main__":
    main()
