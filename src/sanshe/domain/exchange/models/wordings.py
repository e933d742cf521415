"""What neighbours called an offer that helped them."""

from django.db import models
from django.db.models import Q

from sanshe.domain.catalogue.models import Service
from sanshe.domain.exchange.models.agreements import Agreement
from sanshe.domain.exchange.models.intents import Offer
from sanshe.domain.people.models import Person
from sanshe.kernel.fields import uuid7

WORDING_MAX = 200


class Wording(models.Model):
    """A resident's own words, stripped of who and where, under which an offer or a service is found by others."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, null=True, blank=True, related_name="wordings")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=WORDING_MAX)
    household_key = models.UUIDField(null=True, blank=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    learned_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-learned_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offer__isnull=False, service=None) | Q(offer=None, service__isnull=False),
                name="wording_of_offer_or_service",
            ),
            models.UniqueConstraint(fields=["offer", "household_key"], name="wording_once_per_home_and_offer"),
            models.UniqueConstraint(fields=["service", "household_key"], name="wording_once_per_home_and_service"),
        ]

    def __str__(self):
        return self.text
