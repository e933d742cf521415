"""What each part of the ranking counts in this district."""

from django.db import models
from django.db.models import F, Q

from sanshe.domain.people.models import Person
from sanshe.kernel.fields import uuid7


class Weighting(models.Model):
    """The weights of the ranking, as proposed; one is in force, the others are history or a draft.

    Either a person proposed them, or they were learned from what neighbours chose: then `learned` says from how much,
    and within which intervals, in points.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    text = models.FloatField()
    category = models.FloatField()
    distance = models.FloatField()
    time = models.FloatField()
    trust = models.FloatField()
    turn = models.FloatField()
    note = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    learned = models.JSONField(null=True, blank=True)
    proposed_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    preview = models.JSONField(null=True, blank=True)
    previewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"],
                nulls_distinct=False,
                condition=Q(activated_at__isnull=False, ended_at=None),
                name="weighting_one_in_force",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=False) | Q(learned__isnull=False), name="weighting_from_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(text__gte=0, category__gte=0, distance__gte=0, time__gte=0, trust__gte=0, turn__gte=0),
                name="weighting_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(activated_at__isnull=False, ended_at__gte=F("activated_at")),
                name="weighting_ends_after_start",
            ),
        ]

    def __str__(self):
        return f"#{self.number}"
