"""What a page shows on its map, and beside it as a list. Any page may use this: see components/map.html."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# The component's script knows these: the one it is about, those around it, and what is not stored yet.
OWN, NEIGHBOUR, DRAFT = "own", "neighbour", "draft"


@dataclass(frozen=True)
class Map:
    """The values that components/map.html takes; `id` is unique on its page."""

    label: str
    features: tuple[Mapping[str, Any], ...]
    id: str = "map"

    @property
    def features_id(self) -> str:
        """The id of the JSON beside the map."""
        return f"{self.id}_features"

    @property
    def collection(self) -> dict[str, Any]:
        """The features as GeoJSON for the script."""
        return {"type": "FeatureCollection", "features": list(self.features)}

    @property
    def entries(self) -> list[Mapping[str, str]]:
        """The same as the map shows, for the list beside it: first what it is about, what lies around it last."""
        words = [feature["properties"] for feature in self.features]
        return sorted(words, key=lambda entry: {OWN: 0, DRAFT: 0, NEIGHBOUR: 2}.get(entry["kind"], 1))


def map_of(*, label: str, features: Iterable[Mapping[str, Any] | None], id: str = "map") -> Map:
    """Make a map of outlines and spots; what has no place (None) is left out, outlines lie below spots."""
    known = [feature for feature in features if feature]
    known.sort(key=lambda feature: (feature["geometry"]["type"] == "Point", feature["properties"]["kind"] == OWN))
    return Map(label=label, features=tuple(known), id=id)


def outline(
    *, boundary: Mapping[str, Any] | None, title: str, text: str = "", url: str = "", kind: str = NEIGHBOUR
) -> dict[str, Any] | None:
    """Make the outline of an area, a Polygon or MultiPolygon in WGS-84; without one there is nothing to show."""
    if not boundary:
        return None
    return _feature(boundary, kind=kind, title=title, text=text, url=url, icon="map")


def spot(
    *, longitude: float, latitude: float, title: str, text: str = "", url: str = "", icon: str = "geo-alt"
) -> dict[str, Any]:
    """Make a spot with an icon of the set and its name; `url` makes the name in its note a link."""
    geometry = {"type": "Point", "coordinates": [longitude, latitude]}
    return _feature(geometry, kind="spot", title=title, text=text, url=url, icon=icon)


def _feature(geometry: Mapping[str, Any], **properties: str) -> dict[str, Any]:
    # Lazy texts become words here: JSON knows no promises.
    words = {name: str(value) for name, value in properties.items()}
    return {"type": "Feature", "geometry": geometry, "properties": words}
