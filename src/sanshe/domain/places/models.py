"""Communities and their landmarks."""

from django.db import models
from django.utils.translation import get_language

from sanshe.kernel.fields import uuid7


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

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^[0-9]{12}$"), name="community_code_is_12_digits"),
            models.CheckConstraint(
                condition=models.Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="community_is_on_earth",
            ),
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
                condition=models.Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="landmark_is_on_earth",
            ),
        ]

    def __str__(self):
        return self.name_zh
