"""Homes, who lives in them, and how that was confirmed."""

from django.db import models
from django.db.models import F, Q

from sanshe.domain.people.choices import VerificationMethod
from sanshe.domain.people.models.persons import Person
from sanshe.domain.places.models import Community
from sanshe.kernel.fields import uuid7

ADDRESS_MAX = 80


class Household(models.Model):
    """One home: `address` as people write it, `address_key` the same for every way of writing it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=ADDRESS_MAX)
    address_key = models.CharField(max_length=ADDRESS_MAX)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["address_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["community", "address_key"], name="household_once_per_address"),
            models.CheckConstraint(condition=~Q(address="") & ~Q(address_key=""), name="household_has_an_address"),
        ]

    def __str__(self):
        return self.address


class HouseholdMember(models.Model):
    """That somebody lives in a home from a start to an end (null: still); at one home at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="homes")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["household"], condition=Q(ends_at=None), name="member_running")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="member_ends_after_start"
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(ends_at=None), name="member_lives_once"),
        ]

    def __str__(self):
        return f"{self.person_id} @ {self.household_id}"


class ResidenceVerification(models.Model):
    """That somebody's living in a home was confirmed; it ends when they move."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=12, choices=VerificationMethod.choices)
    verified_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["household"], condition=Q(ends_at=None), name="verification_running")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="verification_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(method="posted_code", verified_by=None) | Q(method="worker", verified_by__isnull=False),
                name="verification_by_worker_or_code",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None) | ~Q(verified_by=F("person")), name="verification_is_of_another"
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(ends_at=None), name="verification_runs_once"),
        ]

    def __str__(self):
        return f"{self.person_id} @ {self.household_id} {self.method}"


class ResidenceCode(models.Model):
    """A letter to a door: asked for, then printed with a code, then answered with it. Only a keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    code_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    ends_at = models.DateTimeField(null=True, blank=True)
    is_used = models.BooleanField(default=False)

    class Meta:
        ordering = ["asked_at", "id"]
        indexes = [models.Index(fields=["household"], condition=Q(ends_at=None), name="residence_code_live")]
        constraints = [
            models.CheckConstraint(
                condition=Q(printed_at=None, code_hash="", expires_at=None, printed_by=None)
                | (Q(printed_at__isnull=False, expires_at__isnull=False) & ~Q(code_hash="")),
                name="residence_code_comes_with_print",
            ),
            models.CheckConstraint(
                condition=Q(is_used=False) | Q(ends_at__isnull=False, printed_at__isnull=False),
                name="residence_code_used_is_over",
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(ends_at=None), name="residence_code_lives_once"),
        ]

    def __str__(self):
        return f"{self.person_id} {self.asked_at:%Y-%m-%d}"
