"""Schemes, accounts, transfers with their entries, and what was told of lapsing."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from sanshe.domain.ledger.choices import HolderKind, TransferKind
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.kernel.fields import uuid7

FLOOR_MIN = -300
FLOOR_LOWEST_MIN = -6000
MONTHS_LEAST, MONTHS_MOST = 6, 120
MINUTES_MAX = 6000
NOTE_MAX = 200
TERMS_MAX = 2000
SOURCE_KEY_MAX = 120


class Scheme(models.Model):
    """That a community counts time, from a start to an end (null: still); opened again, it goes on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.OneToOneField(Community, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    floor_min = models.IntegerField(default=FLOOR_MIN)
    expires_after_months = models.PositiveSmallIntegerField(null=True, blank=True)
    terms = models.TextField(blank=True)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(floor_min__range=(FLOOR_LOWEST_MIN, 0)), name="scheme_floor_is_not_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(expires_after_months=None) | Q(expires_after_months__range=(MONTHS_LEAST, MONTHS_MOST)),
                name="scheme_expiry_is_never_sudden",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="scheme_ends_after_start"
            ),
        ]

    def __str__(self):
        return f"{self.community_id} {self.floor_min}"

    @property
    def is_open(self) -> bool:
        """Whether minutes can move."""
        return self.ends_at is None


class Account(models.Model):
    """What somebody has given and received, in one scheme; the balance is kept beside its entries."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=16, choices=HolderKind.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField(max_length=6)
    balance_min = models.IntegerField(default=0)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=HolderKind.PERSON, person__isnull=False, organization=None)
                | Q(kind=HolderKind.ORGANIZATION, person=None, organization__isnull=False)
                | Q(kind=HolderKind.POOL, person=None, organization=None),
                name="account_has_one_holder",
            ),
            models.CheckConstraint(condition=Q(number__regex=r"^[0-9]{6}$"), name="account_number_is_six_digits"),
            models.UniqueConstraint(fields=["scheme", "number"], name="account_number_once_per_scheme"),
            models.UniqueConstraint(fields=["scheme", "person"], name="account_once_per_person"),
            models.UniqueConstraint(fields=["scheme", "organization"], name="account_once_per_organization"),
            models.UniqueConstraint(fields=["scheme"], condition=Q(kind=HolderKind.POOL), name="account_one_pool"),
        ]

    def __str__(self):
        return self.number

    @property
    def holder_id(self) -> UUID | None:
        """Whose it is; the common pot is nobody's."""
        return self.person_id or self.organization_id

    @property
    def is_running(self) -> bool:
        """Whether its holder is still here."""
        if self.person:
            return self.person.is_active
        return self.organization is None or self.organization.is_running


class Transfer(models.Model):
    """Minutes that moved. Never changed, never removed (the database refuses); only its note can be emptied."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=12, choices=TransferKind.choices)
    booked_at = models.DateTimeField()
    note = models.CharField(max_length=NOTE_MAX, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What it comes from, so that the same is never booked twice.
    source_key = models.CharField(max_length=SOURCE_KEY_MAX, null=True, blank=True, unique=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal")

    class Meta:
        ordering = ["-booked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TransferKind.values), name="transfer_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=TransferKind.CORRECTION, reverses__isnull=False)
                | (~Q(kind=TransferKind.CORRECTION) & Q(reverses=None)),
                name="transfer_correction_points_back",
            ),
            models.CheckConstraint(
                condition=Q(kind=TransferKind.EXPIRY) | Q(recorded_by__isnull=False), name="transfer_has_a_hand"
            ),
            models.CheckConstraint(condition=Q(source_key=None) | ~Q(source_key=""), name="transfer_source_is_named"),
        ]

    def __str__(self):
        return f"{self.kind} {self.booked_at:%Y-%m-%d}"


class Entry(models.Model):
    """What a transfer adds to one account, or takes from it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    amount_min = models.IntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_min=0), name="entry_moves_something"),
            models.UniqueConstraint(fields=["transfer", "account"], name="entry_once_per_account"),
        ]

    def __str__(self):
        return f"{self.amount_min:+d}"


class ExpiryNotice(models.Model):
    """That the holder of an account was told that what came before an instant lapses at another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="expiry_notices")
    told_at = models.DateTimeField()
    booked_before = models.DateTimeField()
    lapses_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["lapses_at", "id"]
        indexes = [models.Index(fields=["lapses_at"], condition=Q(settled_at=None), name="expiry_notice_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(lapses_at__gt=F("told_at")), name="expiry_is_told_before"),
        ]

    def __str__(self):
        return f"{self.account_id} {self.lapses_at:%Y-%m-%d}"
