"""Two entries of one human being, made one."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from sanshe.domain.people.choices import MergeState
from sanshe.domain.people.models.persons import Person
from sanshe.domain.places.models import Community
from sanshe.kernel.fields import uuid7


class PersonMerge(models.Model):
    """A proposal that two entries are one person, what came of it, and how to take it back.

    `moved` says which rows were moved, ended or left, and what the two entries were before; `former_phone` is the
    phone of the merged entry, so that it still leads to the kept one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=MergeState.choices, default=MergeState.PROPOSED)
    reason = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    former_phone = models.CharField(max_length=16, blank=True)
    moved = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        indexes = [
            models.Index(fields=["community"], condition=Q(state="proposed"), name="merge_to_review"),
            models.Index(fields=["former_phone"], condition=Q(state="merged"), name="merge_by_former_phone"),
            models.Index(fields=["kept"], name="merge_of_kept"),
            models.Index(fields=["merged"], name="merge_of_merged"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_is_of_two"),
            models.CheckConstraint(
                condition=Q(reviewed_by=None)
                | (~Q(reviewed_by=F("proposed_by")) & ~Q(reviewed_by=F("kept")) & ~Q(reviewed_by=F("merged"))),
                name="merge_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", reviewed_by=None, reviewed_at=None)
                | (~Q(state="proposed") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False)),
                name="merge_decided_once_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_by__isnull=False, undone_at__isnull=False)
                | (~Q(state="undone") & Q(undone_by=None, undone_at=None)),
                name="merge_undone_by_somebody",
            ),
            models.UniqueConstraint(
                Least("kept", "merged"),
                Greatest("kept", "merged"),
                condition=Q(state="proposed"),
                name="merge_proposed_once",
            ),
            models.UniqueConstraint(fields=["merged"], condition=Q(state="merged"), name="merge_happens_once"),
        ]

    def __str__(self):
        return f"{self.merged_id} → {self.kept_id} {self.state}"
