"""People spread evenly over the ground they live on and the years of age they are counted in."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

AGES: Final = 101
SPACING_M: Final = 200.0
POINTS_MAX: Final = 400
METRES_PER_DEGREE: Final = 111_195.0

Ring = Sequence[Sequence[float]]
Band = tuple[int, int | None, float]


def single_years(bands: Sequence[Band]) -> NDArray[np.float64]:
    """Spread people counted in bands of ages evenly over single years.

    Parameters
    ----------
    bands : sequence of (youngest, oldest or None, persons)
        Whole years, both ends included; None: and older. What is at 100 and beyond counts as 100.

    Returns
    -------
    ndarray, shape (101,)
        Persons of age 0, 1, ... 99, and of 100 or more; the total is kept.

    Raises
    ------
    ValueError
        A band that ends before it begins, begins below 0, or has fewer than 0 persons.
    """
    years = np.zeros(AGES)
    for low, high, persons in bands:
        if low < 0 or (high is not None and high < low) or not math.isfinite(persons) or persons < 0:
            raise ValueError(f"The band {low}-{high} with {persons} persons is none.")
        if high is None:
            years[min(low, AGES - 1) :] += persons / (AGES - min(low, AGES - 1))
            continue
        each = persons / (high - low + 1)
        for age in range(low, min(high, AGES - 2) + 1):
            years[age] += each
        years[AGES - 1] += each * max(0, high - max(low, AGES - 1) + 1)
    return years


def spread_points(
    rings: Sequence[Ring], *, spacing_m: float = SPACING_M, points_max: int = POINTS_MAX
) -> NDArray[np.float64]:
    """Lay points over an area, as many metres apart in both directions, to stand for those who live there.

    Areal weighting: without anything better known, everybody is taken to live evenly over the ground. A point is inside
    where a line from it crosses the rings an odd number of times, so that holes and several parts need no order. Where
    more points than the most would come about, they are laid further apart.

    Parameters
    ----------
    rings : sequence of rings, each a sequence of (longitude, latitude)
        Outer rings and holes of an area, of a size that does not reach around a pole or the line of the date.
    spacing_m : float
        Metres between points; above 0.
    points_max : int
        The most points.

    Returns
    -------
    ndarray, shape (n, 2)
        Longitudes and latitudes; empty where the area is too narrow for any point.

    References
    ----------
    Goodchild, M. F. and Lam, N. S.-N. (1980). Areal interpolation: a variant of the traditional spatial problem.
    Geo-Processing 1, 297-312. Even-odd rule: Shimrat, M. (1962). Algorithm 112: position of point relative to polygon.
    Communications of the ACM 5(8), 434. doi:10.1145/368637.368653.
    """
    corners = [np.array([point[:2] for point in ring], dtype=np.float64) for ring in rings if len(ring) > 3]
    if not corners or spacing_m <= 0:
        return np.zeros((0, 2))
    every = np.concatenate(corners)
    (west, south), (east, north) = every.min(axis=0), every.max(axis=0)
    narrowing = max(math.cos(math.radians((south + north) / 2)), 1e-6)
    height_m, width_m = (north - south) * METRES_PER_DEGREE, (east - west) * METRES_PER_DEGREE * narrowing
    # A box far larger than a community would need millions of points before any is counted.
    step_m = max(spacing_m, math.sqrt(height_m * width_m / (16 * points_max)))
    while True:
        points = _grid(west, south, east, north, step_m / METRES_PER_DEGREE, narrowing)
        points = points[_inside(points, corners)]
        if len(points) <= points_max:
            return points
        step_m *= math.sqrt(len(points) / points_max) * 1.02


def _grid(west: float, south: float, east: float, north: float, step: float, narrowing: float) -> NDArray[np.float64]:
    across = _middles(west, east, step / narrowing)
    along = _middles(south, north, step)
    return np.stack(np.meshgrid(across, along), axis=-1).reshape(-1, 2)


def _middles(start: float, end: float, step: float) -> NDArray[np.float64]:
    count = max(1, round((end - start) / step))
    return start + (np.arange(count) + 0.5) * (end - start) / count


def _inside(points: NDArray[np.float64], corners: Sequence[NDArray[np.float64]]) -> NDArray[np.bool_]:
    crossings = np.zeros(len(points), dtype=np.int64)
    x, y = points[:, 0], points[:, 1]
    for ring in corners:
        for (x1, y1), (x2, y2) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            if y1 == y2:
                continue
            is_beside = (y1 > y) != (y2 > y)
            crossings += is_beside & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return np.asarray(crossings % 2 == 1)
