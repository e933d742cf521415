"""Enhanced two-step floating catchment area: how much of a supply is within reach of whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

# How far people walk, in metres (the outer edge belongs to its ring), and what a place that far away counts.
ZONES: Final[tuple[tuple[float, float], ...]] = ((500.0, 1.0), (1000.0, 0.68), (1500.0, 0.22))
EARTH_RADIUS_M: Final = 6_371_008.8


@dataclass(frozen=True)
class Accessibility:
    """What everybody has within reach.

    `access` (places, ages): units of supply for one person there of that age. `ratios` (supplies,): units of each
    supply for one person in its catchment. `demand` (supplies,): persons in the catchment, each weighted.
    `is_unreached` (supplies,): nobody it is for lives within its catchment, so it is in nobody's access.
    """

    access: NDArray[np.float64]
    ratios: NDArray[np.float64]
    demand: NDArray[np.float64]
    is_unreached: NDArray[np.bool_]


def accessibility(population: ArrayLike, supply: ArrayLike, eligible: ArrayLike, weights: csr_array) -> Accessibility:
    r"""Share each supply among those who can reach it, and add up what each of them gets.

    Step 1 gives supply :math:`j` its ratio :math:`R_j = S_j / \sum_{k,a} P_{ka} e_{ja} w_{jk}`, step 2 gives people
    of age :math:`a` at place :math:`k` the access :math:`A_{ka} = \sum_j R_j e_{ja} w_{jk}`. Therefore
    :math:`\sum_{k,a} P_{ka} A_{ka} = \sum_j S_j` over all supplies that reach somebody. A supply whose catchment holds
    nobody it is for has no ratio: it is marked, adds nothing to any access, and is missing from the sum.

    Parameters
    ----------
    population : array_like, shape (places, ages)
        Persons; finite, 0 or more, fractions allowed.
    supply : array_like, shape (supplies,)
        Units (places, seats, hands); finite, 0 or more.
    eligible : array_like of bool, shape (supplies, ages)
        For which ages a supply is.
    weights : csr_array, shape (supplies, places)
        What the way between the two counts, in [0, 1]; nothing stored: out of reach. `zone_weights` makes it from
        distances.

    Returns
    -------
    Accessibility

    Raises
    ------
    ValueError
        Shapes that do not fit, or a number that is negative, infinite or, as a weight, above 1.

    References
    ----------
    Luo, W. and Qi, Y. (2009). An enhanced two-step floating catchment area (E2SFCA) method for measuring spatial
    accessibility to primary care physicians. Health & Place 15(4), 1100-1107, section 3, equations 2 and 3.
    doi:10.1016/j.healthplace.2009.06.002. The zones of 10, 20 and 30 minutes by car with the weights 1, 0.68 and 0.22
    of its first set (table 1) are taken over to 500, 1000 and 1500 metres on foot.
    """
    people = np.array(population, dtype=np.float64)
    units = np.array(supply, dtype=np.float64)
    for_age = np.array(eligible, dtype=np.float64)
    if people.ndim != 2 or units.ndim != 1 or for_age.shape != (len(units), people.shape[1]):
        raise ValueError(f"Population {people.shape}, supply {units.shape} and ages {for_age.shape} do not fit.")
    if weights.shape != (len(units), len(people)):
        raise ValueError(f"Weights of shape {weights.shape} do not fit {len(units)} supplies and {len(people)} places.")
    for values in (people, units, weights.data):
        if not np.all(np.isfinite(values)) or np.any(values < 0):
            raise ValueError("Persons, supplies and weights have to be finite and 0 or more.")
    if weights.data.size and weights.data.max() > 1:
        raise ValueError("A weight is at most 1.")
    demand = np.asarray(((weights @ people) * for_age).sum(axis=1))
    is_unreached = demand <= 0
    ratios = np.divide(units, demand, out=np.zeros_like(units), where=~is_unreached)
    access = np.asarray(weights.T @ (ratios[:, np.newaxis] * for_age))
    return Accessibility(access=access, ratios=ratios, demand=demand, is_unreached=is_unreached)


def is_within_reach(eligible: ArrayLike, weights: csr_array) -> NDArray[np.bool_]:
    """Say of each place and age whether any supply for that age is within reach, whoever lives there.

    Parameters
    ----------
    eligible : array_like of bool, shape (supplies, ages)
    weights : csr_array, shape (supplies, places)

    Returns
    -------
    ndarray of bool, shape (places, ages)
    """
    return np.asarray(weights.T @ np.array(eligible, dtype=np.float64)) > 0


def zone_weights(distances_m: csr_array, zones: Sequence[tuple[float, float]] = ZONES) -> csr_array:
    """Turn distances into the weights of their zones.

    Parameters
    ----------
    distances_m : csr_array, shape (supplies, places)
        Metres between those pairs that were looked at; a pair that is not stored is out of reach. Where people walk
        along streets, these are what to replace: any stored metres of 0 or more will do.
    zones : sequence of (outer edge in metres, weight)
        From the innermost to the outermost.

    Returns
    -------
    csr_array, shape (supplies, places)
        Weights above 0; pairs beyond the outermost zone are not stored.

    Raises
    ------
    ValueError
        Zones out of order, or a weight outside (0, 1].
    """
    edges = np.array([edge for edge, _ in zones], dtype=np.float64)
    counts = np.array([weight for _, weight in zones], dtype=np.float64)
    if not len(edges) or np.any(np.diff(edges) <= 0) or np.any(counts <= 0) or np.any(counts > 1):
        raise ValueError("Zones run outwards, with weights above 0 and at most 1.")
    found = distances_m.tocoo()
    zone = np.searchsorted(edges, found.data, side="left")
    inside = zone < len(edges)
    rows, columns = found.coords
    values = (counts[zone[inside]], (rows[inside], columns[inside]))
    return csr_array(values, shape=distances_m.shape)


def great_circle(supplies: ArrayLike, places: ArrayLike, *, limit_m: float = ZONES[-1][0]) -> csr_array:
    """Measure the way as the crow flies between every supply and every place no further than a limit.

    Parameters
    ----------
    supplies, places : array_like, shape (n, 2)
        Longitude and latitude in degrees (WGS-84, on a sphere of the mean radius: at most 0.6 % wrong).
    limit_m : float
        Metres beyond which a pair is left out.

    Returns
    -------
    csr_array, shape (supplies, places)
        Metres; two at the same spot are 0 metres apart and stored.
    """
    starts, ends = _on_sphere(supplies), _on_sphere(places)
    if not len(starts) or not len(ends):
        return csr_array((len(starts), len(ends)), dtype=np.float64)
    # The chord that belongs to the arc, a hair longer, so that the limit itself is decided on the arc.
    chord = 2 * np.sin(min(limit_m / EARTH_RADIUS_M, np.pi) / 2) * (1 + 1e-9) + 1e-12
    pairs = cKDTree(starts).sparse_distance_matrix(cKDTree(ends), chord, output_type="coo_matrix")
    arcs = 2 * EARTH_RADIUS_M * np.arcsin(np.clip(pairs.data / 2, 0.0, 1.0))
    near = arcs <= limit_m
    values = (arcs[near], (pairs.row[near], pairs.col[near]))
    return csr_array(values, shape=(len(starts), len(ends)))


def _on_sphere(points: ArrayLike) -> NDArray[np.float64]:
    degrees = np.array(points, dtype=np.float64).reshape(-1, 2)
    if not np.all(np.isfinite(degrees)):
        raise ValueError("Longitudes and latitudes have to be finite.")
    longitude, latitude = np.radians(degrees).T
    return np.stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=1
    )
