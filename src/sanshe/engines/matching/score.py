"""Order candidates for a query, or queries for a candidate, and say of each what its score is made of.

The score is a weighted sum of six components, each a value in [0, 1] that depends on this query and this candidate
alone. So nobody can lift or push another, and the same two always stand in the same order.
"""

import math
from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from itertools import repeat
from types import MappingProxyType
from typing import Any

from sanshe.engines.matching.distances import distance_m
from sanshe.engines.matching.eligibility import ages_of, eligible, refusals
from sanshe.engines.matching.semantic import semantic_fit, text_value
from sanshe.engines.matching.sides import Candidate, Query, Reason, Refusal
from sanshe.engines.matching.text_score import TextScorer, WantedText
from sanshe.engines.matching.times import common_times, longest, with_room
from sanshe.engines.matching.words import matched_words

# Contributions are whole multiples of this, so that they add up to the score without a rounding remainder.
UNIT = 2.0**-30


@dataclass(frozen=True)
class Weights:
    """What each component counts; together 1.

    The figures are a guess stated before any accepted or declined suggestion was seen: words and category say what
    is wanted, distance and time whether it can be had, trust whether it will be kept, turn whose turn it is. A district
    sets its own.
    """

    text: float = 0.34
    category: float = 0.27
    distance: float = 0.13
    time: float = 0.12
    trust: float = 0.09
    turn: float = 0.05


WEIGHTS = Weights()
# Words are weighed by what they tell in general, before anybody counted them.
UNCOUNTED = TextScorer({}, 0)
PARTS = tuple(part.name for part in fields(Weights))

# What a component is worth where one side does not say: neither for nor against.
UNSAID = 0.5
# A candidate that is free at any time is a little less certain than one with a fitting hour.
ANY_TIME = 0.8
# A category above or beside the wanted one.
RELATED = 0.4
# Metres at which nearness has fallen to 1/e: a quarter of an hour on foot.
WALK_M = 1000.0
NEAR_M = 2000.0
# An hour or two of common time is as good as a whole day.
ENOUGH_TIME = timedelta(hours=2)
# A newcomer stands where four promises with three kept would put him.
PRIOR_KEPT, PRIOR_PROMISED = 3.0, 4.0
# Days after which half of all turns are used up by waiting, and after which waiting is worth a word.
HALF_WAITED_DAYS = 3.0
LONG_WAITED_DAYS = 3.0
# Text or category must reach this (of 1) before a candidate counts as an answer at all.
LEAST_RELEVANCE = 0.06


@dataclass(frozen=True)
class Scored:
    """A score in [0, 1], the contributions that add up to it exactly, and its reasons.

    `values` are the components before weighing, in [0, 1]. `refusals` say why it cannot answer, if it cannot; `rank`
    leaves such ones out. `key` is that of the candidate, or of the query where queries are ordered.
    """

    key: Any
    score: float
    components: Mapping[str, float]
    reasons: tuple[Reason, ...]
    values: Mapping[str, float] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()


def rank(
    query: Query,
    candidates: Iterable[Candidate],
    *,
    weights: Weights = WEIGHTS,
    limit: int = 20,
    text: TextScorer = UNCOUNTED,
) -> tuple[Scored, ...]:
    """Order the candidates that can answer, the best first.

    Parameters
    ----------
    query : Query
    candidates : iterable of Candidate
        With distinct keys that can be compared with one another.
    weights : Weights
        Not negative, together at most 1.
    limit : int
        How many at most.
    text : TextScorer
        What the words tell; without a count of how often they are said, what they tell in general.

    Returns
    -------
    tuple of Scored
        By score, ties by key. Left out: who is not `eligible`, and who has nothing to do with the query, neither by
        its words nor by its category; a common word alone is not enough.

    Raises
    ------
    ValueError
        A weight is negative or they exceed 1 together.
    """
    check_weights(weights)
    if limit < 1:
        return ()
    wanted = text.wanted(query.tokens)
    promising = []
    for candidate in candidates:
        if not _is_own(query=query, candidate=candidate):
            values = _values_but_time((query, wanted, candidate, candidate.key))
            if is_relevant(query, candidate, values):
                promising.append((_at_best(values, weights), candidate, values))
    promising.sort(key=lambda one: (-one[0], one[1].key))
    best: list[Weighed] = []
    # What can come to less than the last one shown, even at the best of times, is not looked at closely.
    for at_best, candidate, values in promising:
        if len(best) >= limit and at_best < best[limit - 1].score:
            break
        if not eligible(query, candidate):
            one = _with_time((query, wanted, candidate, candidate.key), values, weights)
            insort(best, one, key=lambda one: (-one.score, one.key))
    return tuple(_scored(one) for one in best[:limit])


def rank_queries(
    candidate: Candidate,
    queries: Iterable[Query],
    *,
    weights: Weights = WEIGHTS,
    limit: int = 20,
    text: TextScorer = UNCOUNTED,
) -> tuple[Scored, ...]:
    """Order the queries that a candidate can answer, the best first; as `rank`, but the turn is who waited longest."""
    check_weights(weights)
    pairs = (
        (query, text.wanted(query.tokens), candidate, query.key) for query in queries if not eligible(query, candidate)
    )
    found = _sorted(_relevant(pairs, weights, by_waiting=True))
    return tuple(_scored(one, by_waiting=True) for one in found[:limit])


def score(
    query: Query,
    candidate: Candidate,
    *,
    weights: Weights = WEIGHTS,
    text: TextScorer = UNCOUNTED,
    by_waiting: bool = False,
) -> Scored:
    """Score one candidate, eligible or not, and say why.

    Each contribution is weight times value, cut down to a multiple of `UNIT`; their plain sum is the score.
    """
    key = query.key if by_waiting else candidate.key
    pair = (query, text.wanted(query.tokens), candidate, key)
    return _scored(_weigh(pair, weights, by_waiting=by_waiting), by_waiting=by_waiting)


def check_weights(weights: Weights) -> None:
    """Refuse weights that are negative or exceed 1 together.

    Raises
    ------
    ValueError
        They do.
    """
    parts = [getattr(weights, name) for name in PARTS]
    if min(parts) < 0 or math.fsum(parts) > 1 + 1e-9:
        raise ValueError("weights must not be negative and add up to at most 1")


Pair = tuple[Query, WantedText, Candidate, Any]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A pair with its values and contributions, not yet put into reasons."""

    query: Query
    candidate: Candidate
    key: Any
    values: dict[str, float]
    components: dict[str, float]
    score: float


def _relevant(pairs: Iterable[Pair], weights: Weights, *, by_waiting: bool = False) -> list[Weighed]:
    weighed = (
        _weigh(pair, weights, by_waiting=by_waiting) for pair in pairs if not _is_own(query=pair[0], candidate=pair[2])
    )
    return [one for one in weighed if is_relevant(one.query, one.candidate, one.values)]


def is_relevant(query: Query, candidate: Candidate, values: Mapping[str, float]) -> bool:
    """Tell whether the two have anything to do with each other: by their words, or by the very category.

    A category beside the wanted one makes a good answer better; by itself it is none.
    """
    if values["text"] >= LEAST_RELEVANCE:
        return True
    is_that_kind = any(code == candidate.category_code for code, _ in query.categories)
    return is_that_kind and values["category"] >= LEAST_RELEVANCE


def _is_own(*, query: Query, candidate: Candidate) -> bool:
    return query.owner_key is not None and query.owner_key == candidate.provider_key


def _sorted(weighed: list[Weighed]) -> list[Weighed]:
    return sorted(weighed, key=lambda one: (-one.score, one.key))


def _weigh(pair: Pair, weights: Weights, *, by_waiting: bool = False) -> Weighed:
    return _with_time(pair, _values_but_time(pair, by_waiting=by_waiting), weights)


def _values_but_time(pair: Pair, *, by_waiting: bool = False) -> dict[str, float]:
    query, wanted, candidate, _ = pair
    return {
        "text": _text_value(query, wanted, candidate),
        "category": _category_value(query, candidate),
        "distance": _distance_value(query, candidate),
        "trust": _trust_value(candidate),
        "turn": _waited(query) if by_waiting else _turn_value(candidate),
    }


def _with_time(pair: Pair, values: Mapping[str, float], weights: Weights) -> Weighed:
    query, _, candidate, key = pair
    whole = {**values, "time": _time_value(query, candidate)}
    components = _components(whole, weights)
    return Weighed(query, candidate, key, whole, components, sum(components.values()))


def _components(values: Mapping[str, float], weights: Weights) -> dict[str, float]:
    return {name: math.floor(getattr(weights, name) * values[name] / UNIT) * UNIT for name in PARTS}


def _at_best(values: Mapping[str, float], weights: Weights) -> float:
    """Return what the score can come to when the times fit; rounding cuts a contribution down, never up."""
    return (
        weights.time
        + weights.text * values["text"]
        + weights.category * values["category"]
        + weights.distance * values["distance"]
        + weights.trust * values["trust"]
        + weights.turn * values["turn"]
    )


def _scored(one: Weighed, *, by_waiting: bool = False, explained: bool = False) -> Scored:
    return Scored(
        key=one.key,
        score=one.score,
        components=MappingProxyType(one.components),
        reasons=_reasons(one.query, one.candidate, by_waiting=by_waiting),
        values=MappingProxyType(one.values),
        refusals=refusals(one.query, one.candidate) if explained else (),
    )


def _text_value(query: Query, wanted: WantedText, candidate: Candidate) -> float:
    if candidate.text_score is not None:
        return min(1.0, max(0.0, candidate.text_score))
    by_words = max(map(wanted.fit, (candidate.tokens, *candidate.wordings), candidate.besides or repeat(0)))
    if query.meaning is None or candidate.meanings is None:
        return by_words
    return text_value(by_words, float(semantic_fit(query.meaning, candidate.meanings).max()))


def _category_value(query: Query, candidate: Candidate) -> float:
    if not candidate.category_code or not query.categories:
        return 0.0
    itself = max((likely for code, likely in query.categories if code == candidate.category_code), default=0.0)
    beside = max(likely for _, likely in query.categories) if _is_related(query, candidate) else 0.0
    return min(1.0, max(0.0, itself, RELATED * beside))


def _is_related(query: Query, candidate: Candidate) -> bool:
    above = {code for code, _ in query.categories} | set(query.category_ancestors)
    return not above.isdisjoint(candidate.category_ancestors) or candidate.category_code in above


def _distance_value(query: Query, candidate: Candidate) -> float:
    if query.point is None or candidate.point is None:
        return UNSAID
    return math.exp(-distance_m(query.point, candidate.point) / WALK_M)


def _time_value(query: Query, candidate: Candidate) -> float:
    """Return how well the times fit: of a series the mean over its meetings."""
    if not query.spans:
        return UNSAID
    if candidate.windows is None and not candidate.weekly_hours and candidate.room is None:
        return ANY_TIME
    common = with_room(common_times(query, candidate), candidate, query.party_size)
    is_any_time = candidate.windows is None and not candidate.weekly_hours
    fits = []
    for span, spans in zip(query.spans, common, strict=True):
        best = longest(spans)
        share = min(1.0, (best[1] - best[0]) / min(span[1] - span[0], ENOUGH_TIME)) if best else 0.0
        fits.append(min(share, ANY_TIME) if is_any_time else share)
    return math.fsum(fits) / len(fits)


def _trust_value(candidate: Candidate) -> float:
    if candidate.rate is not None:
        return min(1.0, max(0.0, candidate.rate))
    promised = max(0, candidate.promised)
    kept = min(max(0, candidate.kept), promised)
    return (kept + PRIOR_KEPT) / (promised + PRIOR_PROMISED)


def _turn_value(candidate: Candidate) -> float:
    """Return whose turn it is: 1 for who was not asked lately, the less the more each place of theirs has given."""
    return 1.0 / (1.0 + max(0.0, candidate.load))


def _waited(query: Query) -> float:
    days = max(0.0, query.waited_days)
    return days / (days + HALF_WAITED_DAYS)


def _reasons(query: Query, candidate: Candidate, *, by_waiting: bool) -> tuple[Reason, ...]:
    reasons = []
    if candidate.category_code and candidate.category_code in {code for code, _ in query.categories}:
        reasons.append(Reason("same_category"))
    elif _category_value(query, candidate) > 0:
        reasons.append(Reason("related_category"))
    words = matched_words(query.tokens, candidate.tokens)
    if words:
        reasons.append(Reason("same_words", (("words", words),)))
    elif any(matched_words(query.tokens, wording) for wording in candidate.wordings):
        reasons.append(Reason("said_alike"))
    reasons += _time_reasons(query, candidate)
    apart = distance_m(query.point, candidate.point) if query.point and candidate.point else None
    if apart is not None and apart <= NEAR_M:
        reasons.append(Reason("near", (("distance_m", round(apart)),)))
    elif query.community and query.community == candidate.community:
        reasons.append(Reason("same_community"))
    if candidate.kept > 0:
        reasons.append(Reason("kept_promises", (("kept", candidate.kept), ("of", candidate.promised))))
    if ages_of(query) and (candidate.minimum_age is not None or candidate.maximum_age is not None):
        reasons.append(Reason("serves_age"))
    spoken = query.languages & candidate.languages
    if spoken:
        reasons.append(Reason("speaks", (("languages", tuple(sorted(spoken))),)))
    if query.needs_check and candidate.is_checked:
        reasons.append(Reason("checked"))
    if by_waiting and query.waited_days >= LONG_WAITED_DAYS:
        reasons.append(Reason("waits_long", (("days", int(query.waited_days)),)))
    return tuple(reasons)


def _time_reasons(query: Query, candidate: Candidate) -> list[Reason]:
    if not query.spans:
        return []
    if candidate.windows is None and not candidate.weekly_hours:
        return [Reason("free_any_time")]
    common = with_room(common_times(query, candidate), candidate, query.party_size)
    best = [span for span in map(longest, common) if span]
    if not best:
        return []
    met = (("met", len(best)), ("of", len(query.spans)))
    return [Reason("time_fits", (("start", best[0][0]), ("end", best[0][1]), *met))]


def put_into_reasons(weighed: Sequence[Weighed], *, explained: bool) -> tuple[Scored, ...]:
    """Return weighed pairs with their reasons and, where `explained`, with why they cannot answer."""
    return tuple(_scored(one, explained=explained) for one in weighed)


def weigh(pairs: Iterable[Pair], weights: Weights) -> list[Weighed]:
    """Weigh the pairs that have anything to do with each other, the best first, eligible or not."""
    return _sorted(_relevant(pairs, weights))
