"""What was shown to whom it was meant for, so that it can be told later whether it was shown well."""

from django.db import models
from django.db.models import Q

from sanshe.domain.exchange.models.intents import Need, Offer
from sanshe.kernel.fields import uuid7

_NOT_NEGATIVE = Q(text__gte=0, category__gte=0, distance__gte=0, time__gte=0, trust__gte=0, turn__gte=0)
_NOT_ABOVE_ONE = Q(text__lte=1, category__lte=1, distance__lte=1, time__lte=1, trust__lte=1, turn__lte=1)


class Showing(models.Model):
    """That an offer was shown to a need: when, at which place, with which chance, and what spoke for it.

    `values` of the six parts are those before weighing. Of one day the first time counts. Who looked is not kept; it is
    whoever's need it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    shown_on = models.DateField()
    shown_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField()
    chance = models.FloatField()
    weighting_number = models.PositiveIntegerField()
    text = models.FloatField()
    category = models.FloatField()
    distance = models.FloatField()
    time = models.FloatField()
    trust = models.FloatField()
    turn = models.FloatField()

    class Meta:
        ordering = ["shown_at", "place", "id"]
        indexes = [models.Index(fields=["shown_on"], name="showing_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["need", "offer", "shown_on"], name="showing_once_a_day"),
            models.CheckConstraint(condition=Q(place__gte=1), name="showing_at_a_place"),
            models.CheckConstraint(condition=Q(chance__gt=0, chance__lte=1), name="showing_had_a_chance"),
            models.CheckConstraint(condition=_NOT_NEGATIVE & _NOT_ABOVE_ONE, name="showing_values_in_range"),
        ]

    def __str__(self):
        return f"{self.need_id} {self.place}. {self.offer_id}"
