"""The life of an agreement, from the question to the confirmed delivery.

Locks are taken in one order everywhere: need, then offer, then agreement. So two people who act at the same instant
wait for each other instead of deadlocking.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.choices import HOLDING, LIVE, AgreementState, IntentStatus, SettledAs
from sanshe.domain.exchange.errors import (
    ActForbidden,
    AlreadyAsked,
    NeedTaken,
    NotForThem,
    NotOnBoard,
    OfferFull,
    OwnSlip,
    ReasonMissing,
    StateChanged,
)
from sanshe.domain.exchange.models import Agreement, Delivery, Need, Offer
from sanshe.domain.exchange.operations.telling import tell_both_sides, tell_other_side
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.kernel import idempotency, journal

REASON_MAX = 200
SIDES = ("receiver", "provider", "provider_organization", "need", "offer")


def ask_for_offer(
    *,
    actor: Person,
    offer_id: UUID,
    at: datetime,
    need_id: UUID | None = None,
    receiver: Person | None = None,
    community: Community | None = None,
    party_size: int = 1,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    message: str = "",
    idempotency_key: str = "",
) -> Agreement:
    """Ask the provider of an offer for help, with a posted need or without one, for oneself or whom one speaks for.

    The receiver is whose need it is, else `receiver`, else the actor. Time and party size come from the need where
    there is one. `community` is where it is to happen when neither need nor offer says so.

    Raises
    ------
    NotOnBoard, OfferFull, NeedTaken, NotForThem, OwnSlip, AlreadyAsked
        The question cannot be put.
    ActForbidden
        The actor does not speak for the receiver.
    """

    def run() -> UUID:
        need = _locked_need(need_id) if need_id else None
        offer = _locked_offer(offer_id)
        for_whom = need.person if need else (receiver or actor)
        if for_whom is None or not rules.may_post_for(actor=actor, person=for_whom, at=at):
            raise ActForbidden
        if rules.is_owner(person=for_whom, intent=offer, at=at):
            raise OwnSlip
        size = need.party_size if need else party_size
        _check_open(need=need, offer=offer)
        if not rules.has_room(offer=offer, party_size=size):
            raise OfferFull
        if need and not rules.serves_age(offer=offer, age_years=need.age_years):
            raise NotForThem
        agreement = _ask(
            need=need,
            offer=offer,
            community=need.community if need else (offer.community or community),
            receiver=for_whom,
            provider=offer.person,
            provider_organization=offer.organization,
            requested_by=actor,
            asked_by_receiver=True,
            party_size=size,
            starts_at=need.starts_at if need else (starts_at or offer.starts_at),
            ends_at=need.ends_at if need else (ends_at or offer.ends_at),
            message=message[:REASON_MAX],
            requested_at=at,
        )
        _record(agreement, "ask_for_offer", actor=actor, side=for_whom, at=at)
        return agreement.pk

    return _once(actor=actor, scope="exchange.ask_for_offer", key=idempotency_key, at=at, run=run)


def lend_a_hand(
    *,
    actor: Person,
    need_id: UUID,
    at: datetime,
    offer_id: UUID | None = None,
    message: str = "",
    idempotency_key: str = "",
) -> Agreement:
    """Tell somebody in need that one will help, with one's posted offer or simply so.

    Raises
    ------
    NotOnBoard, OfferFull, NeedTaken, NotForThem, OwnSlip, AlreadyAsked
        The hand cannot be lent.
    ActForbidden
        The offer is somebody else's, or the need came without a person to answer to.
    """

    def run() -> UUID:
        need = _locked_need(need_id)
        offer = _locked_offer(offer_id) if offer_id else None
        if need.person_id is None or (need.is_private and not rules.may_read_private(person=actor, need=need, at=at)):
            raise ActForbidden
        if offer and not rules.is_owner(person=actor, intent=offer, at=at):
            raise ActForbidden
        giver = offer.person if offer else actor
        if giver and rules.is_own(person=giver, intent=need):
            raise OwnSlip
        _check_open(need=need, offer=offer)
        if offer and not rules.has_room(offer=offer, party_size=need.party_size):
            raise OfferFull
        if offer and not rules.serves_age(offer=offer, age_years=need.age_years):
            raise NotForThem
        agreement = _ask(
            need=need,
            offer=offer,
            community=need.community,
            receiver=need.person,
            provider=giver,
            provider_organization=offer.organization if offer else None,
            requested_by=actor,
            asked_by_receiver=False,
            party_size=need.party_size,
            starts_at=need.starts_at,
            ends_at=need.ends_at,
            message=message[:REASON_MAX],
            requested_at=at,
        )
        _record(agreement, "lend_a_hand", actor=actor, side=giver, at=at)
        return agreement.pk

    return _once(actor=actor, scope="exchange.lend_a_hand", key=idempotency_key, at=at, run=run)


def accept_agreement(*, actor: Person, agreement_id: UUID, at: datetime) -> Agreement:
    """Say yes; from here on a place of the offer is taken and the need waits for this promise. Saying it twice is once.

    Raises
    ------
    ActForbidden, StateChanged, OfferFull, NeedTaken, NotOnBoard
        It is not the actor's turn, or the question has been overtaken.
    """
    with transaction.atomic():
        agreement, need, offer = _locked(agreement_id)
        if not rules.may_decide(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        if agreement.state == AgreementState.ACCEPTED:
            return agreement
        _check_move(agreement, AgreementState.ACCEPTED)
        _check_open(need=need, offer=offer)
        if offer:
            if not rules.has_room(offer=offer, party_size=agreement.party_size):
                raise OfferFull
            offer.places_taken += agreement.party_size
            offer.save(update_fields=["places_taken"])
        agreement.decided_at = at
        _move(agreement, AgreementState.ACCEPTED, "accept_agreement", actor=actor, side=_asked_side(agreement), at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_ACCEPTED, actor=actor, at=at)
    return agreement


def decline_agreement(*, actor: Person, agreement_id: UUID, reason: str, at: datetime) -> Agreement:
    """Say no, with a few words why."""
    with transaction.atomic():
        agreement, _, _ = _locked(agreement_id)
        if not rules.may_decide(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        _check_move(agreement, AgreementState.DECLINED)
        agreement.reason = _checked_reason(reason)
        agreement.decided_at = agreement.ended_at = at
        _move(agreement, AgreementState.DECLINED, "decline_agreement", actor=actor, side=_asked_side(agreement), at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_DECLINED, actor=actor, at=at)
    return agreement


def withdraw_request(*, actor: Person, agreement_id: UUID, at: datetime) -> Agreement:
    """Take one's question back before it is answered."""
    with transaction.atomic():
        agreement, _, _ = _locked(agreement_id)
        if not rules.may_withdraw_request(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        _check_move(agreement, AgreementState.WITHDRAWN)
        agreement.decided_at = agreement.ended_at = at
        _move(agreement, AgreementState.WITHDRAWN, "withdraw_request", actor=actor, side=_asking_side(agreement), at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_WITHDRAWN, actor=actor, at=at)
    return agreement


def cancel_agreement(*, actor: Person, agreement_id: UUID, reason: str, at: datetime) -> Agreement:
    """Call off a promise before it is delivered; the place is free again and the need stands open."""
    with transaction.atomic():
        agreement, _, offer = _locked(agreement_id)
        if not rules.is_party(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        _check_move(agreement, AgreementState.CANCELLED)
        if offer:
            offer.places_taken -= agreement.party_size
            offer.save(update_fields=["places_taken"])
        agreement.reason = _checked_reason(reason)
        agreement.ended_at = at
        side = _side_of(agreement, actor=actor, at=at)
        _move(agreement, AgreementState.CANCELLED, "cancel_agreement", actor=actor, side=side, at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_CANCELLED, actor=actor, at=at)
    return agreement


def record_delivery(*, actor: Person, agreement_id: UUID, at: datetime, note: str = "") -> Agreement:
    """Say that it is done; either side may, the receiver's word counts as the confirmation at once."""
    with transaction.atomic():
        agreement, need, _ = _locked(agreement_id)
        if not rules.is_party(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        if agreement.state in (AgreementState.DELIVERED, AgreementState.CONFIRMED):
            return agreement
        _check_move(agreement, AgreementState.DELIVERED)
        Delivery.objects.create(agreement=agreement, recorded_by=actor, delivered_at=at, note=note[:REASON_MAX])
        side = _side_of(agreement, actor=actor, at=at)
        _move(agreement, AgreementState.DELIVERED, "record_delivery", actor=actor, side=side, at=at)
        if rules.is_receiver(person=actor, agreement=agreement, at=at):
            _confirm(agreement, need, actor=actor, thanks=note, at=at)
        else:
            tell_other_side(agreement, kind=NewsKind.AGREEMENT_DELIVERED, actor=actor, at=at)
    return agreement


def confirm_delivery(*, actor: Person, agreement_id: UUID, at: datetime, thanks: str = "") -> Agreement:
    """Confirm, as the one who received, that it was done; the need is met."""
    with transaction.atomic():
        agreement, need, _ = _locked(agreement_id)
        if not rules.is_receiver(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        if agreement.state == AgreementState.CONFIRMED:
            return agreement
        _check_move(agreement, AgreementState.CONFIRMED)
        _confirm(agreement, need, actor=actor, thanks=thanks, at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_CONFIRMED, actor=actor, at=at)
    return agreement


def dispute_delivery(*, actor: Person, agreement_id: UUID, reason: str, at: datetime) -> Agreement:
    """Say, as the one who received, that it was not done as agreed; a worker hears both sides."""
    with transaction.atomic():
        agreement, _, _ = _locked(agreement_id)
        if not rules.is_receiver(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        _check_move(agreement, AgreementState.DISPUTED)
        agreement.reason = _checked_reason(reason)
        _move(agreement, AgreementState.DISPUTED, "dispute_delivery", actor=actor, side=agreement.receiver, at=at)
        tell_other_side(agreement, kind=NewsKind.AGREEMENT_DISPUTED, actor=actor, at=at)
    return agreement


def settle_dispute(*, actor: Person, agreement_id: UUID, settled_as: str, finding: str, at: datetime) -> Agreement:
    """End a dispute with a finding, as a worker of the community who is no party to it."""
    with transaction.atomic():
        agreement, need, _ = _locked(agreement_id)
        if not rules.may_settle(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        _check_move(agreement, AgreementState.SETTLED)
        agreement.settled_as = SettledAs(settled_as)
        agreement.reason = _checked_reason(finding)
        agreement.ended_at = at
        _move(agreement, AgreementState.SETTLED, "settle_dispute", actor=actor, at=at)
        if need and settled_as != SettledAs.NOT_KEPT:
            _meet(need, at=at)
        tell_both_sides(agreement, kind=NewsKind.AGREEMENT_SETTLED, at=at)
    return agreement


def _once(*, actor: Person, scope: str, key: str, at: datetime, run) -> Agreement:
    with transaction.atomic():
        pk, is_new = idempotency.once(actor=actor.pk, scope=scope, key=key, at=at, run=run)
        agreement = Agreement.objects.select_related(
            "receiver", "provider", "provider_organization", "need", "offer"
        ).get(pk=pk)
        if is_new:
            tell_other_side(agreement, kind=NewsKind.AGREEMENT_REQUESTED, actor=actor, at=at)
    return agreement


def _locked_need(need_id: UUID) -> Need:
    need = Need.objects.select_for_update(of=["self"]).select_related("community", "person").filter(pk=need_id).first()
    if need is None:
        raise NotOnBoard
    return need


def _locked_offer(offer_id: UUID) -> Offer:
    offers = Offer.objects.select_for_update(of=["self"]).select_related("community", "person", "organization")
    offer = offers.filter(pk=offer_id).first()
    if offer is None:
        raise NotOnBoard
    return offer


def _locked(agreement_id: UUID) -> tuple[Agreement, Need | None, Offer | None]:
    about = Agreement.objects.only("need_id", "offer_id").get(pk=agreement_id)
    need = _locked_need(about.need_id) if about.need_id else None
    offer = _locked_offer(about.offer_id) if about.offer_id else None
    agreement = (
        Agreement.objects.select_for_update(of=["self"]).select_related("community", *SIDES).get(pk=agreement_id)
    )
    return agreement, need, offer


def _check_open(*, need: Need | None, offer: Offer | None) -> None:
    if need and need.status != IntentStatus.OPEN:
        raise NotOnBoard
    if offer and offer.status != IntentStatus.OPEN:
        raise NotOnBoard
    if need and Agreement.objects.filter(need=need, state__in=LIVE).exists():
        raise NeedTaken


def _ask(**fields) -> Agreement:
    try:
        with transaction.atomic():
            return Agreement.objects.create(**fields)
    except IntegrityError as error:
        if "agreement_asked_once" in str(error) or "agreement_one_" in str(error):
            raise AlreadyAsked from error
        raise


def _check_move(agreement: Agreement, to: AgreementState) -> None:
    if not rules.can_move(agreement=agreement, to=to):
        raise StateChanged


def _move(
    agreement: Agreement, to: AgreementState, operation: str, *, actor: Person, at: datetime, side: Person | None = None
) -> None:
    agreement.state = to
    agreement.save()
    _record(agreement, operation, actor=actor, side=side, at=at)


def _confirm(agreement: Agreement, need: Need | None, *, actor: Person, thanks: str, at: datetime) -> None:
    agreement.thanks = thanks[:REASON_MAX]
    agreement.ended_at = at
    _move(agreement, AgreementState.CONFIRMED, "confirm_delivery", actor=actor, side=agreement.receiver, at=at)
    if need:
        _meet(need, at=at)


def _meet(need: Need, *, at: datetime) -> None:
    need.status = IntentStatus.MET
    need.closed_at = at
    need.save(update_fields=["status", "closed_at"])


def _record(agreement: Agreement, operation: str, *, actor: Person, side: Person | None, at: datetime) -> None:
    journal.record(
        operation=f"exchange.{operation}",
        subject=agreement,
        actor=actor,
        on_behalf_of=side if side and side != actor else None,
        at=at,
        community_code=agreement.community.code,
        detail={"state": agreement.state, "holds": agreement.state in HOLDING},
    )


def _asking_side(agreement: Agreement) -> Person | None:
    return agreement.receiver if agreement.asked_by_receiver else agreement.provider


def _asked_side(agreement: Agreement) -> Person | None:
    return agreement.provider if agreement.asked_by_receiver else agreement.receiver


def _side_of(agreement: Agreement, *, actor: Person, at: datetime) -> Person | None:
    return agreement.receiver if rules.is_receiver(person=actor, agreement=agreement, at=at) else agreement.provider


def _checked_reason(text: str) -> str:
    reason = " ".join(text.split())[:REASON_MAX]
    if not reason:
        raise ReasonMissing
    return reason
