"""That a worker saw the papers of somebody who works with children or comes into homes.

Only that they were seen, which paper it was, and until when it counts: never what stands in it.
"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from sanshe.domain.people.choices import CheckKind
from sanshe.domain.people.models.persons import Person
from sanshe.kernel.fields import uuid7


class Check(models.Model):
    """What a check of a person and one of an organisation have in common; it counts until `expires_at`.

    `ended_at` is set where it was ended before, or a newer one took its place.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=24, choices=CheckKind.choices)
    issued_on = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_note = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("starts_at")), name="%(class)s_expires_after_start"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__gte=F("starts_at")),
                name="%(class)s_ends_after_start",
            ),
        ]

    def counts_at(self, at: datetime) -> bool:
        """Tell whether it counts at this instant."""
        return self.starts_at <= at < self.expires_at and (self.ended_at is None or self.ended_at > at)


class SafeguardCheck(Check):
    """That a worker saw the papers of a person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta(Check.Meta):
        indexes = [models.Index(fields=["person", "expires_at"], name="safeguard_check_of_person")]
        constraints = [
            *Check.Meta.constraints,
            models.CheckConstraint(condition=~Q(recorded_by=F("person")), name="safeguard_check_is_of_another"),
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="safeguard_check_runs_once"),
        ]

    def __str__(self):
        return f"{self.person_id} {self.kind}"
