"""What the two sides of an agreement say about each other, the answer to it, and what is said against it."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from sanshe.domain.exchange.choices import Side
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.kernel.fields import uuid7

WORDS_MAX = 300


class Review(models.Model):
    """What one side of an agreement says of the other once it is over (schema.org Review).

    It is shown from `opens_at` on; from then on a trigger keeps it as it is. `hidden_at` is a worker's hand.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=Side.choices)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    author_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    about = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    about_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_kept = models.BooleanField()
    words = models.CharField(max_length=WORDS_MAX, blank=True)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    opens_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hidden_because = models.CharField(max_length=WORDS_MAX, blank=True)

    class Meta:
        ordering = ["-written_at", "-id"]
        indexes = [
            models.Index(fields=["about", "-written_at"], name="review_about_person"),
            models.Index(fields=["about_organization", "-written_at"], name="review_about_organization"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "side"], name="review_once_per_side"),
            models.CheckConstraint(
                condition=Q(about__isnull=False, about_organization=None)
                | Q(about=None, about_organization__isnull=False),
                name="review_is_about_one",
            ),
            models.CheckConstraint(condition=Q(opens_at__gte=F("written_at")), name="review_opens_after_it_is_written"),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None, hidden_because="")
                | Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_because=""),
                name="review_hidden_with_hand_and_reason",
            ),
        ]

    def __str__(self):
        return f"{self.agreement_id} {self.side}"

    def is_open(self, at: datetime) -> bool:
        """Tell whether the other side, and whoever looks at the page of the reviewed, may read it by now."""
        return self.opens_at <= at

    @property
    def is_hidden(self) -> bool:
        """Whether a worker took it off the pages."""
        return self.hidden_at is not None


class Reply(models.Model):
    """What the reviewed answers to a review, once. Never changed, never removed (the database refuses)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="reply")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=WORDS_MAX)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="reply_has_words")]

    def __str__(self):
        return f"re {self.review_id}"


class ReviewReport(models.Model):
    """That somebody finds a review, or the answer to it, wrong; and what a worker decided about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=WORDS_MAX)
    reported_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_upheld = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["reported_at", "id"]
        indexes = [models.Index(fields=["reported_at"], condition=Q(decided_at=None), name="review_report_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["review", "reporter"], name="review_reported_once_each"),
            models.CheckConstraint(condition=~Q(words=""), name="review_report_has_words"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, is_upheld=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_upheld__isnull=False),
                name="review_report_decided_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.review_id} {self.reported_at:%Y-%m-%d}"
