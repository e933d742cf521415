"""What time itself does to agreements and needs: kept places go on, questions lapse, reminders leave."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from sanshe.domain.exchange.choices import LIVE, AgreementState, ClosedAs, CommitmentState, IntentStatus
from sanshe.domain.exchange.models import Agreement, Commitment, Need
from sanshe.domain.exchange.operations import steps
from sanshe.domain.exchange.operations.telling import tell_both_sides
from sanshe.domain.exchange.operations.waiting import lapse_hold
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.notifications.queries import IN_CONFIDENCE
from sanshe.kernel import journal

# A question nobody answered for a week, or whose time is over, has been answered by silence.
QUESTION_LIVES = timedelta(days=7)
# The day before, so that there is time to call off.
REMIND_BEFORE = timedelta(hours=24)
# What is wanted at a time may still be met a little later; after that it is evidence.
NEED_OUTLIVES_ITS_TIME = timedelta(days=3)


def lapse_holds(*, at: datetime) -> int:
    """Pass places on that were kept and not taken in time; return how many."""
    due = Agreement.objects.filter(state=AgreementState.HELD, hold_until__lte=at).order_by("hold_until", "id")
    return sum(lapse_hold(agreement_id=pk, at=at) for pk in list(due.values_list("pk", flat=True)))


def lapse_questions_unanswered(*, at: datetime) -> int:
    """Let questions come to nothing that waited a week or whose time is over; return how many."""
    over = Q(ends_at__lt=at) | Q(ends_at=None, starts_at__lt=at - steps.USUAL_LENGTH)
    due = Agreement.objects.filter(
        Q(state=AgreementState.REQUESTED) & (Q(requested_at__lt=at - QUESTION_LIVES) | over)
        | Q(state=AgreementState.WAITING) & over
    )
    # A new proposal is a new question.
    due = due.exclude(proposals__answered_at=None, proposals__proposed_at__gte=at - QUESTION_LIVES)
    return sum(_lapse_question(pk, at=at) for pk in list(due.order_by("pk").values_list("pk", flat=True)))


def remind(*, at: datetime) -> int:
    """Remind both sides of what they promised for the coming day, once for each meeting; return of how many."""
    due = Commitment.objects.filter(
        state=CommitmentState.PLANNED,
        reminded_at=None,
        starts_at__gt=at,
        starts_at__lte=at + REMIND_BEFORE,
        agreement__state=AgreementState.ACCEPTED,
    ).order_by("starts_at", "pk")
    return sum(_remind(pk, at=at) for pk in list(due.values_list("pk", flat=True)))


def expire_needs(*, at: datetime) -> int:
    """Take needs down whose time has been over for some days and that nobody promised; return how many."""
    live = Agreement.objects.filter(need=OuterRef("pk"), state__in=LIVE)
    due = Need.objects.filter(
        ~Exists(live), status=IntentStatus.OPEN, recurrence="", ends_at__lt=at - NEED_OUTLIVES_ITS_TIME
    ).order_by("pk")
    return sum(_expire(pk, at=at) for pk in list(due.values_list("pk", flat=True)))


def _lapse_question(pk: UUID, *, at: datetime) -> bool:
    with transaction.atomic():
        agreement, _, _ = steps.locked(pk)
        if agreement.state not in (AgreementState.REQUESTED, AgreementState.WAITING):
            return False
        steps.lapse(agreement, at=at)
    return True


def _remind(pk: UUID, *, at: datetime) -> bool:
    with transaction.atomic():
        agreement, _, _ = steps.locked(Commitment.objects.values_list("agreement_id", flat=True).get(pk=pk))
        commitment = Commitment.objects.select_for_update().get(pk=pk)
        is_due = commitment.is_planned and commitment.reminded_at is None
        if not is_due or agreement.state != AgreementState.ACCEPTED:
            return False
        commitment.reminded_at = at
        commitment.save(update_fields=["reminded_at"])
        tell_both_sides(agreement, kind=NewsKind.AGREEMENT_REMINDER, at=at)
    return True


def _expire(pk: UUID, *, at: datetime) -> bool:
    with transaction.atomic():
        need = steps.locked_need(pk)
        if not need.is_open or need.agreements.filter(state__in=LIVE).exists():
            return False
        steps.close(need, closed_as=ClosedAs.EXPIRED, at=at)
        journal.record(
            operation="exchange.expire_need", subject=need, actor=None, at=at, community_code=need.community.code
        )
        if need.person:
            words = {IN_CONFIDENCE: "yes"} if need.is_private else {"what": need.sentence}
            notify(people=[need.person], kind=NewsKind.NEED_EXPIRED, subject=need, at=at, words=words)
    return True
