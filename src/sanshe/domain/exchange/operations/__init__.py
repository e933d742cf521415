"""Every write of the exchange, one function per use case."""

from sanshe.domain.exchange.operations.agreements import (
    accept_agreement,
    ask_for_offer,
    cancel_agreement,
    confirm_delivery,
    decline_agreement,
    dispute_delivery,
    lend_a_hand,
    record_delivery,
    settle_dispute,
    withdraw_request,
)
from sanshe.domain.exchange.operations.directories import import_needs, offer_directory, offer_service
from sanshe.domain.exchange.operations.intents import (
    count_answers,
    note_answer,
    note_look,
    note_look_at_things,
    post_need,
    post_offer,
    withdraw_need,
    withdraw_offer,
)
from sanshe.domain.exchange.operations.seeding import seed_load

__all__ = [
    "accept_agreement",
    "ask_for_offer",
    "cancel_agreement",
    "confirm_delivery",
    "count_answers",
    "decline_agreement",
    "dispute_delivery",
    "import_needs",
    "lend_a_hand",
    "note_answer",
    "note_look",
    "note_look_at_things",
    "offer_directory",
    "offer_service",
    "post_need",
    "post_offer",
    "record_delivery",
    "seed_load",
    "settle_dispute",
    "withdraw_need",
    "withdraw_offer",
    "withdraw_request",
]
