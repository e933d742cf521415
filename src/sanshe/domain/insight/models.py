"""Records of unmet needs, what is published of them, and what is within reach."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sanshe.domain.exchange.choices import AgeBand
from sanshe.domain.exchange.models import Need
from sanshe.domain.insight.choices import AGE_COUNT, Cause
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.kernel.fields import uuid7


class UnmetRecord(models.Model):
    """That a need found nobody: what for, for which age, where, since when and why; nobody's name, nobody's words.

    `resolved_at` null: still unmet. `source` names where it was counted before there was a need here.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    need = models.OneToOneField(Need, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=80, blank=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    age_band = models.CharField(max_length=8, choices=AgeBand.choices, blank=True)
    cause = models.CharField(max_length=16, choices=Cause.choices)
    households = models.PositiveIntegerField(default=1)
    is_private = models.BooleanField(default=False)
    first_unmet_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-first_unmet_at", "-id"]
        indexes = [
            models.Index(fields=["community", "-first_unmet_at"], name="unmet_by_community"),
            models.Index(fields=["first_unmet_at"], name="unmet_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(cause__in=Cause.values), name="unmet_for_a_known_cause"),
            models.CheckConstraint(condition=Q(age_band__in=["", *AgeBand.values]), name="unmet_age_is_known"),
            models.CheckConstraint(condition=Q(households__gte=1), name="unmet_for_somebody"),
            models.CheckConstraint(
                condition=Q(resolved_at=None) | Q(resolved_at__gte=F("first_unmet_at")), name="unmet_before_resolved"
            ),
        ]

    def __str__(self):
        return f"{self.cause} {self.first_unmet_at:%Y-%m-%d}"


class EvidenceRun(models.Model):
    """One going over all needs, asked for by somebody; one at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    requested_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["finished_at"],
                nulls_distinct=False,
                condition=Q(finished_at=None),
                name="evidence_run_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="evidence_run_does_no_more_than_all"),
        ]

    def __str__(self):
        return f"{self.done} / {self.total}"


class PublishedQuarter(models.Model):
    """What everybody may read about a quarter that is over; made once, and never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    starts_on = models.DateField(unique=True)
    ends_on = models.DateField()
    published_at = models.DateTimeField()
    threshold = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__month__in=(1, 4, 7, 10), starts_on__day=1), name="quarter_starts_a_quarter"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="quarter_ends_after_start"),
        ]

    def __str__(self):
        return self.code

    @property
    def code(self) -> str:
        """The quarter as addresses write it: 2026-Q1."""
        return f"{self.starts_on.year}-Q{self.number}"

    @property
    def number(self) -> int:
        """Which quarter of its year, from 1."""
        return (self.starts_on.month + 2) // 3


class PublishedFigure(models.Model):
    """How many households of an age found nobody for something, in one community or (null) in the whole district.

    `count` null: withheld. With `is_rest` the category is a main one and means what no row of its own holds.
    `population` is rounded; null: nobody counted the people there. `leading_cause` stands where it alone is large.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quarter = models.ForeignKey(PublishedQuarter, on_delete=models.PROTECT, related_name="figures")
    category = models.ForeignKey(TaxonomyTerm, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_rest = models.BooleanField(default=False)
    age_band = models.CharField(max_length=8, choices=AgeBand.choices, blank=True)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    count = models.PositiveIntegerField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    leading_cause = models.CharField(max_length=16, choices=Cause.choices, blank=True)

    class Meta:
        ordering = ["quarter", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "category", "is_rest", "age_band", "community"],
                nulls_distinct=False,
                name="figure_once_per_quarter",
            ),
            models.CheckConstraint(condition=Q(count=None) | Q(count__gte=10), name="figure_is_never_small"),
            models.CheckConstraint(condition=~Q(count=None) | Q(leading_cause=""), name="figure_withheld_says_nothing"),
        ]

    def __str__(self):
        return f"{self.count}"


class CoverageRun(models.Model):
    """One computation of what is within reach: its rule and numbers, so that anybody can do it again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    computed_at = models.DateTimeField()
    rule = models.CharField(max_length=40)
    parameters = models.JSONField()
    digest = models.CharField(max_length=64)
    supply_units = models.FloatField()
    reached_units = models.FloatField()
    unreached_offers = ArrayField(models.UUIDField(), default=list, blank=True)
    unreached_services = ArrayField(models.UUIDField(), default=list, blank=True)

    class Meta:
        ordering = ["-computed_at", "-id"]

    def __str__(self):
        return f"{self.rule} {self.computed_at:%Y-%m-%d}"


class CoverageRow(models.Model):
    """What the people of a community have within reach of a category, for each age from 0 to 100 and older.

    `access`: units of supply for one person; `reach`: the share of them who have anything at all.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(CoverageRun, on_delete=models.CASCADE, related_name="rows")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    category = models.ForeignKey(TaxonomyTerm, on_delete=models.CASCADE, related_name="+")
    access = ArrayField(models.FloatField(), size=AGE_COUNT)
    reach = ArrayField(models.FloatField(), size=AGE_COUNT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "community", "category"], nulls_distinct=False, name="coverage_once_per_run"
            ),
            models.CheckConstraint(
                condition=Q(access__len=AGE_COUNT, reach__len=AGE_COUNT), name="coverage_of_every_age"
            ),
        ]

    def __str__(self):
        return f"{self.community_id} {self.category_id}"
