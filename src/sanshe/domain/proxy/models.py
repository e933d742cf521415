"""Printed forms, what was entered for somebody, and the receipts they took home."""

from django.db import models
from django.db.models import F, Q

from sanshe.domain.exchange.models import Agreement, Offer
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.proxy.choices import ALPHABET, OPEN, SERIAL_LENGTH, Channel, EntryState, FormKind
from sanshe.kernel.fields import uuid7

NOTE_MAX = 200


class FormSheet(models.Model):
    """One printed form; its serial says for which kind, community and, where it was printed for it, what matter."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    serial = models.CharField(max_length=SERIAL_LENGTH, unique=True)
    batch_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=FormKind.choices)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    is_large = models.BooleanField(default=True)
    printed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    class Meta:
        ordering = ["-printed_at", "id"]
        indexes = [
            models.Index(fields=["community", "-printed_at"], name="sheet_of_community"),
            models.Index(fields=["batch_id"], name="sheet_of_batch"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(serial__regex=f"^[{ALPHABET}]{{{SERIAL_LENGTH}}}$"), name="sheet_serial_is_readable"
            ),
            models.CheckConstraint(
                condition=Q(agreement=None) | Q(kind=FormKind.REVIEW), name="sheet_of_agreement_is_a_review"
            ),
            models.CheckConstraint(
                condition=Q(offer=None) | Q(kind=FormKind.REGISTRATION), name="sheet_of_offer_is_a_registration"
            ),
        ]

    def __str__(self):
        return self.serial


class Entry(models.Model):
    """What a worker wrote down for somebody; `data` holds the same fields as the resident's own slip."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=12, choices=FormKind.choices)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey(FormSheet, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()
    is_private = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=EntryState.choices, default=EntryState.ENTERED)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=NOTE_MAX, blank=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-entered_at", "-id"]
        indexes = [
            models.Index(fields=["community", "entered_at"], condition=Q(state="entered"), name="entry_to_check"),
            models.Index(fields=["entered_by", "-entered_at"], name="entry_of_worker"),
            models.Index(fields=["person", "-entered_at"], name="entry_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sheet"], condition=~Q(state="discarded"), name="entry_uses_a_sheet_once"),
            models.CheckConstraint(
                condition=Q(sheet=None) | Q(channel=Channel.PAPER), name="entry_with_a_sheet_is_on_paper"
            ),
            models.CheckConstraint(condition=~Q(entered_by=F("person")), name="entry_is_written_by_another"),
            models.CheckConstraint(
                condition=Q(checked_by=None) | (~Q(checked_by=F("person")) & ~Q(checked_by=F("entered_by"))),
                name="entry_is_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None) | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="entry_checked_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(state="posted") | ~Q(channel=Channel.PAPER) | Q(checked_by__isnull=False),
                name="entry_on_paper_is_checked_before_posting",
            ),
            models.CheckConstraint(
                condition=(Q(state="posted", subject_id__isnull=False) & ~Q(subject_type=""))
                | (~Q(state="posted") & Q(subject_id=None, subject_type="")),
                name="entry_posted_names_what_came_of_it",
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(note=""), name="entry_comes_back_with_a_word"),
        ]

    def __str__(self):
        return f"{self.kind} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act on it."""
        return self.state in OPEN

    @property
    def sentence(self) -> str:
        """What was said, in one line."""
        return self.data.get("sentence") or self.data.get("remark") or ""


class Correction(models.Model):
    """What somebody changed in an entry after it was typed in; never changed itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="corrections")
    corrected_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering = ["corrected_at", "id"]

    def __str__(self):
        return f"{self.entry_id} {self.corrected_at:%Y-%m-%d %H:%M}"


class Receipt(models.Model):
    """The paper somebody took home; its code, kept as a keyed hash, proves who may take the account over."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="receipts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-id"]
        indexes = [models.Index(fields=["person"], condition=Q(ends_at=None), name="receipt_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(ends_at=None), name="receipt_one_live_per_entry"),
            models.CheckConstraint(
                condition=Q(claimed_at=None) | Q(ends_at=F("claimed_at")), name="receipt_claimed_has_ended"
            ),
        ]

    def __str__(self):
        return f"{self.entry_id} {self.issued_at:%Y-%m-%d}"


class WrongCode(models.Model):
    """A try with a code that fits no receipt, counted against who tried."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asker_hash = models.CharField(max_length=64)
    tried_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["asker_hash", "tried_at"], name="wrong_code_by_asker")]

    def __str__(self):
        return f"{self.asker_hash[:8]} {self.tried_at:%H:%M}"
