"""The waiting list of an offer: whoever waits longest gets the place that becomes free, and a day to take it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.choices import AgreementState, IntentStatus, Side
from sanshe.domain.exchange.models import Agreement, Offer
from sanshe.domain.exchange.operations.steps import HOLD, SIDES, free, lapse, locked, record, take_place
from sanshe.domain.exchange.operations.telling import tell_receiver
from sanshe.domain.notifications.choices import NewsKind


def fill_places(offer: Offer, *, at: datetime) -> int:
    """Keep free places for those who wait, in the order in which they came; return for how many.

    The offer is locked by the caller. A party too large for what is free is passed over and stays first in the list.
    """
    if offer.capacity is None or offer.status != IntentStatus.OPEN:
        return 0
    waiting = (
        Agreement.objects.filter(offer=offer, state=AgreementState.WAITING)
        .select_for_update(of=["self"])
        .select_related("community", *SIDES)
        .order_by("requested_at", "id")
    )
    kept = 0
    for agreement in waiting:
        if not rules.has_room(offer=offer, party_size=agreement.party_size):
            continue
        take_place(agreement, offer)
        agreement.state = AgreementState.HELD
        agreement.turn = Side.RECEIVER
        agreement.hold_until = at + HOLD
        agreement.save()
        record(agreement, "keep_place", actor=None, side=None, at=at)
        tell_receiver(agreement, kind=NewsKind.AGREEMENT_PLACE_HELD, at=at)
        kept += 1
    return kept


def lapse_hold(*, agreement_id: UUID, at: datetime) -> bool:
    """Let a kept place go that nobody took in time, to the next who waits; return whether it was still kept."""
    with transaction.atomic():
        agreement, need, offer = locked(agreement_id)
        if agreement.state != AgreementState.HELD or agreement.hold_until > at:
            return False
        free(agreement, need=need, offer=offer)
        lapse(agreement, at=at)
        fill_places(offer, at=at)
    return True
