"""Saying yes or no, and agreeing on another time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.choices import AgreementState, Side
from sanshe.domain.exchange.errors import ActForbidden, ProposalWaits, StateChanged, TimePassed, TimesDisordered
from sanshe.domain.exchange.models import Agreement, Need, Offer, Proposal
from sanshe.domain.exchange.operations.steps import (
    REASON_MAX,
    check_move,
    check_open,
    checked_reason,
    drop_planned,
    locked,
    meetings_of,
    move,
    person_on,
    plan,
    record,
    side_of,
    take,
)
from sanshe.domain.exchange.operations.telling import tell_other_side
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.people.models import Person

S = AgreementState


def accept_agreement(*, actor: Person, agreement_id: UUID, at: datetime) -> Agreement:
    """Say yes; from here on a place of the offer is taken and the need counts on this hand. Saying it twice is once.

    Whoever waited and is kept a place says yes in the same way.

    Raises
    ------
    ActForbidden, StateChanged, OfferFull, HoursTaken, NeedTaken, NotOnBoard, RecurrenceUnreadable
        It is not the actor's turn, or the question has been overtaken.
    """
    with transaction.atomic():
        agreement, need, offer = locked(agreement_id)
        if agreement.state == S.ACCEPTED and rules.may_have_accepted(person=actor, agreement=agreement, at=at):
            return agreement
        if not rules.may_decide(person=actor, agreement=agreement, at=at):
            raise _refusal(agreement, actor=actor, at=at)
        _accept(agreement, need, offer, actor=actor, at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_ACCEPTED, actor=actor, at=at)
    return agreement


def decline_agreement(*, actor: Person, agreement_id: UUID, reason: str, at: datetime) -> Agreement:
    """Say no, with a few words why; who gives may also say it to somebody on the waiting list."""
    with transaction.atomic():
        agreement, _, _ = locked(agreement_id)
        if not rules.may_decline(person=actor, agreement=agreement, at=at):
            raise _refusal(agreement, actor=actor, at=at)
        check_move(agreement, S.DECLINED)
        agreement.reason = checked_reason(reason)
        agreement.decided_at = agreement.ended_at = at
        _answer_open(agreement, is_accepted=False, at=at)
        side = person_on(agreement, side_of(agreement, actor=actor, at=at))
        move(agreement, S.DECLINED, "decline_agreement", actor=actor, side=side, at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_DECLINED, actor=actor, at=at)
    return agreement


def propose_time(
    *,
    actor: Person,
    agreement_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    recurrence: str = "",
    message: str = "",
) -> Agreement:
    """Propose another time to the other side, before it is agreed or after; what was agreed stands until they say yes.

    A proposal of the other side that is still open is answered with no by it.

    Raises
    ------
    ActForbidden, StateChanged, TimePassed, TimesDisordered, RecurrenceUnreadable
        The proposal cannot be put.
    ProposalWaits
        One's own proposal still waits for its answer.
    """
    if ends_at <= starts_at:
        raise TimesDisordered
    if starts_at < at:
        raise TimePassed
    with transaction.atomic():
        agreement, _, _ = locked(agreement_id)
        if not rules.is_party(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        if agreement.state not in (S.REQUESTED, S.ACCEPTED):
            raise StateChanged
        side = side_of(agreement, actor=actor, at=at)
        earlier = agreement.proposals.filter(answered_at=None).first()
        if earlier and earlier.by_side == side:
            raise ProposalWaits
        _answer_open(agreement, is_accepted=False, at=at)
        proposal = Proposal.objects.create(
            agreement=agreement,
            number=agreement.proposals.count() + 1,
            by_side=side,
            proposed_by=actor,
            starts_at=starts_at,
            ends_at=ends_at,
            recurrence=recurrence,
            message=message[:REASON_MAX],
            proposed_at=at,
        )
        meetings_of(_moved(Agreement(), proposal))
        agreement.turn = side.other
        agreement.save(update_fields=["turn"])
        record(agreement, "propose_time", actor=actor, side=person_on(agreement, side), at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_TIME_PROPOSED, actor=actor, at=at)
    return agreement


def answer_proposal(*, actor: Person, agreement_id: UUID, is_accepted: bool, at: datetime) -> Agreement:
    """Say yes or no to another time for what is agreed already.

    Raises
    ------
    ActForbidden
        The proposal is not put to the actor.
    StateChanged
        There is none any more, or nothing is agreed yet: then `accept_agreement` and `decline_agreement` answer.
    HoursTaken
        The offer is promised to others at that time.
    """
    with transaction.atomic():
        agreement, _, offer = locked(agreement_id)
        if agreement.state != S.ACCEPTED or not agreement.turn:
            raise StateChanged
        if not rules.may_decide(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        proposal = _answer_open(agreement, is_accepted=is_accepted, at=at)
        agreement.turn = ""
        if is_accepted:
            drop_planned(agreement)
            plan(_moved(agreement, proposal), offer=offer)
        agreement.save()
        side = person_on(agreement, side_of(agreement, actor=actor, at=at))
        record(agreement, "answer_proposal", actor=actor, side=side, at=at)
        kind = NewsKind.AGREEMENT_TIME_CHANGED if is_accepted else NewsKind.AGREEMENT_TIME_REFUSED
        tell_other_side(agreement, kind=kind, actor=actor, at=at)
    return agreement


def _refusal(agreement: Agreement, *, actor: Person, at: datetime) -> Exception:
    """Return why this is not the actor's to answer: it is overtaken, or it never was."""
    is_open = agreement.state in (S.REQUESTED, S.HELD, S.WAITING)
    if not is_open and rules.is_party(person=actor, agreement=agreement, at=at):
        return StateChanged()
    return ActForbidden()


def _accept(agreement: Agreement, need: Need | None, offer: Offer | None, *, actor: Person, at: datetime) -> None:
    check_move(agreement, S.ACCEPTED)
    check_open(need=need, offer=offer)
    proposal = _answer_open(agreement, is_accepted=True, at=at)
    if proposal:
        _moved(agreement, proposal)
    take(agreement, need=need, offer=offer)
    plan(agreement, offer=offer)
    side = Side(agreement.turn)
    agreement.decided_at = agreement.accepted_at = at
    move(agreement, S.ACCEPTED, "accept_agreement", actor=actor, side=person_on(agreement, side), at=at)


def _answer_open(agreement: Agreement, *, is_accepted: bool, at: datetime) -> Proposal | None:
    proposal = agreement.proposals.select_for_update().filter(answered_at=None).first()
    if proposal:
        proposal.answered_at, proposal.is_accepted = at, is_accepted
        proposal.save(update_fields=["answered_at", "is_accepted"])
    return proposal


def _moved(agreement: Agreement, proposal: Proposal) -> Agreement:
    agreement.starts_at, agreement.ends_at = proposal.starts_at, proposal.ends_at
    agreement.recurrence = proposal.recurrence
    return agreement
