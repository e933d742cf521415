"""Entering divisions and communities."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import models, transaction

from sanshe.domain.places.choices import LEVELS
from sanshe.domain.places.errors import CodeTaken, CodeUnreadable, DivisionAboveMissing
from sanshe.domain.places.models import Community, Division, Landmark
from sanshe.kernel import journal
from sanshe.kernel.fields import plain_text


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
    actor: models.Model | None = None,
) -> Community:
    """Enter a community with its landmarks (`name_zh`, `name_en`, `longitude`, `latitude` each; WGS-84 degrees).

    Raises
    ------
    CodeTaken
        A community with this code is here.
    """
    fields = {
        "name_zh": name_zh,
        "name_en": name_en,
        "longitude": longitude,
        "latitude": latitude,
        "boundary": boundary,
        "portrait_zh": portrait_zh,
        "portrait_en": portrait_en,
    }
    with transaction.atomic():
        community, is_new = Community.objects.get_or_create(code=code, defaults=fields)
        if not is_new:
            raise CodeTaken
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
            actor=actor,
            at=at,
            community_code=code,
            detail={"name": name_zh},
        )
    return community


def enter_division(
    *, code: str, name_zh: str, at: datetime, name_en: str = "", actor: models.Model | None = None
) -> Division:
    """Enter a province, city, district or subdistrict, or give the one with this code its new names.

    Raises
    ------
    CodeUnreadable
        The code has not 2, 4, 6 or 9 digits.
    DivisionAboveMissing
        The division it lies in is not there.
    """
    code = plain_text(code).strip()
    if len(code) not in LEVELS or not (code.isascii() and code.isdigit()):
        raise CodeUnreadable(value=code[:20])
    longest = Division._meta.get_field("name_zh").max_length
    names = {"name_zh": plain_text(name_zh).strip()[:longest], "name_en": plain_text(name_en).strip()[:longest]}
    above = [code[:digits] for digits in LEVELS if digits < len(code)]
    with transaction.atomic():
        if above and not Division.objects.select_for_update().filter(code=above[-1]).exists():
            raise DivisionAboveMissing(value=code, above=above[-1])
        division, is_new = Division.objects.select_for_update().get_or_create(code=code, defaults=names)
        if is_new or any(getattr(division, field) != name for field, name in names.items()):
            before = {} if is_new else {"before": division.name_zh}
            for field, name in names.items():
                setattr(division, field, name)
            division.save(update_fields=[*names])
            journal.record(
                operation="places.enter_division",
                subject=division,
                actor=actor,
                at=at,
                detail={"code": code, "name": division.name_zh, **before},
            )
    return division
