"""Outlines, divisions and people of made-up communities."""

import json

from sanshe.domain.places import operations
from sanshe.domain.places.choices import BANDS, Sex
from sanshe.domain.places.models import Community
from sanshe.domain.places.operations import Cell, PopulationTable
from tests.factories import AT

# About the middle of the factories' communities.
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[104.05, 30.65], [104.07, 30.65], [104.07, 30.67], [104.05, 30.67], [104.05, 30.65]]],
}
NAMES = (("51", "四川省"), ("5101", "成都市"), ("510199", "锦禾区"))


def square(*, west: float = 104.05, south: float = 30.65, side: float = 0.02) -> dict:
    """Return a square outline."""
    east, north = round(west + side, 7), round(south + side, 7)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def collection(*features: tuple[dict, dict]) -> str:
    """Return a FeatureCollection of outlines with their properties as text."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "geometry": geometry, "properties": properties} for geometry, properties in features
            ],
        }
    )


def enter_divisions() -> None:
    """Enter the divisions that the factories' communities lie in, down to the district."""
    for code, name in NAMES:
        operations.enter_division(code=code, name_zh=name, at=AT)


def cells(*counts: tuple[int, int]) -> tuple[Cell, ...]:
    """Return cells of people from pairs of men and women, youngest first; the last band has no upper end."""
    bands = [*BANDS[: len(counts) - 1], (BANDS[len(counts) - 1][0], None)]
    return tuple(
        Cell(sex=sex.value, low=low, high=high, count=count)
        for (low, high), pair in zip(bands, counts, strict=True)
        for sex, count in zip(Sex, pair, strict=True)
    )


def count_people(community: Community, *counts: tuple[int, int], year: int = 2025) -> None:
    """Store counted people of a community."""
    table = PopulationTable(code=community.code, cells=cells(*counts))
    operations.record_populations(year=year, tables=[table], actor=None, at=AT)
