"""Every write of communities and landmarks."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from sanshe.domain.places.models import Community, Landmark
from sanshe.kernel import journal


def found_community(
    *,
    code: str,
    name_zh: str,
    name_en: str,
    longitude: float,
    latitude: float,
    at: datetime,
    boundary: dict | None = None,
    portrait_zh: str = "",
    portrait_en: str = "",
    landmarks: Iterable[Mapping] = (),
) -> Community:
    """Enter a community with its landmarks (`name_zh`, `name_en`, `longitude`, `latitude` each; WGS-84 degrees)."""
    with transaction.atomic():
        community = Community.objects.create(
            code=code,
            name_zh=name_zh,
            name_en=name_en,
            longitude=longitude,
            latitude=latitude,
            boundary=boundary,
            portrait_zh=portrait_zh,
            portrait_en=portrait_en,
        )
        Landmark.objects.bulk_create(
            Landmark(
                community=community,
                name_zh=row["name_zh"],
                name_en=row.get("name_en", ""),
                longitude=row["longitude"],
                latitude=row["latitude"],
            )
            for row in landmarks
        )
        journal.record(
            operation="places.found_community",
            subject=community,
            at=at,
            community_code=code,
            detail={"name": name_zh},
        )
    return community
