"""Outlines of areas as GeoJSON (RFC 7946), in and out.

`read_boundaries` takes what a stranger drew or exported, checks it and brings it to WGS-84 from the systems that
Chinese maps use (`System`); `write_boundaries` writes valid GeoJSON. What is stored elsewhere is always WGS-84.
"""

from sanshe.formats.geojson.errors import NotGeoJson
from sanshe.formats.geojson.reading import Boundary, read_boundaries
from sanshe.formats.geojson.shapes import corner_count, is_inside
from sanshe.formats.geojson.systems import System, to_wgs84
from sanshe.formats.geojson.writing import write_boundaries

__all__ = [
    "Boundary",
    "NotGeoJson",
    "System",
    "corner_count",
    "is_inside",
    "read_boundaries",
    "to_wgs84",
    "write_boundaries",
]
