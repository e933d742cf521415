"""Every read of the exchange."""

from sanshe.domain.exchange.queries.agreements import (
    agreement_for,
    agreements_of,
    agreements_on_need,
    agreements_on_offer,
    disputes_in,
    waiting_count,
)
from sanshe.domain.exchange.queries.answers import (
    Answer,
    answers_to,
    answers_to_need,
    needs_for,
    needs_for_offer,
    offer_of_service,
    reading_of,
)
from sanshe.domain.exchange.queries.board import (
    need_for,
    needs_of,
    offer_for,
    offers_of,
    open_needs,
    open_offers,
    private_needs,
)
from sanshe.domain.exchange.queries.desk import unmet_needs, unmet_reason

__all__ = [
    "Answer",
    "agreement_for",
    "agreements_of",
    "agreements_on_need",
    "agreements_on_offer",
    "answers_to",
    "answers_to_need",
    "disputes_in",
    "need_for",
    "needs_for",
    "needs_for_offer",
    "needs_of",
    "offer_for",
    "offer_of_service",
    "offers_of",
    "open_needs",
    "open_offers",
    "private_needs",
    "reading_of",
    "unmet_needs",
    "unmet_reason",
    "waiting_count",
]
