"""Asking for an offer, lending a hand, inviting a helper; and taking the question back."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.choices import ASKING, AgreementState, Side
from sanshe.domain.exchange.errors import ActForbidden, AlreadyAsked, NotForThem, OfferFull, OwnSlip
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.exchange.operations.steps import (
    REASON_MAX,
    check_move,
    check_open,
    free,
    locked,
    locked_need,
    locked_offer,
    move,
    record,
)
from sanshe.domain.exchange.operations.telling import tell_other_side
from sanshe.domain.exchange.operations.waiting import fill_places
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.people.models import Person
from sanshe.domain.people.rules import is_worker
from sanshe.domain.places.models import Community
from sanshe.kernel import idempotency


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
    recurrence: str = "",
    message: str = "",
    may_wait: bool = False,
    idempotency_key: str = "",
) -> Agreement:
    """Ask the provider of an offer for help, with a posted need or without one, for oneself or whom one speaks for.

    The receiver is whose need it is, else `receiver`, else the actor. Time and party size come from the need where
    there is one. `community` is where it is to happen when neither need nor offer says so. Where all places are taken
    and `may_wait`, the question goes on the waiting list.

    Raises
    ------
    NotOnBoard, OfferFull, NeedTaken, NotForThem, OwnSlip, AlreadyAsked
        The question cannot be put.
    ActForbidden
        The actor does not speak for the receiver.
    """

    def run() -> UUID:
        need = locked_need(need_id) if need_id else None
        offer = locked_offer(offer_id)
        for_whom = need.person if need else (receiver or actor)
        if for_whom is None or not rules.may_post_for(actor=actor, person=for_whom, at=at):
            raise ActForbidden
        if rules.is_owner(person=for_whom, intent=offer, at=at):
            raise OwnSlip
        agreement = _asked_of(
            offer,
            need=need,
            community=need.community if need else (offer.community or community),
            receiver=for_whom,
            requested_by=actor,
            party_size=need.party_size if need else party_size,
            starts_at=need.starts_at if need else (starts_at or offer.starts_at),
            ends_at=need.ends_at if need else (ends_at or offer.ends_at),
            recurrence=need.recurrence if need else (recurrence or offer.recurrence),
            message=message[:REASON_MAX],
            requested_at=at,
            may_wait=may_wait,
        )
        record(agreement, "ask_for_offer", actor=actor, side=for_whom, at=at)
        return agreement.pk

    return _once(actor=actor, scope="exchange.ask_for_offer", key=idempotency_key, at=at, run=run)


def invite_helper(
    *,
    actor: Person,
    need_id: UUID,
    offer_id: UUID,
    at: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    message: str = "",
    idempotency_key: str = "",
) -> Agreement:
    """Ask a helper for somebody in need, as a worker of the need's community; the helper says yes or no.

    Raises
    ------
    ActForbidden
        The actor does not work there, or the need came without a person.
    NotOnBoard, OfferFull, NeedTaken, NotForThem, OwnSlip, AlreadyAsked
        The question cannot be put.
    """

    def run() -> UUID:
        need = locked_need(need_id)
        offer = locked_offer(offer_id)
        if need.person is None or not is_worker(person=actor, community=need.community, at=at):
            raise ActForbidden
        if rules.is_owner(person=need.person, intent=offer, at=at):
            raise OwnSlip
        agreement = _asked_of(
            offer,
            need=need,
            community=need.community,
            receiver=need.person,
            requested_by=actor,
            party_size=need.party_size,
            starts_at=starts_at or need.starts_at,
            ends_at=ends_at or (None if starts_at else need.ends_at),
            recurrence="" if starts_at else need.recurrence,
            message=message[:REASON_MAX],
            requested_at=at,
            may_wait=False,
        )
        record(agreement, "invite_helper", actor=actor, side=need.person, at=at)
        return agreement.pk

    return _once(actor=actor, scope="exchange.invite_helper", key=idempotency_key, at=at, run=run)


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
        need = locked_need(need_id)
        offer = locked_offer(offer_id) if offer_id else None
        if need.person_id is None or (need.is_private and not rules.may_read_private(person=actor, need=need, at=at)):
            raise ActForbidden
        if offer and not rules.is_owner(person=actor, intent=offer, at=at):
            raise ActForbidden
        giver = offer.person if offer else actor
        if giver and rules.is_own(person=giver, intent=need):
            raise OwnSlip
        check_open(need=need, offer=offer)
        if offer and not rules.has_room(offer=offer, party_size=need.party_size):
            raise OfferFull
        if offer and not rules.serves_age(offer=offer, age_years=need.age_years):
            raise NotForThem
        agreement = _create(
            need=need,
            offer=offer,
            community=need.community,
            receiver=need.person,
            provider=giver,
            provider_organization=offer.organization if offer else None,
            requested_by=actor,
            asked_by_receiver=False,
            turn=Side.RECEIVER,
            party_size=need.party_size,
            starts_at=need.starts_at,
            ends_at=need.ends_at,
            recurrence=need.recurrence if need.starts_at else "",
            message=message[:REASON_MAX],
            requested_at=at,
        )
        record(agreement, "lend_a_hand", actor=actor, side=giver, at=at)
        return agreement.pk

    return _once(actor=actor, scope="exchange.lend_a_hand", key=idempotency_key, at=at, run=run)


def withdraw_request(*, actor: Person, agreement_id: UUID, at: datetime) -> Agreement:
    """Take one's question back before it is answered, leave the waiting list, or let a place go that was kept."""
    with transaction.atomic():
        agreement, need, offer = locked(agreement_id)
        if not rules.may_withdraw_request(person=actor, agreement=agreement, at=at):
            raise ActForbidden
        check_move(agreement, AgreementState.WITHDRAWN)
        was_asked = agreement.state == AgreementState.REQUESTED
        free(agreement, need=need, offer=offer)
        agreement.proposals.filter(answered_at=None).update(answered_at=at, is_accepted=False)
        agreement.decided_at = agreement.ended_at = at
        side = agreement.receiver if agreement.asked_by_receiver else agreement.provider
        move(agreement, AgreementState.WITHDRAWN, "withdraw_request", actor=actor, side=side, at=at)
        if was_asked:
            tell_other_side(agreement, kind=NewsKind.AGREEMENT_WITHDRAWN, actor=actor, at=at)
        if offer:
            fill_places(offer, at=at)
    return agreement


def _asked_of(offer: Offer, *, need: Need | None, may_wait: bool, **fields) -> Agreement:
    """Put a question to the provider of an offer, or on its waiting list; need and offer are locked."""
    check_open(need=need, offer=offer)
    if need and not rules.serves_age(offer=offer, age_years=need.age_years):
        raise NotForThem
    is_full = not rules.has_room(offer=offer, party_size=fields["party_size"])
    if is_full and not (may_wait and rules.could_ever_fit(offer=offer, party_size=fields["party_size"])):
        raise OfferFull
    return _create(
        need=need,
        offer=offer,
        provider=offer.person,
        provider_organization=offer.organization,
        asked_by_receiver=True,
        state=AgreementState.WAITING if is_full else AgreementState.REQUESTED,
        turn="" if is_full else Side.PROVIDER,
        **fields,
    )


def _create(**fields) -> Agreement:
    if fields["starts_at"] is None:
        fields["recurrence"] = ""
    try:
        with transaction.atomic():
            return Agreement.objects.create(**fields)
    except IntegrityError as error:
        if "agreement_asked_once" in str(error) or "agreement_one_" in str(error):
            raise AlreadyAsked from error
        raise


def _once(*, actor: Person, scope: str, key: str, at: datetime, run) -> Agreement:
    with transaction.atomic():
        pk, is_new = idempotency.once(actor=actor.pk, scope=scope, key=key, at=at, run=run)
        agreement = Agreement.objects.select_related(
            "receiver", "provider", "provider_organization", "need", "offer"
        ).get(pk=pk)
        if is_new and agreement.state in ASKING:
            kind = (
                NewsKind.AGREEMENT_WAITING
                if agreement.state == AgreementState.WAITING
                else NewsKind.AGREEMENT_REQUESTED
            )
            tell_other_side(agreement, kind=kind, actor=agreement.receiver if _is_invited(agreement) else actor, at=at)
    return agreement


def _is_invited(agreement: Agreement) -> bool:
    """Tell whether a third person put the question for the receiver, so that the giving side is to be told."""
    return agreement.asked_by_receiver and agreement.requested_by_id != agreement.receiver_id
