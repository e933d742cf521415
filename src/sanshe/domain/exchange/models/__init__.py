"""Needs and offers, agreements with their meetings and deliveries, and the weights of the ranking."""

from sanshe.domain.exchange.models.agreements import Agreement, Commitment, Delivery, Proposal
from sanshe.domain.exchange.models.intents import SENTENCE_MAX, Intent, MeToo, Need, Offer
from sanshe.domain.exchange.models.weightings import Weighting

__all__ = [
    "SENTENCE_MAX",
    "Agreement",
    "Commitment",
    "Delivery",
    "Intent",
    "MeToo",
    "Need",
    "Offer",
    "Proposal",
    "Weighting",
]
