"""Where an area ends. An outline comes checked from `formats.geojson`; only its kind is looked at again here."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import models, transaction

from sanshe.domain.places.choices import COMMUNITY_DIGITS
from sanshe.domain.places.errors import BoundaryNotAnArea, CodesUnknown, NoEarlierBoundary
from sanshe.domain.places.models import Community, Division
from sanshe.domain.places.operations.founding import enter_division
from sanshe.kernel import journal

CODES_NAMED_MAX = 10


def set_boundary(*, community_id: UUID, boundary: Mapping[str, Any], actor: models.Model, at: datetime) -> Community:
    """Give a community its outline; the one it had can be put back.

    Raises
    ------
    BoundaryNotAnArea
        It is no Polygon or MultiPolygon.
    """
    _check(boundary)
    with transaction.atomic():
        community = Community.objects.select_for_update().get(pk=community_id)
        _change(community, boundary, actor=actor, at=at)
    return community


def restore_boundary(*, community_id: UUID, actor: models.Model, at: datetime) -> Community:
    """Put the earlier outline of a community back; the present one can then be put back the same way.

    Raises
    ------
    NoEarlierBoundary
        It never had another one.
    """
    with transaction.atomic():
        community = Community.objects.select_for_update().get(pk=community_id)
        if community.earlier_boundary is None:
            raise NoEarlierBoundary
        present, community.boundary = community.boundary, community.earlier_boundary
        community.earlier_boundary = present
        community.boundary_changed_at = at
        community.save(update_fields=["boundary", "earlier_boundary", "boundary_changed_at"])
        journal.record(
            operation="places.restore_boundary", subject=community, actor=actor, at=at, community_code=community.code
        )
    return community


def set_boundaries(
    *,
    boundaries: Mapping[str, Mapping[str, Any]],
    actor: models.Model | None,
    at: datetime,
    new_divisions: Mapping[str, str] = MappingProxyType({}),
) -> tuple[int, int]:
    """Give places their outlines, by code (2 to 12 digits), all or none; return how many changed and how many not.

    Divisions that are not there yet can be entered along with them, by code with their names.

    Raises
    ------
    CodeUnreadable, DivisionAboveMissing
        A new division cannot be entered.
    CodesUnknown
        There is no community or division with one of the codes.
    BoundaryNotAnArea
        One is no Polygon or MultiPolygon.
    """
    for boundary in boundaries.values():
        _check(boundary)
    changed = 0
    with transaction.atomic():
        for code in sorted(new_divisions, key=lambda code: (len(code), code)):
            enter_division(code=code, name_zh=new_divisions[code], actor=actor, at=at)
        codes = sorted(boundaries)
        found: list[Community | Division] = [
            *Division.objects.select_for_update().filter(code__in=codes).order_by("code"),
            *Community.objects.select_for_update().filter(code__in=codes).order_by("code"),
        ]
        unknown = sorted(set(codes) - {place.code for place in found})
        if unknown:
            named = ", ".join(unknown[:CODES_NAMED_MAX]) + (" …" if len(unknown) > CODES_NAMED_MAX else "")
            raise CodesUnknown(codes=named)
        for place in found:
            if place.boundary == boundaries[place.code]:
                continue
            changed += 1
            _change(place, boundaries[place.code], actor=actor, at=at)
    return changed, len(boundaries) - changed


def _check(boundary: Mapping[str, Any]) -> None:
    if boundary.get("type") not in ("Polygon", "MultiPolygon"):
        raise BoundaryNotAnArea


def _change(
    place: Community | Division, boundary: Mapping[str, Any], *, actor: models.Model | None, at: datetime
) -> None:
    had_one = place.boundary is not None
    if isinstance(place, Community):
        if had_one and place.boundary != boundary:
            place.earlier_boundary = place.boundary
        place.boundary_changed_at = at
    place.boundary = dict(boundary)
    place.save()
    journal.record(
        operation="places.set_boundary",
        subject=place,
        actor=actor,
        at=at,
        community_code=place.code if len(place.code) == COMMUNITY_DIGITS else "",
        detail={"code": place.code, "replaced": had_one},
    )
