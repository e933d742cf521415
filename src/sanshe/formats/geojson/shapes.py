"""What rings of corners do: enclose, turn, cross. Positions are (longitude, latitude) in degrees.

Whether rings cross is decided in whole numbers of 1e-7 degrees (a centimetre), so that it is exact: corners have
seven decimals, and rings of at most 90 degrees leave room in 64 bits for every product.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNITS_PER_DEGREE = 10**7
WIDEST_DEG = 90.0

Ring = Sequence[Sequence[float]]
Edges = NDArray[np.int64]


def rings_of(geometry: Mapping[str, Any]) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rings of a Polygon or MultiPolygon, each with the number of its polygon."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    for number, polygon in enumerate(polygons):
        for ring in polygon:
            yield number, ring


def corner_count(geometry: Mapping[str, Any]) -> int:
    """Return how many corners an outline has, holes included."""
    return sum(len(ring) - 1 for _, ring in rings_of(geometry))


def signed_area(ring: Ring) -> float:
    """Return the area a closed ring encloses, in square degrees; positive where it runs counterclockwise."""
    points = np.asarray(ring, dtype=float) - np.asarray(ring[0], dtype=float)
    x, y = points[:, 0], points[:, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2.0)


def is_too_wide(ring: Ring) -> bool:
    """Tell whether a ring spans more degrees than crossings are decided for."""
    points = np.asarray(ring, dtype=float)
    return bool(np.any(points.max(axis=0) - points.min(axis=0) > WIDEST_DEG))


def is_inside(geometry: Mapping[str, Any], longitude: float, latitude: float) -> bool:
    """Tell whether a position lies inside an outline (even-odd, so that holes are outside)."""
    return sum(is_in_ring(ring, longitude, latitude) for _, ring in rings_of(geometry)) % 2 == 1


def is_in_ring(ring: Ring, longitude: float, latitude: float) -> bool:
    """Tell whether a position lies inside a closed ring."""
    points = np.asarray(ring, dtype=float)
    x1, y1, x2, y2 = points[:-1, 0], points[:-1, 1], points[1:, 0], points[1:, 1]
    spans = (y1 > latitude) != (y2 > latitude)
    rise = np.where(y2 == y1, 1.0, y2 - y1)
    crossings = spans & (longitude < (x2 - x1) * (latitude - y1) / rise + x1)
    return int(crossings.sum()) % 2 == 1


def is_flat(ring: Ring) -> bool:
    """Tell whether all corners of a ring lie on one line."""
    edges = _edges(ring)
    return bool(np.all(_side(edges[:1], edges[:, 2], edges[:, 3]) == 0))


def self_crossing(ring: Ring) -> tuple[float, float] | None:
    """Return where a closed ring crosses or touches itself, or None; neighbouring edges share their corner only."""
    edges = _edges(ring)
    count = len(edges)
    for first in range(count - 1):
        later = edges[first + 1 :]
        is_neighbour = np.zeros(len(later), dtype=bool)
        is_neighbour[0] = True
        is_neighbour[-1] |= first == 0
        faults = np.where(is_neighbour, _crosses(edges[first], later), _meets(edges[first], later))
        if faults.any():
            return _start(later[int(np.argmax(faults))])
    return None


def crossing(one: Ring, other: Ring) -> tuple[float, float] | None:
    """Return where two closed rings cross or share a stretch, or None; they may touch in a single corner."""
    theirs = _edges(other)
    for edge in _edges(one):
        faults = _crosses(edge, theirs)
        if faults.any():
            return _start(theirs[int(np.argmax(faults))])
    return None


def boxes_meet(one: Ring, other: Ring) -> bool:
    """Tell whether the rectangles about two rings have a point in common; if not, the rings have none either."""
    ours, theirs = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    return bool(np.all(ours.min(axis=0) <= theirs.max(axis=0)) and np.all(theirs.min(axis=0) <= ours.max(axis=0)))


def touches_at(ring: Ring, longitude: float, latitude: float) -> bool:
    """Tell whether a position lies on a closed ring."""
    x, y = round(longitude * UNITS_PER_DEGREE), round(latitude * UNITS_PER_DEGREE)
    return bool(_on(_edges(ring), x, y).any())


def _edges(ring: Ring) -> Edges:
    points = np.rint(np.asarray(ring, dtype=float) * UNITS_PER_DEGREE).astype(np.int64)
    return np.hstack([points[:-1], points[1:]])


def _start(edge: Edges) -> tuple[float, float]:
    return float(edge[0]) / UNITS_PER_DEGREE, float(edge[1]) / UNITS_PER_DEGREE


def _side(edges: Edges, x: Any, y: Any) -> NDArray[np.int64]:
    """Return on which side of the line of each edge a position lies: the sign, 0 on the line."""
    x1, y1, x2, y2 = edges.T
    return np.sign((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1))


def _on(edges: Edges, x: Any, y: Any) -> NDArray[np.bool_]:
    x1, y1, x2, y2 = edges.T
    is_beside = (np.minimum(x1, x2) <= x) & (x <= np.maximum(x1, x2))
    is_beside &= (np.minimum(y1, y2) <= y) & (y <= np.maximum(y1, y2))
    return (_side(edges, x, y) == 0) & is_beside


def _crosses(edge: Edges, others: Edges) -> NDArray[np.bool_]:
    """Tell which of the others an edge crosses properly or shares more than a point with."""
    x1, y1, x2, y2 = others.T
    line = edge[np.newaxis, :]
    a, b = _side(line, x1, y1), _side(line, x2, y2)
    c, d = _side(others, edge[0], edge[1]), _side(others, edge[2], edge[3])
    is_proper = (a * b < 0) & (c * d < 0)
    axis = 0 if edge[0] != edge[2] else 1
    low, high = min(edge[axis], edge[axis + 2]), max(edge[axis], edge[axis + 2])
    their_low = np.minimum(others[:, axis], others[:, axis + 2])
    their_high = np.maximum(others[:, axis], others[:, axis + 2])
    is_shared = (a == 0) & (b == 0) & (np.maximum(low, their_low) < np.minimum(high, their_high))
    return is_proper | is_shared


def _meets(edge: Edges, others: Edges) -> NDArray[np.bool_]:
    """Tell which of the others have any point in common with an edge."""
    x1, y1, x2, y2 = others.T
    line = edge[np.newaxis, :]
    touched = _on(line, x1, y1) | _on(line, x2, y2)
    touching = _on(others, edge[0], edge[1]) | _on(others, edge[2], edge[3])
    return _crosses(edge, others) | touched | touching
