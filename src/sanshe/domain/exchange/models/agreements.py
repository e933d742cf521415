"""Agreements: what two sides promise each other, each meeting of it, and what really happened."""

from django.db import models
from django.db.models import F, Q

from sanshe.domain.exchange.choices import (
    ASKING,
    HOLDING_NOTHING,
    LIVE,
    ONCE_AT_A_TIME,
    PROMISING,
    UNFINISHED,
    AgreementState,
    CommitmentState,
    SettledAs,
    Side,
)
from sanshe.domain.exchange.models.intents import Need, Offer
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.kernel.fields import uuid7


class Agreement(models.Model):
    """What two sides arrange with each other (ValueFlows Agreement), about a need, an offer, or both."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    provider_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_by_receiver = models.BooleanField()
    state = models.CharField(max_length=12, choices=AgreementState.choices, default=AgreementState.REQUESTED)
    turn = models.CharField(max_length=8, choices=Side.choices, blank=True)
    holds_place = models.BooleanField(default=False)
    holds_hand = models.BooleanField(default=False)
    party_size = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    recurrence = models.CharField(max_length=200, blank=True)
    hold_until = models.DateTimeField(null=True, blank=True)
    message = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    thanks = models.CharField(max_length=200, blank=True)
    settled_as = models.CharField(max_length=16, choices=SettledAs.choices, blank=True)
    is_solved = models.BooleanField(null=True, blank=True)
    ended_by = models.CharField(max_length=8, choices=Side.choices, blank=True)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["receiver", "-requested_at"], name="agreement_of_receiver"),
            models.Index(fields=["provider", "-requested_at"], name="agreement_of_provider"),
            models.Index(fields=["provider_organization", "-requested_at"], name="agreement_of_organization"),
            models.Index(fields=["community"], condition=Q(state="disputed"), name="agreement_disputed"),
            models.Index(fields=["-ended_at", "-id"], condition=Q(ended_at__isnull=False), name="agreement_ended"),
            models.Index(fields=["offer", "requested_at"], condition=Q(state="waiting"), name="agreement_waiting"),
            models.Index(fields=["hold_until"], condition=Q(state="held"), name="agreement_held"),
            models.Index(fields=["requested_at"], condition=Q(state="requested"), name="agreement_unanswered"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(need__isnull=False) | Q(offer__isnull=False), name="agreement_is_about_something"
            ),
            models.CheckConstraint(
                condition=Q(provider__isnull=False) | Q(provider_organization__isnull=False),
                name="agreement_has_a_provider",
            ),
            models.CheckConstraint(
                condition=Q(provider__isnull=True) | ~Q(provider=F("receiver")),
                name="agreement_has_two_sides",
            ),
            models.CheckConstraint(condition=Q(party_size__gte=1), name="agreement_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(state__in=ASKING, decided_at=None) | (~Q(state__in=ASKING) & Q(decided_at__isnull=False)),
                name="agreement_decided_once_answered",
            ),
            models.CheckConstraint(
                condition=Q(state="settled") & ~Q(settled_as="") | ~Q(state="settled") & Q(settled_as=""),
                name="agreement_settled_with_a_finding",
            ),
            models.UniqueConstraint(
                fields=["need", "offer"],
                condition=Q(state__in=ONCE_AT_A_TIME, need__isnull=False, offer__isnull=False),
                name="agreement_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(state="held", hold_until__isnull=False) | (~Q(state="held") & Q(hold_until=None)),
                name="agreement_held_until_an_hour",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("requested", "held", "delivered")) | ~Q(turn=""),
                name="agreement_waits_for_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="missed") | ~Q(ended_by=""), name="agreement_missed_by_somebody"),
            models.CheckConstraint(
                condition=~Q(state__in=PROMISING)
                | (Q(offer=None) | Q(holds_place=True)) & (Q(need=None) | Q(holds_hand=True)),
                name="agreement_promise_holds",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(holds_place=True, holds_hand=False), name="agreement_held_holds_a_place"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HOLDING_NOTHING) | Q(holds_place=False, holds_hand=False),
                name="agreement_nothing_held",
            ),
            models.UniqueConstraint(
                fields=["offer", "receiver"],
                condition=Q(state__in=ONCE_AT_A_TIME, need__isnull=True),
                name="agreement_one_request_per_offer",
            ),
            models.UniqueConstraint(
                fields=["need", "provider"],
                condition=Q(state__in=ONCE_AT_A_TIME, offer__isnull=True),
                name="agreement_one_hand_per_need",
            ),
        ]

    def __str__(self):
        return f"{self.state} {self.id}"

    @property
    def open_proposal(self) -> "Proposal | None":
        """The other time that waits for an answer, if any; costs a query unless `proposals` are prefetched."""
        return next((one for one in self.proposals.all() if one.answered_at is None), None)

    @property
    def latest_delivery(self) -> "Delivery | None":
        """What was written down last of what was done; costs a query unless `deliveries` are prefetched."""
        return max(self.deliveries.all(), key=lambda one: one.pk, default=None)

    @property
    def is_series(self) -> bool:
        """Whether it is promised for more than one time."""
        return bool(self.recurrence)

    @property
    def is_live(self) -> bool:
        """Whether the need waits for its end."""
        return self.state in LIVE

    @property
    def is_finished(self) -> bool:
        """Whether nobody has to act on it any more."""
        return self.state not in UNFINISHED


class Proposal(models.Model):
    """Another time for an agreement, put by one side to the other; never changed but to be answered once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    by_side = models.CharField(max_length=8, choices=Side.choices)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    recurrence = models.CharField(max_length=200, blank=True)
    message = models.CharField(max_length=200, blank=True)
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    is_accepted = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="proposal_numbered"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(answered_at=None), name="proposal_one_open_per_agreement"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="proposal_ends_after_start"),
            models.CheckConstraint(
                condition=Q(answered_at=None, is_accepted=None)
                | Q(answered_at__isnull=False, is_accepted__isnull=False),
                name="proposal_answered_with_yes_or_no",
            ),
        ]

    def __str__(self):
        return f"{self.agreement_id} #{self.number}"


class Commitment(models.Model):
    """One meeting that was promised (ValueFlows Commitment); a series has several, numbered from one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="commitments")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=CommitmentState.choices, default=CommitmentState.PLANNED)
    missed_by = models.CharField(max_length=8, choices=Side.choices, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agreement", "number"]
        indexes = [
            models.Index(
                fields=["starts_at"], condition=Q(state="planned", reminded_at=None), name="commitment_to_remind"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="commitment_numbered"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="commitment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(state="missed") & ~Q(missed_by="") | ~Q(state="missed") & Q(missed_by=""),
                name="commitment_missed_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.agreement_id} #{self.number}"

    @property
    def is_planned(self) -> bool:
        """Whether it is still to come, or to be told of."""
        return self.state == CommitmentState.PLANNED


class Delivery(models.Model):
    """That it was done (ValueFlows EconomicEvent, `fulfills`); a trigger keeps it from ever being changed.

    A correction is another one that points back (`corrects`); the last of such a chain counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="deliveries")
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField()
    duration_min = models.PositiveIntegerField(null=True, blank=True)
    people_count = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["delivered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(corrects=None), name="delivery_once_per_commitment"
            ),
            models.CheckConstraint(condition=Q(people_count__gte=1), name="delivery_reached_somebody"),
            models.CheckConstraint(
                condition=Q(duration_min=None) | Q(duration_min__range=(1, 1440)), name="delivery_within_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.agreement_id} {self.delivered_at:%Y-%m-%d}"
