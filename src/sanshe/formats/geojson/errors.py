"""What is wrong with an outline, in which feature, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError

SHOWN_MAX = 40

FAULTS: dict[str, str | Promise] = {
    "too_big": _("The file is larger than %(limit)s MB. Please leave out what is no outline, or split it."),
    "not_text": _("This is no text file. Please choose a file that ends with .geojson or .json."),
    "not_json": _(
        "This cannot be read as GeoJSON (line %(line)s). Please export it again, or draw the outline on the map."
    ),
    "too_deep": _("Too many brackets lie inside each other. Please export it again as GeoJSON."),
    "not_geojson": _("There is no outline in it. Please choose a file with a Feature or a FeatureCollection."),
    "other_crs": _(
        "It names the coordinate system “%(name)s”. Please export it in WGS-84 (EPSG:4326), or choose above "
        "the map it was drawn on and take the “crs” part out."
    ),
    "empty": _("It holds no feature. Please export it again with the outline in it."),
    "too_many_features": _("It holds more than %(limit)s features. Please split the file."),
    "too_many_positions": _("It holds more than %(limit)s corners altogether. Please split the file."),
    "feature_malformed": _("it is no Feature with a geometry. Please export it again as GeoJSON"),
    "no_geometry": _("it has no geometry. Please draw its outline, or take it out"),
    "not_area": _("its geometry is a %(type)s, not an area. Please draw a polygon"),
    "malformed": _("its coordinates do not lie in lists as GeoJSON wants it. Please export it again"),
    "position_unreadable": _("corner %(position)s of ring %(ring)s is no pair of numbers. Please correct it"),
    "out_of_range": _(
        "corner %(position)s of ring %(ring)s lies nowhere on earth. Please write the longitude first, then the "
        "latitude, in degrees"
    ),
    "swapped": _(
        "latitude and longitude are swapped in ring %(ring)s. GeoJSON writes the longitude first: please swap them"
    ),
    "too_few": _("ring %(ring)s has fewer than three corners. Please draw at least a triangle"),
    "not_closed": _("ring %(ring)s is not closed. Please end it with the corner it begins with"),
    "too_long": _("it has more than %(limit)s corners. Please simplify it"),
    "too_many_rings": _("it has more than %(limit)s rings. Please draw one outline for each area"),
    "too_wide": _("ring %(ring)s spans half the earth. Please check the figures"),
    "no_area": _("ring %(ring)s encloses nothing. Please draw it anew"),
    "crosses_itself": _(
        "its line crosses or touches itself near %(longitude)s, %(latitude)s. Please move the corner there"
    ),
    "rings_cross": _("two of its rings cross near %(longitude)s, %(latitude)s. Please pull them apart"),
    "hole_outside": _("its hole (ring %(ring)s) lies outside the outline. Please move it inside, or take it out"),
    "rings_overlap": _("two of its parts lie inside each other (ring %(ring)s). Please take one of them out"),
}
NOTES: dict[str, str | Promise] = {
    "turned": _("A ring ran the wrong way round; it was turned."),
    "repeated": _("Corners that stood there twice were taken out."),
    "altitude": _("Heights were left out."),
    "rounded": _("Coordinates were rounded to a centimetre."),
    "converted": _("Coordinates were brought from %(system)s to WGS-84."),
}


class NotGeoJson(DomainError):
    """The text cannot be taken; `feature` counts from 1 and is null where it is about the whole."""

    code = "not_geojson"
    field = "text"
    message = _("Feature %(feature)s%(named)s: %(fault)s.")

    def __init__(self, *, fault: str, feature: int | None = None, name: str = "", **params: object) -> None:
        super().__init__(feature=feature, name=shown(name), **{key: shown(value) for key, value in params.items()})
        self.fault = fault
        self.feature = feature

    def __str__(self) -> str:
        words = str(FAULTS[self.fault]) % self.params
        if self.feature is None:
            return words
        named = f" ({self.params['name']})" if self.params["name"] else ""
        return str(self.message) % {**self.params, "named": named, "fault": words}


def shown(value: object) -> object:
    """Return a value of the file as a refusal may quote it: short and printable."""
    if not isinstance(value, str):
        return value
    plain = "".join(char if char.isprintable() else " " for char in value)
    return plain[:SHOWN_MAX] + "…" if len(plain) > SHOWN_MAX else plain
