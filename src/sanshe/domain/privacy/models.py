"""The wish to leave."""

from django.db import models
from django.db.models import F, Q

from sanshe.domain.people.models import Person
from sanshe.domain.privacy.choices import Writings
from sanshe.kernel.fields import uuid7


class ClosingRequest(models.Model):
    """That somebody wants their account closed; it waits until it is taken back or carried out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    takes_effect_at = models.DateTimeField()
    writings = models.CharField(max_length=12, choices=Writings.choices)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(
                fields=["takes_effect_at"], condition=Q(taken_back_at=None, done_at=None), name="closing_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(taken_back_at=None, done_at=None), name="closing_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(done_at=None), name="closing_taken_back_is_not_done"
            ),
            models.CheckConstraint(condition=Q(takes_effect_at__gt=F("asked_at")), name="closing_leaves_time"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=F("takes_effect_at")), name="closing_is_not_done_early"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.takes_effect_at:%Y-%m-%d}"

    @property
    def is_waiting(self) -> bool:
        """Whether it was neither taken back nor carried out."""
        return self.taken_back_at is None and self.done_at is None
