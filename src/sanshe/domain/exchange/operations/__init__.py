"""Every write of the exchange, one function per use case."""

from sanshe.domain.exchange.operations.asking import (
    ask_for_offer,
    invite_helper,
    lend_a_hand,
    withdraw_request,
)
from sanshe.domain.exchange.operations.deciding import (
    accept_agreement,
    answer_proposal,
    decline_agreement,
    propose_time,
)
from sanshe.domain.exchange.operations.directories import import_needs, offer_directory, offer_service
from sanshe.domain.exchange.operations.intents import (
    close_need,
    count_answers,
    note_answer,
    note_look,
    note_look_at_things,
    post_need,
    post_offer,
    reopen_need,
    withdraw_offer,
)
from sanshe.domain.exchange.operations.keeping import (
    cancel_agreement,
    cancel_meeting,
    confirm_delivery,
    correct_delivery,
    dispute_delivery,
    record_delivery,
    report_missed,
    settle_dispute,
)
from sanshe.domain.exchange.operations.seeding import seed_load
from sanshe.domain.exchange.operations.upkeep import expire_needs, lapse_holds, lapse_questions_unanswered, remind

__all__ = [
    "accept_agreement",
    "answer_proposal",
    "ask_for_offer",
    "cancel_agreement",
    "cancel_meeting",
    "close_need",
    "confirm_delivery",
    "correct_delivery",
    "count_answers",
    "decline_agreement",
    "dispute_delivery",
    "expire_needs",
    "import_needs",
    "invite_helper",
    "lapse_holds",
    "lapse_questions_unanswered",
    "lend_a_hand",
    "note_answer",
    "note_look",
    "note_look_at_things",
    "offer_directory",
    "offer_service",
    "post_need",
    "post_offer",
    "propose_time",
    "record_delivery",
    "remind",
    "reopen_need",
    "report_missed",
    "seed_load",
    "settle_dispute",
    "withdraw_offer",
    "withdraw_request",
]
