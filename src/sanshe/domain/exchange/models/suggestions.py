"""Who was told of whom."""

from django.db import models

from sanshe.domain.exchange.choices import Side
from sanshe.domain.exchange.models.intents import Need, Offer
from sanshe.kernel.fields import uuid7


class Suggestion(models.Model):
    """That one side was told of the other; the row is what keeps anybody from being told of the same pair twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    to_side = models.CharField(max_length=8, choices=Side.choices)
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["told_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["need", "offer", "to_side"], name="suggestion_told_once"),
        ]

    def __str__(self):
        return f"{self.need_id} {self.offer_id} → {self.to_side}"
