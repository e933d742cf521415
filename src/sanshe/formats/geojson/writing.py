"""GeoJSON for others."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sanshe.formats.geojson.shapes import signed_area


def write_boundaries(features: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> bytes:
    """Write a FeatureCollection of outlines, each with its properties (RFC 7946, WGS-84, UTF-8).

    Outer rings run counterclockwise and holes clockwise, also where they are stored the other way round.
    """
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": _turned(geometry), "properties": dict(properties)}
            for geometry, properties in features
        ],
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _turned(geometry: Mapping[str, Any]) -> dict[str, Any]:
    is_single = geometry["type"] == "Polygon"
    polygons = [geometry["coordinates"]] if is_single else geometry["coordinates"]
    turned = [
        [ring if (signed_area(ring) > 0) == (number == 0) else ring[::-1] for number, ring in enumerate(polygon)]
        for polygon in polygons
    ]
    return {"type": geometry["type"], "coordinates": turned[0] if is_single else turned}
