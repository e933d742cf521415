"""Needs and offers, agreements with their meetings and deliveries, and the weights of the ranking."""

from sanshe.domain.exchange.models.agreements import Agreement, Commitment, Delivery, Proposal
from sanshe.domain.exchange.models.feeds import CalendarFeed
from sanshe.domain.exchange.models.intents import SENTENCE_MAX, Intent, MeToo, Need, Offer
from sanshe.domain.exchange.models.search import SearchAlias, SearchCount, SearchTerm
from sanshe.domain.exchange.models.sheets import SheetImport
from sanshe.domain.exchange.models.showings import Showing
from sanshe.domain.exchange.models.standing import ProviderStanding, StandingDue, UsualShare
from sanshe.domain.exchange.models.suggestions import Suggestion
from sanshe.domain.exchange.models.weightings import Weighting
from sanshe.domain.exchange.models.wordings import Wording

__all__ = [
    "SENTENCE_MAX",
    "Agreement",
    "CalendarFeed",
    "Commitment",
    "Delivery",
    "Intent",
    "MeToo",
    "Need",
    "Offer",
    "Proposal",
    "ProviderStanding",
    "SearchAlias",
    "SearchCount",
    "SearchTerm",
    "SheetImport",
    "Showing",
    "StandingDue",
    "Suggestion",
    "UsualShare",
    "Weighting",
    "Wording",
]
