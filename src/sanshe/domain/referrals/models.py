"""Referrals to organisations, calls that were promised, and slips that were found not to be the same."""

from django.db import models
from django.db.models import F, Q

from sanshe.domain.exchange.models import Need
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.choices import GivenHow
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.referrals.choices import (
    RUNNING,
    AttemptOutcome,
    CallState,
    DeclineReason,
    Outcome,
    ReferralState,
)
from sanshe.kernel.fields import uuid7

WORDS_MAX = 300
NAME_MAX = 40


class Referral(models.Model):
    """That a need was handed to an organisation, with the receiver's consent, until a deadline (Open Referral)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    referred_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    referred_at = models.DateTimeField()
    message = models.CharField(max_length=WORDS_MAX, blank=True)
    consent_how = models.CharField(max_length=12, choices=GivenHow.choices)
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=ReferralState.choices, default=ReferralState.SENT)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    declined_because = models.CharField(max_length=16, choices=DeclineReason.choices, blank=True)
    answer = models.CharField(max_length=WORDS_MAX, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    outcome_words = models.CharField(max_length=WORDS_MAX, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_solved = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["organization", "due_at"], condition=Q(state__in=RUNNING), name="referral_inbox"),
            models.Index(fields=["due_at"], condition=Q(state=ReferralState.SENT), name="referral_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organization"], condition=Q(state__in=RUNNING), name="referral_runs_once"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("referred_at")), name="referral_due_after_start"),
            models.CheckConstraint(
                condition=Q(state=ReferralState.DECLINED) & ~Q(declined_because="")
                | ~Q(state=ReferralState.DECLINED) & Q(declined_because=""),
                name="referral_declined_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=ReferralState.CLOSED) & ~Q(outcome="")
                | ~Q(state=ReferralState.CLOSED) & Q(outcome=""),
                name="referral_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RUNNING, ended_at=None) | ~Q(state__in=RUNNING) & Q(ended_at__isnull=False),
                name="referral_ends_once",
            ),
        ]

    def __str__(self):
        return f"{self.state} {self.organization_id}"

    @property
    def is_running(self) -> bool:
        """Whether somebody still has to act."""
        return self.state in RUNNING


class CallBack(models.Model):
    """That somebody was promised a call: a neighbour who is known here, or a name and a number."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=NAME_MAX, blank=True)
    phone = models.CharField(max_length=24, blank=True)
    need = models.ForeignKey(Need, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=WORDS_MAX)
    due_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=CallState.choices, default=CallState.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["community", "due_at"], condition=Q(state="open"), name="call_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name="") & ~Q(phone="") | Q(state__in=("done", "dropped")),
                name="call_has_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | ~Q(state="open") & Q(ended_at__isnull=False),
                name="call_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None, taken_at=None) | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="call_taken_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.state} {self.due_at:%Y-%m-%d}"


class CallAttempt(models.Model):
    """One try to call; never changed (the database refuses)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call = models.ForeignKey(CallBack, on_delete=models.CASCADE, related_name="attempts")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=AttemptOutcome.choices)
    words = models.CharField(max_length=WORDS_MAX, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self):
        return f"{self.outcome} {self.at:%Y-%m-%d}"


class KeptApart(models.Model):
    """That two slips which look alike were found not to be the same; `first` has the smaller key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="kept_apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="kept_apart_in_order"),
        ]

    def __str__(self):
        return f"{self.first_id} ≠ {self.second_id}"
