"""Divisions, communities with their landmarks, and how many people live there."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from sanshe.domain.places.choices import (
    AGE_MAX,
    COUNT_MAX,
    LEVELS,
    YEAR_MAX,
    YEAR_MIN,
    DivisionLevel,
    Sex,
)
from sanshe.kernel.fields import uuid7


def is_area(field: str) -> Q:
    """Return the condition that a stored outline is null or an area as GeoJSON writes it."""
    is_named = Q(**{f"{field}__has_key": "type"}) & Q(**{f"{field}__type__in": ["Polygon", "MultiPolygon"]})
    return Q(**{f"{field}__isnull": True}) | is_named


class Division(models.Model):
    """A province, city, district or subdistrict; its statistical code begins with the code of the one it lies in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=9, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    boundary = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$"), name="division_code_has_a_level"
            ),
            models.CheckConstraint(condition=is_area("boundary"), name="division_boundary_is_an_area"),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en or self.name_zh if (get_language() or "").startswith("en") else self.name_zh

    @property
    def level(self) -> DivisionLevel:
        """What it is, as its code says."""
        return LEVELS[len(self.code)]


class Community(models.Model):
    """A residential community as the statistical code names it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=12, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    portrait_zh = models.CharField(max_length=200, blank=True)
    portrait_en = models.CharField(max_length=300, blank=True)
    longitude = models.FloatField()
    latitude = models.FloatField()
    boundary = models.JSONField(null=True, blank=True)
    earlier_boundary = models.JSONField(null=True, blank=True)
    boundary_changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{12}$"), name="community_code_is_12_digits"),
            models.CheckConstraint(
                condition=Q(longitude__range=(-180, 180), latitude__range=(-90, 90)), name="community_is_on_earth"
            ),
            models.CheckConstraint(condition=is_area("boundary"), name="community_boundary_is_an_area"),
            models.CheckConstraint(condition=is_area("earlier_boundary"), name="community_earlier_is_an_area"),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    @property
    def portrait(self) -> str:
        """One line about the community in the language of the page."""
        if (get_language() or "").startswith("en"):
            return self.portrait_en or self.portrait_zh
        return self.portrait_zh

    @property
    def division_codes(self) -> list[str]:
        """The codes of the divisions it lies in, the largest first."""
        return [self.code[:digits] for digits in LEVELS]


class Landmark(models.Model):
    """A spot everybody there knows by name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="landmarks")
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    longitude = models.FloatField()
    latitude = models.FloatField()

    class Meta:
        ordering = ["name_zh"]
        constraints = [
            models.UniqueConstraint(fields=["community", "name_zh"], name="landmark_name_once_per_community"),
            models.CheckConstraint(
                condition=Q(longitude__range=(-180, 180), latitude__range=(-90, 90)), name="landmark_is_on_earth"
            ),
        ]

    def __str__(self):
        return self.name_zh

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en or self.name_zh if (get_language() or "").startswith("en") else self.name_zh


class PopulationCell(models.Model):
    """How many people of a sex and an age (whole years, both ends included) lived in a community in a year."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=10, choices=Sex.choices)
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField(null=True, blank=True)  # null: and older
    count = models.PositiveIntegerField()
    is_estimated = models.BooleanField(default=False)

    class Meta:
        ordering = ["year", "low", "sex"]
        constraints = [
            models.UniqueConstraint(fields=["community", "year", "sex", "low"], name="population_cell_once"),
            models.CheckConstraint(condition=Q(year__range=(YEAR_MIN, YEAR_MAX)), name="population_year_is_likely"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="population_sex_is_known"),
            models.CheckConstraint(
                condition=Q(low__range=(0, AGE_MAX)) & (Q(high=None) | Q(high__gte=F("low"), high__lte=AGE_MAX)),
                name="population_band_is_in_order",
            ),
            models.CheckConstraint(condition=Q(count__range=(0, COUNT_MAX)), name="population_count_is_possible"),
        ]

    def __str__(self):
        return f"{self.year} {self.sex} {self.low}–{self.high if self.high is not None else ''}: {self.count}"
