"""How a dispute is heard: by whom, in which steps, until when."""

from django.db import models
from django.db.models import F, Q

from sanshe.domain.exchange.models import Agreement
from sanshe.domain.people.models import Person
from sanshe.domain.trust.choices import StepKind
from sanshe.kernel.fields import uuid7

STEP_MAX = 500


class Hearing(models.Model):
    """That a disputed agreement is heard by somebody; from being named until it is settled."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="+")
    mediator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    disputed_at = models.DateTimeField()
    named_at = models.DateTimeField()
    hear_by = models.DateTimeField()
    settle_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["disputed_at", "id"]
        indexes = [models.Index(fields=["mediator"], condition=Q(ended_at=None), name="hearing_of_mediator")]
        constraints = [
            models.CheckConstraint(
                condition=Q(named_at__gte=F("disputed_at"), hear_by__gt=F("named_at"), settle_by__gt=F("hear_by")),
                name="hearing_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("named_at")), name="hearing_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.agreement_id} {self.named_at:%Y-%m-%d}"


class HearingStep(models.Model):
    """One step of a hearing, seen by both sides. Never changed, never removed (the database refuses)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=16, choices=StepKind.choices)
    mediator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=STEP_MAX, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind=StepKind.NAMED) | ~Q(words=""), name="hearing_step_has_words"),
            models.UniqueConstraint(
                fields=["hearing"], condition=Q(kind=StepKind.SETTLED), name="hearing_step_settled_once"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.hearing_id}"
