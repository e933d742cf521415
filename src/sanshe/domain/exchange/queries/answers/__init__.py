"""Answers: which offers meet a need, and which needs an offer would meet, ranked and each with its reasons.

Candidates come from the words (tsvector, GIN) and from the likeliest categories; the matching engine decides who is
eligible and in which order.
"""

from sanshe.domain.exchange.queries.answers.considering import (
    Considered,
    Weighing,
    considered_for_need,
    considered_for_needs,
    considered_for_offer,
    considered_for_offers,
    needs_near_offers,
)
from sanshe.domain.exchange.queries.answers.finding import needs_seeking_help, needs_with, offers_with
from sanshe.domain.exchange.queries.answers.suggesting import (
    Answer,
    answers_to,
    answers_to_need,
    needs_for,
    needs_for_offer,
    offer_of_service,
    reading_of,
    refused_counts_for_sentence,
)

__all__ = [
    "Answer",
    "Considered",
    "Weighing",
    "answers_to",
    "answers_to_need",
    "considered_for_need",
    "considered_for_needs",
    "considered_for_offer",
    "considered_for_offers",
    "needs_for",
    "needs_for_offer",
    "needs_near_offers",
    "needs_seeking_help",
    "needs_with",
    "offer_of_service",
    "offers_with",
    "reading_of",
    "refused_counts_for_sentence",
]
