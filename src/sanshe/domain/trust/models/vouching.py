"""Who vouches for whom, and who is admitted by it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.kernel.fields import uuid7


class Vouching(models.Model):
    """That a community admits neighbours by vouching, from a start to an end (null: still)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["community"], condition=Q(ends_at=None), name="vouching_runs_once"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="vouching_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.community_id} {self.starts_at:%Y-%m-%d}"


class Vouch(models.Model):
    """That somebody knows a neighbour of their community in person, from a start to an end (null: still)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    voucher = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    vouched = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [
            models.Index(fields=["community"], condition=Q(ends_at=None), name="vouch_running"),
            models.Index(fields=["vouched"], condition=Q(ends_at=None), name="vouch_for_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["voucher", "vouched"], condition=Q(ends_at=None), name="vouch_runs_once_per_pair"
            ),
            models.CheckConstraint(condition=~Q(voucher=F("vouched")), name="vouch_is_for_another"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="vouch_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.voucher_id} → {self.vouched_id}"


class AdmissionRun(models.Model):
    """One counting of who is admitted in a community: the rule, its numbers, and a digest of what it was fed with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    capacities = ArrayField(models.PositiveIntegerField())
    seed_count = models.PositiveIntegerField()
    vouch_count = models.PositiveIntegerField()
    admitted_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True)
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["-counted_at", "-id"]
        indexes = [models.Index(fields=["community", "-counted_at"], name="admission_run_of_community")]

    def __str__(self):
        return f"{self.community_id} {self.digest[:12]}"


class Admission(models.Model):
    """That neighbours' vouching reaches somebody, from the run that found so to the one that did not (null: still)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(AdmissionRun, on_delete=models.PROTECT, related_name="admissions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "person"], condition=Q(ends_at=None), name="admission_runs_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="admission_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} in {self.community_id}"
