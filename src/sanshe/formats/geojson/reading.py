"""GeoJSON as a stranger sent it."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sanshe.formats.geojson import shapes
from sanshe.formats.geojson.errors import NOTES, NotGeoJson
from sanshe.formats.geojson.systems import System, to_wgs84

MEGABYTE = 1024 * 1024
BYTES_MAX = 20 * MEGABYTE
FEATURES_MAX = 5_000
POSITIONS_MAX = 200_000
CORNERS_MAX = 2_000
RINGS_MAX = 100
DECIMALS = 7
# The members that say WGS-84 in the older GeoJSON of 2008.
WGS84_NAMES = frozenset(
    {"urn:ogc:def:crs:ogc:1.3:crs84", "urn:ogc:def:crs:ogc::crs84", "urn:ogc:def:crs:epsg::4326", "epsg:4326"}
)


@dataclass(frozen=True)
class Boundary:
    """One checked outline: a Polygon or MultiPolygon in WGS-84, and what was mended in it.

    `number` counts the features from 1; `notes` are codes with what fills their sentence.
    """

    number: int
    geometry: dict[str, Any]
    properties: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[tuple[str, Mapping[str, object]], ...] = ()

    @property
    def notes_in_words(self) -> list[str]:
        """What was mended, in the reader's language."""
        return [str(NOTES[code]) % params for code, params in self.notes]


def read_boundaries(
    content: bytes | str, *, system: System = System.WGS84, bytes_max: int = BYTES_MAX
) -> list[Boundary]:
    """Read the outlines of a Feature, a FeatureCollection, or a bare Polygon or MultiPolygon.

    Each ring is closed, encloses something, crosses neither itself nor another; outer rings come back
    counterclockwise and holes clockwise (RFC 7946, 3.1.6), coordinates in WGS-84 with seven decimals (a centimetre).

    Raises
    ------
    NotGeoJson
        Something cannot be taken; it says in which feature, what it is and what to do.
    """
    document = _document(content, bytes_max)
    if not isinstance(document, dict):
        raise NotGeoJson(fault="not_geojson")
    _check_system(document)
    features = _features(document)
    left = POSITIONS_MAX
    boundaries = []
    for number, feature in enumerate(features, start=1):
        boundary = _boundary(number, feature, system)
        left -= shapes.corner_count(boundary.geometry)
        if left < 0:
            raise NotGeoJson(fault="too_many_positions", limit=POSITIONS_MAX)
        boundaries.append(boundary)
    return boundaries


def _document(content: bytes | str, bytes_max: int) -> Any:
    if len(content) > bytes_max:
        raise NotGeoJson(fault="too_big", limit=bytes_max // MEGABYTE)
    if isinstance(content, bytes):
        try:
            content = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise NotGeoJson(fault="not_text") from None
    try:
        return json.loads(content, parse_constant=_no_constant)
    except RecursionError:
        raise NotGeoJson(fault="too_deep") from None
    except json.JSONDecodeError as error:
        raise NotGeoJson(fault="not_json", line=error.lineno) from None
    except ValueError:
        # NaN, Infinity, or a number of thousands of digits.
        raise NotGeoJson(fault="not_json", line="?") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _check_system(document: Mapping[str, Any]) -> None:
    crs = document.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or name.lower() not in WGS84_NAMES:
        raise NotGeoJson(fault="other_crs", name=name if isinstance(name, str) else "?")


def _features(document: Mapping[str, Any]) -> list[Any]:
    kind = document.get("type")
    if kind == "Feature":
        return [document]
    if kind in ("Polygon", "MultiPolygon"):
        return [{"type": "Feature", "geometry": document, "properties": {}}]
    features = document.get("features")
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise NotGeoJson(fault="not_geojson")
    if not features:
        raise NotGeoJson(fault="empty")
    if len(features) > FEATURES_MAX:
        raise NotGeoJson(fault="too_many_features", limit=FEATURES_MAX)
    return features


def _boundary(number: int, feature: Any, system: System) -> Boundary:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise NotGeoJson(fault="feature_malformed", feature=number)
    _check_system(feature)
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    name = next((value for key in ("name", "名称", "NAME") if isinstance(value := properties.get(key), str)), "")

    def refusal(fault: str, **params: object) -> NotGeoJson:
        return NotGeoJson(fault=fault, feature=number, name=name, **params)

    geometry = feature.get("geometry")
    if geometry is None:
        raise refusal("no_geometry")
    if not isinstance(geometry, dict):
        raise refusal("feature_malformed")
    _check_system(geometry)
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise refusal("not_area", type=kind if isinstance(kind, str) else "?")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise refusal("malformed")
    reader = _Rings(system, refusal)
    read = [reader.polygon(polygon) for polygon in polygons]
    _check_apart(read, refusal)
    if system is not System.WGS84:
        reader.note("converted", system=system.label)
    shape = {"type": kind, "coordinates": read[0] if kind == "Polygon" else read}
    return Boundary(number, shape, properties, tuple(reader.notes.items()))


class _Rings:
    """Reads the rings of one feature and remembers what it mended."""

    def __init__(self, system: System, refusal: Callable[..., NotGeoJson]) -> None:
        self.system = system
        self.refusal = refusal
        self.notes: dict[str, Mapping[str, object]] = {}
        self.rings = 0
        self.corners = 0

    def note(self, code: str, **params: object) -> None:
        """Remember what was mended, each kind once."""
        self.notes[code] = params

    def polygon(self, rings: Any) -> list[list[list[float]]]:
        """Read one polygon: its outer ring, then its holes."""
        if not isinstance(rings, list) or not rings:
            raise self.refusal("malformed")
        return [self.ring(ring, is_outer=number == 0) for number, ring in enumerate(rings)]

    def ring(self, positions: Any, *, is_outer: bool) -> list[list[float]]:
        """Read one ring and turn it the way RFC 7946 wants it."""
        self.rings += 1
        if not isinstance(positions, list):
            raise self.refusal("malformed")
        if self.rings > RINGS_MAX:
            raise self.refusal("too_many_rings", limit=RINGS_MAX)
        self.corners += len(positions)
        if self.corners > CORNERS_MAX:
            raise self.refusal("too_long", limit=CORNERS_MAX)
        raw = [self.position(number, position) for number, position in enumerate(positions, start=1)]
        if len(raw) < 3:
            raise self.refusal("too_few", ring=self.rings)
        if raw[0] != raw[-1]:
            raise self.refusal("not_closed", ring=self.rings)
        ring = [[round(value, DECIMALS) for value in to_wgs84(*place, system=self.system)] for place in raw]
        if self.system is System.WGS84 and any(tuple(kept) != place for kept, place in zip(ring, raw, strict=True)):
            self.note("rounded")
        plain = [place for number, place in enumerate(ring) if number == 0 or place != ring[number - 1]]
        if len(plain) < len(ring):
            self.note("repeated")
        if len(plain) < 4:
            raise self.refusal("too_few", ring=self.rings)
        if shapes.is_too_wide(plain):
            raise self.refusal("too_wide", ring=self.rings)
        if shapes.is_flat(plain):
            raise self.refusal("no_area", ring=self.rings)
        if where := shapes.self_crossing(plain):
            raise self.refusal("crosses_itself", **_near(where))
        area = shapes.signed_area(plain)
        if (area > 0) != is_outer:
            self.note("turned")
            plain.reverse()
        return plain

    def position(self, number: int, position: Any) -> tuple[float, float]:
        """Read one position; a height beside it is left out."""
        if not isinstance(position, list) or len(position) < 2:
            raise self.refusal("position_unreadable", position=number, ring=self.rings)
        if any(isinstance(value, bool) or not isinstance(value, (int, float)) for value in position):
            raise self.refusal("position_unreadable", position=number, ring=self.rings)
        if len(position) > 2:
            self.note("altitude")
        longitude, latitude = position[:2]
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            is_swapped = abs(latitude) <= 180 and abs(longitude) <= 90
            fault = "swapped" if is_swapped else "out_of_range"
            raise self.refusal(fault, position=number, ring=self.rings)
        if not (math.isfinite(longitude) and math.isfinite(latitude)):
            raise self.refusal("out_of_range", position=number, ring=self.rings)
        return float(longitude), float(latitude)


def _check_apart(polygons: list[list[list[list[float]]]], refusal: Callable[..., NotGeoJson]) -> None:
    """Refuse rings that cross, holes outside their outline, parts and holes that lie inside each other."""
    rings = [
        (polygon, position == 0, ring) for polygon, holes in enumerate(polygons) for position, ring in enumerate(holes)
    ]
    for later, (polygon, is_outer, ring) in enumerate(rings):
        for other_polygon, other_is_outer, other in rings[:later]:
            may_meet = shapes.boxes_meet(ring, other)
            if may_meet and (where := shapes.crossing(ring, other)):
                raise refusal("rings_cross", **_near(where))
            within, around = (may_meet and _lies_in(ring, other)), (may_meet and _lies_in(other, ring))
            if polygon == other_polygon and other_is_outer and not is_outer:
                if not within:
                    raise refusal("hole_outside", ring=later + 1)
            elif polygon == other_polygon and (within or around):
                raise refusal("rings_overlap", ring=later + 1)
            elif polygon != other_polygon and is_outer and other_is_outer and (within or around):
                # An island in a lake: its outline may lie in a hole of the other.
                holes_of = polygons[other_polygon if within else polygon][1:]
                inner = ring if within else other
                if not any(_lies_in(inner, hole) for hole in holes_of):
                    raise refusal("rings_overlap", ring=later + 1)


def _lies_in(inner: shapes.Ring, outer: shapes.Ring) -> bool:
    """Tell whether a ring that does not cross another lies inside it; a corner they share says nothing."""
    for place in inner:
        if not shapes.touches_at(outer, *place):
            return shapes.is_in_ring(outer, *place)
    middle = tuple((a + b) / 2 for a, b in zip(inner[0], inner[1], strict=True))
    return shapes.is_in_ring(outer, *middle)


def _near(where: tuple[float, float]) -> dict[str, str]:
    return {"longitude": f"{where[0]:.5f}", "latitude": f"{where[1]:.5f}"}
