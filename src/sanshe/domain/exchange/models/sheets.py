"""Lists that a worker sent as a spreadsheet: what was read, what is wrong with it, and what became of it."""

from django.db import models
from django.db.models import F, Q

from sanshe.domain.exchange.choices import SheetKind, SheetState
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.kernel.fields import uuid7

FILE_NAME_MAX = 120


class SheetImport(models.Model):
    """One list of services or needs; `rows` are emptied once it is done, for they name residents."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=SheetKind.choices)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    file_name = models.CharField(max_length=FILE_NAME_MAX)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=SheetState.choices, default=SheetState.CHECKING)
    # How the file calls its columns, by their codes.
    headings = models.JSONField(default=dict, blank=True)
    rows = models.JSONField(default=list, blank=True)
    row_count = models.PositiveIntegerField()
    checked_count = models.PositiveIntegerField(default=0)
    # Of the rows looked at: how many are new, and which are here already.
    new_count = models.PositiveIntegerField(default=0)
    known_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(fields=["community", "-sent_at"], name="sheet_import_of_community"),
            models.Index(fields=["community", "digest"], name="sheet_import_by_file"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(row_count__gte=1), name="sheet_import_has_rows"),
            models.CheckConstraint(
                condition=Q(checked_count__lte=F("row_count"))
                & Q(checked_count__gte=F("new_count") + F("known_count")),
                name="sheet_import_counts_add_up",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(SheetState.READY, SheetState.IMPORTING, SheetState.DONE)) | Q(problems=[]),
                name="sheet_import_only_without_problems",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(SheetState.DONE, SheetState.DISCARDED), ended_at__isnull=False, rows=[])
                | (~Q(state__in=(SheetState.DONE, SheetState.DISCARDED)) & Q(ended_at=None)),
                name="sheet_import_ended_is_empty",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.file_name}"

    @property
    def is_working(self) -> bool:
        """Whether a worker of the queue is at it."""
        return self.state in (SheetState.CHECKING, SheetState.IMPORTING)
