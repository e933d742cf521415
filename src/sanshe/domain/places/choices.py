"""Stored codes of the places area."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    """As statistics count people."""

    MALE = "male", pgettext_lazy("population", "Men and boys")
    FEMALE = "female", pgettext_lazy("population", "Women and girls")


class DivisionLevel(models.TextChoices):
    """What a division is, which the length of its code says."""

    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    STREET = "street", _("Subdistrict")


LEVELS = {2: DivisionLevel.PROVINCE, 4: DivisionLevel.CITY, 6: DivisionLevel.DISTRICT, 9: DivisionLevel.STREET}
COMMUNITY_DIGITS = 12
# Five years each, and everybody from 100 on; null: no upper end.
BANDS: tuple[tuple[int, int | None], ...] = (*((low, low + 4) for low in range(0, 100, 5)), (100, None))
AGE_MAX = 150
YEAR_MIN, YEAR_MAX = 1950, 2100
COUNT_MAX = 100_000_000
