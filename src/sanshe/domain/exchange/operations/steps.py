"""What the steps of an agreement have in common: locks, checks, places and hands, and the entry in the journal.

Locks are taken in one order everywhere: need, then offer, then agreement. So two people who act at the same instant
wait for each other instead of deadlocking.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.choices import (
    LIVE,
    AgreementState,
    ClosedAs,
    CommitmentState,
    IntentStatus,
    PlacesRule,
    Side,
)
from sanshe.domain.exchange.errors import (
    HoursTaken,
    NeedTaken,
    NotOnBoard,
    OfferFull,
    ReasonMissing,
    RecurrenceUnreadable,
    StateChanged,
)
from sanshe.domain.exchange.models import Agreement, Commitment, Need, Offer
from sanshe.domain.exchange.operations.telling import tell_both_sides
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.people.models import Person
from sanshe.engines.scheduling.recurrence import Meeting, RuleUnreadable, meetings
from sanshe.kernel import journal

REASON_MAX = 200
SIDES = ("receiver", "provider", "provider_organization", "need", "need__category", "offer", "offer__organization")
# A year of weeks is the longest series promised at once; what has no end is promised for a season.
MEETINGS_MAX = 52
MEETINGS_WITHOUT_END = 12
USUAL_LENGTH = timedelta(hours=2)
# How long a place that became free is kept for the next on the waiting list.
HOLD = timedelta(hours=24)


def locked_need(need_id: UUID) -> Need:
    """Lock a need."""
    needs = Need.objects.select_for_update(of=["self"]).select_related("community", "person", "category")
    need = needs.filter(pk=need_id).first()
    if need is None:
        raise NotOnBoard
    return need


def locked_offer(offer_id: UUID) -> Offer:
    """Lock an offer."""
    offers = Offer.objects.select_for_update(of=["self"]).select_related("community", "person", "organization")
    offer = offers.filter(pk=offer_id).first()
    if offer is None:
        raise NotOnBoard
    return offer


def locked(agreement_id: UUID) -> tuple[Agreement, Need | None, Offer | None]:
    """Lock an agreement with what it is about; the need and the offer are the same objects wherever they are read."""
    about = Agreement.objects.only("need_id", "offer_id").filter(pk=agreement_id).first()
    if about is None:
        raise StateChanged
    need = locked_need(about.need_id) if about.need_id else None
    offer = locked_offer(about.offer_id) if about.offer_id else None
    agreement = (
        Agreement.objects.select_for_update(of=["self"]).select_related("community", *SIDES).get(pk=agreement_id)
    )
    agreement.need, agreement.offer = need, offer
    return agreement, need, offer


def check_open(*, need: Need | None, offer: Offer | None) -> None:
    """Refuse what is about a slip that has been taken down or has found its helpers."""
    if need and need.status != IntentStatus.OPEN:
        raise NotOnBoard
    if offer and offer.status != IntentStatus.OPEN:
        raise NotOnBoard
    if need and not need.seeks_help:
        raise NeedTaken


def check_move(agreement: Agreement, to: AgreementState) -> None:
    """Refuse a step that the state machine does not know."""
    if not rules.can_move(agreement=agreement, to=to):
        raise StateChanged


def checked_reason(text: str) -> str:
    """Return a reason fit to keep, or refuse that there is none."""
    reason = " ".join(text.split())[:REASON_MAX]
    if not reason:
        raise ReasonMissing
    return reason


def move(
    agreement: Agreement, to: AgreementState, operation: str, *, actor: Person, at: datetime, side: Person | None = None
) -> None:
    """Bring an agreement into another state and write it into the journal."""
    agreement.state = to
    if to not in (AgreementState.REQUESTED, AgreementState.HELD, AgreementState.DELIVERED):
        agreement.turn = ""
    if to != AgreementState.HELD:
        agreement.hold_until = None
    agreement.save()
    record(agreement, operation, actor=actor, side=side, at=at)


def record(agreement: Agreement, operation: str, *, actor: Person | None, side: Person | None, at: datetime) -> None:
    """Write a step into the journal, with who acted for whom."""
    journal.record(
        operation=f"exchange.{operation}",
        subject=agreement,
        actor=actor,
        on_behalf_of=side if side and side != actor else None,
        at=at,
        community_code=agreement.community.code,
        detail={"state": agreement.state, "holds": agreement.holds_place},
    )


def meetings_of(agreement: Agreement) -> tuple[Meeting, ...]:
    """Return the meetings that an agreement's time stands for; none where no time was said."""
    if agreement.starts_at is None:
        return ()
    try:
        return meetings(
            agreement.recurrence,
            starts_at=agreement.starts_at,
            ends_at=agreement.ends_at or agreement.starts_at + USUAL_LENGTH,
            zone=timezone.get_current_timezone(),
            most=MEETINGS_MAX,
            without_end=MEETINGS_WITHOUT_END,
        )
    except RuleUnreadable as error:
        raise RecurrenceUnreadable from error


def take(agreement: Agreement, *, need: Need | None, offer: Offer | None) -> None:
    """Take a hand of the need and a place of the offer for a promise, or refuse; the rows are locked by the caller."""
    if need:
        if not need.seeks_help:
            raise NeedTaken
        need.helpers_taken += 1
        need.save(update_fields=["helpers_taken"])
        agreement.holds_hand = True
    if offer and not agreement.holds_place:
        take_place(agreement, offer)


def take_place(agreement: Agreement, offer: Offer) -> None:
    """Take places of an offer, or refuse."""
    if not rules.has_room(offer=offer, party_size=agreement.party_size):
        raise OfferFull
    offer.places_taken += agreement.party_size
    offer.save(update_fields=["places_taken"])
    agreement.holds_place = True


def free(
    agreement: Agreement, *, need: Need | None, offer: Offer | None, place: bool = True, hand: bool = True
) -> None:
    """Give the place of the offer and the hand of the need back, as far as they are held."""
    if place and offer and agreement.holds_place:
        offer.places_taken -= agreement.party_size
        offer.save(update_fields=["places_taken"])
        agreement.holds_place = False
    if hand and need and agreement.holds_hand:
        need.helpers_taken -= 1
        need.save(update_fields=["helpers_taken"])
        agreement.holds_hand = False


def free_after_end(agreement: Agreement, *, need: Need | None, offer: Offer | None, hand_is_free: bool) -> None:
    """Give back what a promise that has ended no longer holds: the place where places return, the hand if wanted."""
    place_returns = offer is not None and offer.places_rule != PlacesRule.ONCE
    free(agreement, need=need, offer=offer, place=place_returns, hand=hand_is_free)


def plan(agreement: Agreement, *, offer: Offer | None) -> None:
    """Write down the meetings of a promise; the offer, if any, is locked by the caller.

    Raises
    ------
    RecurrenceUnreadable
        What was said of repetition is no rule.
    HoursTaken
        The offer has room for so many at a time, and at one of these times it is promised already.
    """
    planned = meetings_of(agreement)
    if offer and offer.places_rule == PlacesRule.BY_TIME and offer.capacity is not None:
        _check_hours(offer, planned, agreement)
    last = Commitment.objects.filter(agreement=agreement).count()
    rows: list[dict] = [{"starts_at": one.starts_at, "ends_at": one.ends_at} for one in planned] or [{}]
    Commitment.objects.bulk_create(
        Commitment(agreement=agreement, number=last + number, **times) for number, times in enumerate(rows, start=1)
    )


def drop_planned(agreement: Agreement) -> None:
    """Call off what is still planned of a promise."""
    Commitment.objects.filter(agreement=agreement, state=CommitmentState.PLANNED).update(
        state=CommitmentState.CANCELLED
    )


def meet_or_reopen(need: Need | None, *, is_solved: bool, at: datetime) -> None:
    """Close a need that the receiver calls solved; one that is not solved seeks help again by itself."""
    if need is None or not is_solved or need.status != IntentStatus.OPEN:
        return
    if need.agreements.filter(state__in=LIVE).exists():
        return  # other helpers are still expected; the last of them closes it
    close(need, closed_as=ClosedAs.SOLVED_HERE, at=at)


def close(need: Need, *, closed_as: str, at: datetime) -> None:
    """Take a need down for a reason; questions about it that nobody answered come to nothing, and their people know."""
    need.status = IntentStatus.MET if closed_as == ClosedAs.SOLVED_HERE else IntentStatus.WITHDRAWN
    need.closed_as = closed_as
    need.closed_at = at
    need.save(update_fields=["status", "closed_as", "closed_at", "merged_into"])
    lapse_questions(Agreement.objects.filter(need=need), at=at)


def lapse_questions(agreements, *, at: datetime) -> int:
    """Let unanswered questions about a slip that is gone come to nothing; its row is locked by the caller."""
    unanswered = list(
        agreements.filter(state__in=(AgreementState.REQUESTED, AgreementState.WAITING))
        .select_for_update(of=["self"])
        .select_related("community", *SIDES)
        .order_by("id")
    )
    for agreement in unanswered:
        lapse(agreement, at=at)
    return len(unanswered)


def lapse(agreement: Agreement, *, at: datetime) -> None:
    """Let a question come to nothing and tell both sides."""
    agreement.proposals.filter(answered_at=None).update(answered_at=at, is_accepted=False)
    agreement.state = AgreementState.LAPSED
    agreement.turn, agreement.hold_until = "", None
    agreement.decided_at = agreement.ended_at = at
    agreement.save()
    record(agreement, "lapse", actor=None, side=None, at=at)
    tell_both_sides(agreement, kind=NewsKind.AGREEMENT_LAPSED, at=at)


def side_of(agreement: Agreement, *, actor: Person, at: datetime) -> Side:
    """Return for which side the actor acts; who is no party counts as the giving side's."""
    return Side.RECEIVER if rules.is_receiver(person=actor, agreement=agreement, at=at) else Side.PROVIDER


def person_on(agreement: Agreement, side: str) -> Person | None:
    """Return who stands on a side in person."""
    return agreement.receiver if side == Side.RECEIVER else agreement.provider


def _check_hours(offer: Offer, planned: tuple[Meeting, ...], agreement: Agreement) -> None:
    if not planned or offer.capacity is None:
        return
    running = list(
        Commitment.objects.filter(
            agreement__offer=offer,
            state=CommitmentState.PLANNED,
            starts_at__lt=planned[-1].ends_at,
            ends_at__gt=planned[0].starts_at,
        )
        .exclude(agreement=agreement)
        .values_list("starts_at", "ends_at", "agreement__party_size")
    )
    for one in planned:
        beginnings = [one.starts_at, *(start for start, _, _ in running if one.starts_at < start < one.ends_at)]
        for instant in beginnings:
            there = sum(size for start, end, size in running if start <= instant < end)
            if there + agreement.party_size > offer.capacity:
                raise HoursTaken
