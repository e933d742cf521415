"""A round, who is to help whom in it, and who is left without."""

from django.db import models
from django.db.models import F, Q

from sanshe.domain.clearing.choices import AssignmentState, RoundState, UnmetReason
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.engines.matching.clearing import QUALITY_MAX
from sanshe.kernel.fields import uuid7


class Round(models.Model):
    """One week of one community, planned at once. `figures` hold what was computed from what, and the bound."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    week_starts_on = models.DateField()
    state = models.CharField(max_length=12, choices=RoundState.choices, default=RoundState.DRAFT)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    run = models.PositiveIntegerField(default=1)
    progress = models.PositiveSmallIntegerField(default=0)
    solved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-week_starts_on", "-made_at", "-id"]
        indexes = [models.Index(fields=["community", "-week_starts_on"], name="round_of_community")]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "week_starts_on"],
                condition=~Q(state=RoundState.DROPPED),
                name="round_once_a_week",
            ),
            models.CheckConstraint(condition=Q(week_starts_on__iso_week_day=1), name="round_starts_on_monday"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="round_progress_in_hundredths"),
            models.CheckConstraint(
                condition=~Q(state__in=(RoundState.PROPOSED, RoundState.SENT)) | Q(solved_at__isnull=False),
                name="round_proposed_was_solved",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(RoundState.SENT, RoundState.DROPPED), ended_at__isnull=False)
                | ~Q(state__in=(RoundState.SENT, RoundState.DROPPED)) & Q(ended_at=None),
                name="round_ended_when_sent_or_dropped",
            ),
        ]

    def __str__(self):
        return f"{self.community_id} {self.week_starts_on}"


class Assignment(models.Model):
    """Who is to help whom, when; `agreement` once the helper was asked, `refusal` why they could not be."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="assignments")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    quality = models.PositiveSmallIntegerField()
    is_pinned = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=AssignmentState.choices, default=AssignmentState.PROPOSED)
    refusal = models.CharField(max_length=40, blank=True)
    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "need"],
                condition=Q(state__in=(AssignmentState.PROPOSED, AssignmentState.SENT)),
                name="assignment_one_a_need",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="assignment_ends_after_start"),
            models.CheckConstraint(condition=Q(quality__lte=QUALITY_MAX), name="assignment_quality_in_hundredths"),
            models.CheckConstraint(
                condition=Q(state__in=(AssignmentState.SENT, AssignmentState.ENDED), agreement__isnull=False)
                | ~Q(state__in=(AssignmentState.SENT, AssignmentState.ENDED)) & Q(agreement=None),
                name="assignment_sent_has_agreement",
            ),
            models.CheckConstraint(
                condition=Q(state=AssignmentState.REFUSED) & ~Q(refusal="")
                | ~Q(state=AssignmentState.REFUSED) & Q(refusal=""),
                name="assignment_refused_for_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.need_id} {self.offer_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Unmet(models.Model):
    """A need for which the plan has nobody, and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="unmet")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=16, choices=UnmetReason.choices)

    class Meta:
        ordering = ["reason", "need"]
        constraints = [models.UniqueConstraint(fields=["round", "need"], name="unmet_once_a_round")]

    def __str__(self):
        return f"{self.need_id} {self.reason}"
