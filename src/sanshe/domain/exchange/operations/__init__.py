"""Every write of the exchange, one function per use case."""

from sanshe.domain.exchange.operations.answers import (
    count_answers,
    note_answer,
    recount_after_checks,
    recount_all,
    recount_later,
    recount_needs,
    recount_offers,
)
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
    note_look,
    note_look_at_home,
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
from sanshe.domain.exchange.operations.me_too import say_me_too, take_back_me_too
from sanshe.domain.exchange.operations.merging import may_merge, merge_needs, unmerge_need
from sanshe.domain.exchange.operations.seeding import seed_load
from sanshe.domain.exchange.operations.showings import note_shown
from sanshe.domain.exchange.operations.upkeep import expire_needs, lapse_holds, lapse_questions_unanswered, remind
from sanshe.domain.exchange.operations.weights import (
    activate_weights,
    points_of,
    preview_weights,
    propose_weights,
    renew_preview,
)

__all__ = [
    "accept_agreement",
    "activate_weights",
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
    "may_merge",
    "merge_needs",
    "note_answer",
    "note_look",
    "note_look_at_home",
    "note_look_at_things",
    "note_shown",
    "offer_directory",
    "offer_service",
    "points_of",
    "post_need",
    "post_offer",
    "preview_weights",
    "propose_time",
    "propose_weights",
    "record_delivery",
    "recount_after_checks",
    "recount_all",
    "recount_later",
    "recount_needs",
    "recount_offers",
    "remind",
    "renew_preview",
    "reopen_need",
    "report_missed",
    "say_me_too",
    "seed_load",
    "settle_dispute",
    "take_back_me_too",
    "unmerge_need",
    "withdraw_offer",
    "withdraw_request",
]
