"""By which words an offer is found, and how often words are said."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from sanshe.domain.exchange.models.intents import Offer
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.kernel.fields import uuid7

HOURS_OF_WEEK = 168


class WeekField(models.Field):
    """The hours of a week in which there is time, Monday's first, as a string of 168 ones and noughts."""

    def db_type(self, connection):
        """Return the column's type."""
        return f"bit({HOURS_OF_WEEK})"


class SearchAlias(models.Model):
    """One wording under which an open offer is found: its own words, or what a neighbour once called it.

    It repeats of the offer what sorts candidates out before they are ranked, so that one visit to this table does. The
    row goes with the offer: a trigger takes it away when the offer closes, and keeps `places_left`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="aliases")
    wording = models.ForeignKey("exchange.Wording", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    category = models.ForeignKey(TaxonomyTerm, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    places_left = models.IntegerField(null=True, blank=True)
    hours = WeekField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    terms = SearchVectorField()
    tokenizer_version = models.PositiveIntegerField()
    embedding = models.BinaryField(null=True, blank=True)

    class Meta:
        indexes = [
            GinIndex(fields=["terms"], fastupdate=False, name="alias_terms"),
            models.Index(
                fields=["community", "category", "-offer"], condition=Q(wording=None), name="alias_by_category"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["offer", "wording"], nulls_distinct=False, name="alias_once_per_wording"),
        ]

    def __str__(self):
        return f"{self.offer_id} {self.wording_id or ''}".strip()


class SearchTerm(models.Model):
    """In how many wordings a frequent token stands, at the last count."""

    term = models.CharField(primary_key=True, max_length=60)
    frequency = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.term} {self.frequency}"


class SearchCount(models.Model):
    """The last count of the index: how many wordings there were, in all and in each place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    wordings = models.PositiveIntegerField()
    least_frequency = models.PositiveIntegerField()
    wordings_in = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["-counted_at", "-id"]

    def __str__(self):
        return f"{self.counted_at:%Y-%m-%d}"
