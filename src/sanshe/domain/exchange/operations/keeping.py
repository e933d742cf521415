"""Keeping a promise: what was done, what went wrong, and how it ends."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.choices import AgreementState, CommitmentState, SettledAs, Side
from sanshe.domain.exchange.errors import ActForbidden, DeliveryCorrected, StateChanged, TooEarly
from sanshe.domain.exchange.models import Agreement, Commitment, Delivery, Need, Offer
from sanshe.domain.exchange.operations.crediting import credit
from sanshe.domain.exchange.operations.steps import (
    REASON_MAX,
    check_move,
    checked_reason,
    drop_planned,
    free,
    free_after_end,
    locked,
    meet_or_reopen,
    move,
    person_on,
    record,
    side_of,
)
from sanshe.domain.exchange.operations.telling import tell_both_sides, tell_other_side
from sanshe.domain.exchange.operations.waiting import fill_places
from sanshe.domain.exchange.operations.wordings import learn_wording
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.people.models import Person
from sanshe.kernel import journal

S = AgreementState
DURATION_MAX_MIN = 24 * 60


def record_delivery(
    *,
    actor: Person,
    agreement_id: UUID,
    at: datetime,
    note: str = "",
    commitment_id: UUID | None = None,
    duration_min: int | None = None,
    people_count: int | None = None,
    is_solved: bool = True,
) -> Agreement:
    """Say that it is done, or one meeting of a series; either side may.

    After the last meeting the receiver confirms; their own word counts as the confirmation at once, and says with
    `is_solved` whether the need is met. Without `commitment_id` the earliest meeting not yet told of is meant.

    Raises
    ------
    ActForbidden, StateChanged
        The actor is no party, or there is nothing left to be done.
    TooEarly
        A meeting of a series that is still to come.
    """
    with transaction.atomic():
        agreement, need, offer = locked(agreement_id)
        if not rules.is_party(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        if agreement.state in (S.DELIVERED, S.CONFIRMED):
            return agreement
        check_move(agreement, S.DELIVERED)
        commitment = _planned(agreement, commitment_id)
        if agreement.is_series and _is_to_come(commitment, at=at):
            raise TooEarly
        Delivery.objects.create(
            agreement=agreement,
            commitment=commitment,
            recorded_by=actor,
            delivered_at=at,
            duration_min=duration_min or _planned_minutes(commitment),
            people_count=people_count or agreement.party_size,
            note=note[:REASON_MAX],
        )
        commitment.state = CommitmentState.FULFILLED
        commitment.save(update_fields=["state"])
        side = side_of(agreement, actor=actor, at=at)
        if _still_planned(agreement):
            record(agreement, "record_delivery", actor=actor, side=person_on(agreement, side), at=at)
            tell_other_side(agreement, kind=NewsKind.AGREEMENT_MEETING_DONE, actor=actor, at=at)
            return agreement
        _deliver(agreement, actor=actor, side=side, at=at)
        if side == Side.RECEIVER:
            _confirm(agreement, need, offer, actor=actor, thanks=note, is_solved=is_solved, at=at)
        else:
            tell_other_side(agreement, kind=NewsKind.AGREEMENT_DELIVERED, actor=actor, at=at)
    return agreement


def correct_delivery(
    *,
    actor: Person,
    delivery_id: UUID,
    at: datetime,
    duration_min: int | None = None,
    people_count: int | None = None,
    note: str = "",
) -> Delivery:
    """Put right what was written of a delivery, by a new entry that points back; the first stays as it was.

    Raises
    ------
    ActForbidden
        The actor is no party to it.
    StateChanged
        The receiver has confirmed it: what both stand by is no longer corrected.
    DeliveryCorrected
        It was put right already; the correction may be corrected.
    """
    with transaction.atomic():
        first = Delivery.objects.filter(pk=delivery_id).first()
        if first is None:
            raise StateChanged
        agreement, _, _ = locked(first.agreement_id)
        if not rules.is_party(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        if agreement.state not in (S.ACCEPTED, S.DELIVERED):
            raise StateChanged
        if Delivery.objects.filter(corrects=first).exists():
            raise DeliveryCorrected
        corrected = Delivery.objects.create(
            agreement=agreement,
            commitment_id=first.commitment_id,
            corrects=first,
            recorded_by=actor,
            delivered_at=first.delivered_at,
            duration_min=duration_min or first.duration_min,
            people_count=people_count or first.people_count,
            note=note[:REASON_MAX],
        )
        journal.record(
            operation="exchange.correct_delivery",
            subject=corrected,
            actor=actor,
            at=at,
            community_code=agreement.community.code,
            detail={"corrects": str(first.pk)},
        )
    return corrected


def confirm_delivery(
    *, actor: Person, agreement_id: UUID, at: datetime, thanks: str = "", is_solved: bool = True
) -> Agreement:
    """Confirm, as the one who received, that it was done, and say whether that solves the need.

    What was done and does not solve it is a promise kept all the same; the need goes on seeking help.
    """
    with transaction.atomic():
        agreement, need, offer = locked(agreement_id)
        if not rules.is_receiver(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        if agreement.state == S.CONFIRMED:
            return agreement
        check_move(agreement, S.CONFIRMED)
        _confirm(agreement, need, offer, actor=actor, thanks=thanks, is_solved=is_solved, at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_CONFIRMED, actor=actor, at=at)
    return agreement


def report_missed(
    *, actor: Person, agreement_id: UUID, reason: str, at: datetime, commitment_id: UUID | None = None
) -> Agreement:
    """Say that the other side did not come; they may object, and then a mediator hears both.

    Of a series only this meeting counts as missed while others are still planned.

    Raises
    ------
    ActForbidden, StateChanged, ReasonMissing
        It cannot be said.
    TooEarly
        The time has not come yet.
    """
    with transaction.atomic():
        agreement, need, offer = locked(agreement_id)
        if not rules.is_party(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        check_move(agreement, S.MISSED)
        commitment = _planned(agreement, commitment_id)
        if commitment.starts_at and commitment.starts_at > at:
            raise TooEarly
        reason = checked_reason(reason)
        side = side_of(agreement, actor=actor, at=at)
        commitment.state = CommitmentState.MISSED
        commitment.missed_by = side.other
        commitment.save(update_fields=["state", "missed_by"])
        agreement.reason = reason
        if _still_planned(agreement):
            agreement.save(update_fields=["reason"])
            record(agreement, "report_missed", actor=actor, side=person_on(agreement, side), at=at)
        elif agreement.commitments.filter(state=CommitmentState.FULFILLED).exists():
            _deliver(agreement, actor=actor, side=side, at=at)
        else:
            free(agreement, need=need, offer=offer)
            _answer_nothing_more(agreement, at=at)
            agreement.ended_by, agreement.ended_at = side.other, at
            move(agreement, S.MISSED, "report_missed", actor=actor, side=person_on(agreement, side), at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_MISSED, actor=actor, at=at)
        if offer:
            fill_places(offer, at=at)
    return agreement


def cancel_meeting(*, actor: Person, commitment_id: UUID, reason: str, at: datetime) -> Agreement:
    """Call off one meeting of a series; the others stand. The last one cannot be called off alone."""
    with transaction.atomic():
        agreement_id = Commitment.objects.filter(pk=commitment_id).values_list("agreement_id", flat=True).first()
        if agreement_id is None:
            raise StateChanged
        agreement, _, _ = locked(agreement_id)
        if not rules.is_party(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        commitment = _planned(agreement, commitment_id)
        if agreement.state != S.ACCEPTED or not agreement.commitments.filter(state=CommitmentState.PLANNED).exclude(
            pk=commitment.pk
        ):
            raise StateChanged
        agreement.reason = checked_reason(reason)
        agreement.save(update_fields=["reason"])
        commitment.state = CommitmentState.CANCELLED
        commitment.save(update_fields=["state"])
        side = person_on(agreement, side_of(agreement, actor=actor, at=at))
        record(agreement, "cancel_meeting", actor=actor, side=side, at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_MEETING_CANCELLED, actor=actor, at=at)
    return agreement


def cancel_agreement(*, actor: Person, agreement_id: UUID, reason: str, at: datetime) -> Agreement:
    """Call off a promise before it is delivered; the place is free again and the need seeks help again."""
    with transaction.atomic():
        agreement, need, offer = locked(agreement_id)
        if not rules.is_party(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        check_move(agreement, S.CANCELLED)
        free(agreement, need=need, offer=offer)
        _answer_nothing_more(agreement, at=at)
        drop_planned(agreement)
        agreement.reason = checked_reason(reason)
        agreement.ended_at = at
        agreement.ended_by = side_of(agreement, actor=actor, at=at)
        side = person_on(agreement, agreement.ended_by)
        move(agreement, S.CANCELLED, "cancel_agreement", actor=actor, side=side, at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_CANCELLED, actor=actor, at=at)
        if offer:
            fill_places(offer, at=at)
    return agreement


def dispute_delivery(*, actor: Person, agreement_id: UUID, reason: str, at: datetime) -> Agreement:
    """Say that it is not as the other side says; a mediator hears both.

    The receiver may while a promise runs or is said to be done; who is said not to have come may object to that.
    """
    with transaction.atomic():
        agreement, _, _ = locked(agreement_id)
        if not rules.may_dispute(person=actor, agreement=agreement, at=at):
            raise StateChanged if rules.is_receiver(person=actor, agreement=agreement, at=at) else ActForbidden
        check_move(agreement, S.DISPUTED)
        agreement.reason = checked_reason(reason)
        agreement.ended_at = None
        _answer_nothing_more(agreement, at=at)
        side = person_on(agreement, side_of(agreement, actor=actor, at=at))
        move(agreement, S.DISPUTED, "dispute_delivery", actor=actor, side=side, at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_DISPUTED, actor=actor, at=at)
    return agreement


def settle_dispute(*, actor: Person, agreement_id: UUID, settled_as: str, finding: str, at: datetime) -> Agreement:
    """End a dispute with a finding, as one who may hear it and is no party to it."""
    with transaction.atomic():
        agreement, need, offer = locked(agreement_id)
        if not rules.may_settle(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        check_move(agreement, S.SETTLED)
        agreement.settled_as = SettledAs(settled_as)
        agreement.reason = checked_reason(finding)
        agreement.ended_at = at
        is_kept = agreement.settled_as != SettledAs.NOT_KEPT
        if not is_kept and not agreement.ended_by:
            agreement.ended_by = Side.PROVIDER
        drop_planned(agreement)
        free_after_end(agreement, need=need, offer=offer, hand_is_free=not is_kept)
        move(agreement, S.SETTLED, "settle_dispute", actor=actor, at=at)
        if is_kept:
            credit(agreement, actor=actor, at=at)
        meet_or_reopen(need, is_solved=is_kept, at=at)
        tell_both_sides(agreement, kind=NewsKind.AGREEMENT_SETTLED, at=at)
        if offer:
            fill_places(offer, at=at)
    return agreement


def _deliver(agreement: Agreement, *, actor: Person, side: Side, at: datetime) -> None:
    _answer_nothing_more(agreement, at=at)
    agreement.turn = Side.RECEIVER
    move(agreement, S.DELIVERED, "record_delivery", actor=actor, side=person_on(agreement, side), at=at)


def _confirm(
    agreement: Agreement,
    need: Need | None,
    offer: Offer | None,
    *,
    actor: Person,
    thanks: str,
    is_solved: bool,
    at: datetime,
) -> None:
    agreement.thanks = thanks[:REASON_MAX]
    agreement.is_solved = is_solved
    agreement.ended_at = at
    free_after_end(agreement, need=need, offer=offer, hand_is_free=not is_solved)
    move(agreement, S.CONFIRMED, "confirm_delivery", actor=actor, side=agreement.receiver, at=at)
    credit(agreement, actor=actor, at=at)
    meet_or_reopen(need, is_solved=is_solved, at=at)
    learn_wording(agreement=agreement, need=need, offer=offer, at=at)
    if offer:
        fill_places(offer, at=at)


def _planned(agreement: Agreement, commitment_id: UUID | None) -> Commitment:
    planned = agreement.commitments.filter(state=CommitmentState.PLANNED).order_by("number")
    if commitment_id:
        planned = planned.filter(pk=commitment_id)
    commitment = planned.first()
    if commitment is None:
        raise StateChanged
    return commitment


def _still_planned(agreement: Agreement) -> bool:
    return agreement.commitments.filter(state=CommitmentState.PLANNED).exists()


def _is_to_come(commitment: Commitment, *, at: datetime) -> bool:
    """Tell whether the day of a meeting has not come yet; who comes early the same day may say so."""
    if commitment.starts_at is None:
        return False
    return timezone.localtime(commitment.starts_at).date() > timezone.localtime(at).date()


def _planned_minutes(commitment: Commitment) -> int | None:
    if commitment.starts_at is None:
        return None
    minutes = round((commitment.ends_at - commitment.starts_at).total_seconds() / 60)
    return minutes if minutes <= DURATION_MAX_MIN else None


def _answer_nothing_more(agreement: Agreement, *, at: datetime) -> None:
    """Close the question of another time with no, because there is nothing left to move."""
    agreement.proposals.filter(answered_at=None).update(answered_at=at, is_accepted=False)
