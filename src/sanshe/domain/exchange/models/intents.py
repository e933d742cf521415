"""Needs and offers, and who has the same need."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from sanshe.domain.catalogue.choices import CostBasis
from sanshe.domain.catalogue.models import Service
from sanshe.domain.exchange.choices import AgeBand, ClosedAs, IntentStatus, Language, PlacesRule
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community, Landmark
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.engines.language.tokens import version_of
from sanshe.kernel.fields import uuid7

SENTENCE_MAX = 500


def current_tokenizer() -> int:
    """Return the version of the tokenizer that knows no words of a district's own."""
    return version_of(frozenset())


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
    languages = ArrayField(models.CharField(max_length=16, choices=Language.choices), default=list, blank=True)
    status = models.CharField(max_length=12, choices=IntentStatus.choices, default=IntentStatus.OPEN)
    posted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

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
    helpers_wanted = models.PositiveSmallIntegerField(default=1)
    helpers_taken = models.PositiveSmallIntegerField(default=0)
    at_home = models.BooleanField(default=False)
    closed_as = models.CharField(max_length=16, choices=ClosedAs.choices, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer_count = models.PositiveIntegerField(null=True, blank=True)
    answers_counted_at = models.DateTimeField(null=True, blank=True)
    refusal_counts = models.JSONField(default=dict, blank=True)
    lexemes = SearchVectorField()
    tokenizer_version = models.PositiveIntegerField(default=current_tokenizer)

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
            models.CheckConstraint(
                condition=Q(helpers_wanted__gte=1, helpers_taken__lte=F("helpers_wanted")),
                name="need_is_never_overhelped",
            ),
            models.CheckConstraint(
                condition=Q(status=IntentStatus.OPEN, closed_as="")
                | Q(status=IntentStatus.MET, closed_as=ClosedAs.SOLVED_HERE)
                | Q(status=IntentStatus.WITHDRAWN) & ~Q(closed_as__in=("", ClosedAs.SOLVED_HERE)),
                name="need_closed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_as=ClosedAs.MERGED, merged_into__isnull=False)
                | ~Q(closed_as=ClosedAs.MERGED) & Q(merged_into=None),
                name="need_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="need_merged_into_no_self"
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="need_once_per_source"
            ),
        ]

    @property
    def seeks_help(self) -> bool:
        """Whether it still lacks a helper: open, and not all hands are promised."""
        return self.is_open and self.helpers_taken < self.helpers_wanted


class Offer(Intent):
    """What somebody can give (ValueFlows: an Intent with a provider); no community: given in the whole district."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    weekly_hours = models.JSONField(default=list, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    places_rule = models.CharField(max_length=12, choices=PlacesRule.choices, default=PlacesRule.ONCE)
    places_taken = models.PositiveIntegerField(default=0)

    class Meta(Intent.Meta):
        indexes = [
            models.Index(fields=["community", "-posted_at"], condition=Q(status="open"), name="offer_on_board"),
            models.Index(fields=["person", "-posted_at"], name="offer_of_person"),
            models.Index(fields=["category", "community"], condition=Q(status="open"), name="offer_by_category"),
        ]
        constraints = [
            *Intent.Meta.constraints,
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(organization__isnull=False), name="offer_has_a_provider"
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(places_rule=PlacesRule.BY_TIME) | Q(places_taken__lte=F("capacity")),
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
        """How many places are free; null where there is no limit, or where it depends on the hour."""
        if self.capacity is None or self.places_rule == PlacesRule.BY_TIME:
            return None
        return self.capacity - self.places_taken

    @property
    def provider_name(self) -> str:
        """Who gives it, as neighbours read it."""
        return self.organization.display_name if self.organization_id else self.person.public_name


class MeToo(models.Model):
    """Somebody has the same need; it makes the need heavier, not longer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="me_toos")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField()
    # The slip with which they came, where two became one; taken apart, they go with it again.
    brought_from = models.ForeignKey(Need, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [models.UniqueConstraint(fields=["need", "person"], name="me_too_once")]

    def __str__(self):
        return f"{self.need_id} {self.person_id}"
