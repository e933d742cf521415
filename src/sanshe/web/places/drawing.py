"""The map of a community: its outline, those around it, its landmarks."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sanshe.domain.places import queries
from sanshe.domain.places.models import Community
from sanshe.web.places.maps import DRAFT, OWN, Map, map_of, outline, spot


def map_of_place(
    *, community: Community, label: str, draft: Mapping[str, Any] | None = None, is_editing: bool = False
) -> Map:
    """Make the map of a community; a draft takes the place of its outline and is said to be one."""
    own = outline(
        boundary=draft or community.boundary,
        title=community.name,
        text=_("New outline, not stored yet") if draft else _("Outline of the community"),
        kind=DRAFT if draft or is_editing else OWN,
    )
    around = [
        outline(boundary=one.boundary, title=one.name, text=_("Next door"), url=reverse("place", args=[one.code]))
        for one in queries.neighbours(community=community)
    ]
    spots = [
        spot(longitude=one.longitude, latitude=one.latitude, title=one.name)
        for one in queries.landmarks(community=community)
    ]
    return map_of(label=label, features=[*around, own, *spots])
