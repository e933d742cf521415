"""Needs, offers, agreements and deliveries."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from sanshe.domain.catalogue.choices import CostBasis
from sanshe.domain.catalogue.models import Service
from sanshe.domain.exchange.choices import (
    HOLDING,
    LIVE,
    UNFINISHED,
    AgeBand,
    AgreementState,
    IntentStatus,
    SettledAs,
)
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community, Landmark
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.kernel.fields import uuid7

SENTENCE_MAX = 500


class Intent(models.Model):
    """What a need and an offer have in common."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sentence = models.CharField(max_length=SENTENCE_MAX)
    category = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    time_text = models.CharField(max_length=80, blank=True)
    recurrence = models.CharField(max_length=200, blank=True)
    place_text = models.CharField(max_length=80, blank=True)
    landmark = models.ForeignKey(Landmark, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    cost_basis = models.CharField(max_length=16, choices=CostBasis.choices, blank=True)
    status = models.CharField(max_length=12, choices=IntentStatus.choices, default=IntentStatus.OPEN)
    posted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    lexemes = SearchVectorField()

    class Meta:
        abstract = True
        ordering = ["-posted_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(sentence=""), name="%(class)s_says_something"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="%(class)s_ends_after_start",
            ),
        ]

    def __str__(self):
        return self.sentence

    @property
    def is_open(self) -> bool:
        """Whether it still stands on the board."""
        return self.status == IntentStatus.OPEN


class Need(Intent):
    """What somebody needs (ValueFlows: an Intent with a receiver)."""

    source = models.CharField(max_length=80, blank=True)
    source_id = models.CharField(max_length=120, blank=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    age_band = models.CharField(max_length=8, choices=AgeBand.choices, blank=True)
    age_years = models.PositiveSmallIntegerField(null=True, blank=True)
    conditions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    party_size = models.PositiveSmallIntegerField(default=1)
    is_urgent = models.BooleanField(default=False)
    is_private = models.BooleanField(default=False)
    answer_count = models.PositiveIntegerField(null=True, blank=True)
    answers_counted_at = models.DateTimeField(null=True, blank=True)

    class Meta(Intent.Meta):
        indexes = [
            models.Index(
                fields=["community", "-posted_at"], condition=Q(status="open", is_private=False), name="need_on_board"
            ),
            models.Index(fields=["community", "posted_at"], condition=Q(status="open"), name="need_at_desk"),
            models.Index(fields=["person", "-posted_at"], name="need_of_person"),
            GinIndex(fields=["lexemes"], fastupdate=False, name="need_lexemes"),
        ]
        constraints = [
            *Intent.Meta.constraints,
            models.CheckConstraint(condition=Q(party_size__gte=1), name="need_is_for_somebody"),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(source=""), name="need_has_a_voice"),
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="need_once_per_source"
            ),
        ]


class Offer(Intent):
    """What somebody can give (ValueFlows: an Intent with a provider); no community: given in the whole district."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    weekly_hours = models.JSONField(default=list, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    places_taken = models.PositiveIntegerField(default=0)

    class Meta(Intent.Meta):
        indexes = [
            models.Index(fields=["community", "-posted_at"], condition=Q(status="open"), name="offer_on_board"),
            models.Index(fields=["person", "-posted_at"], name="offer_of_person"),
            models.Index(fields=["category", "community"], condition=Q(status="open"), name="offer_by_category"),
            GinIndex(fields=["lexemes"], fastupdate=False, name="offer_lexemes"),
        ]
        constraints = [
            *Intent.Meta.constraints,
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(organization__isnull=False), name="offer_has_a_provider"
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(places_taken__lte=F("capacity")),
                name="offer_is_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(minimum_age__lte=F("maximum_age")),
                name="offer_ages_in_order",
            ),
            models.UniqueConstraint(
                fields=["service", "community"],
                nulls_distinct=False,
                condition=Q(service__isnull=False),
                name="offer_once_per_service",
            ),
        ]

    @property
    def places_left(self) -> int | None:
        """How many places are free; null where there is no limit."""
        return None if self.capacity is None else self.capacity - self.places_taken

    @property
    def provider_name(self) -> str:
        """Who gives it, as neighbours read it."""
        return self.organization.display_name if self.organization_id else self.person.public_name


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
    party_size = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    message = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    thanks = models.CharField(max_length=200, blank=True)
    settled_as = models.CharField(max_length=16, choices=SettledAs.choices, blank=True)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        indexes = [
            models.Index(fields=["receiver", "-requested_at"], name="agreement_of_receiver"),
            models.Index(fields=["provider", "-requested_at"], name="agreement_of_provider"),
            models.Index(fields=["provider_organization", "-requested_at"], name="agreement_of_organization"),
            models.Index(fields=["community"], condition=Q(state="disputed"), name="agreement_disputed"),
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
                condition=Q(state="requested", decided_at=None) | (~Q(state="requested") & Q(decided_at__isnull=False)),
                name="agreement_decided_once_answered",
            ),
            models.CheckConstraint(
                condition=Q(state="settled") & ~Q(settled_as="") | ~Q(state="settled") & Q(settled_as=""),
                name="agreement_settled_with_a_finding",
            ),
            models.UniqueConstraint(
                fields=["need", "offer"],
                condition=Q(state__in=UNFINISHED, need__isnull=False, offer__isnull=False),
                name="agreement_asked_once",
            ),
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(state__in=LIVE, need__isnull=False),
                name="agreement_one_live_per_need",
            ),
            models.UniqueConstraint(
                fields=["offer", "receiver"],
                condition=Q(state__in=UNFINISHED, need__isnull=True),
                name="agreement_one_request_per_offer",
            ),
            models.UniqueConstraint(
                fields=["need", "provider"],
                condition=Q(state__in=UNFINISHED, offer__isnull=True),
                name="agreement_one_hand_per_need",
            ),
        ]

    def __str__(self):
        return f"{self.state} {self.id}"

    @property
    def holds_a_place(self) -> bool:
        """Whether it counts against the capacity of its offer."""
        return self.state in HOLDING

    @property
    def is_live(self) -> bool:
        """Whether the need waits for its end."""
        return self.state in LIVE

    @property
    def is_finished(self) -> bool:
        """Whether nobody has to act on it any more."""
        return self.state not in UNFINISHED


class Delivery(models.Model):
    """That it was done (ValueFlows EconomicEvent, `fulfills`); a trigger keeps it from ever being changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, related_name="delivery")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return f"{self.agreement_id} {self.delivered_at:%Y-%m-%d}"
