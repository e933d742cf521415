"""Order candidates for a query, and say of each what its score is made of.

The score is a weighted sum of five components, each a value in [0, 1] that depends on the query and this one
candidate alone. So a candidate can neither lift nor push another, and the same two always stand in the same order.
"""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sanshe.engines.matching.words import matched_words, text_fit

# Contributions are whole multiples of this, so that they add up to the score without a rounding remainder.
UNIT = 2.0**-30

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG

# Whole years, both ends included.
AGE_BANDS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"infant": (0, 2), "child": (3, 12), "youth": (13, 17), "adult": (18, 59), "elder": (60, 130)}
)


@dataclass(frozen=True)
class Weights:
    """What each component counts; together 1.

    The figures are a guess stated before any accepted or declined suggestion was seen: words and category say what
    is wanted, distance and time whether it can be had, trust whether it will be kept.
    """

    text: float = 0.36
    category: float = 0.28
    distance: float = 0.14
    time: float = 0.12
    trust: float = 0.10


WEIGHTS = Weights()

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
# Text and category together must reach this (of 1) before a candidate counts as an answer at all.
LEAST_RELEVANCE = 0.06


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is wanted (or, seen from the other side, what is given).

    Attributes
    ----------
    tokens : tuple of str
        As `language.tokens.tokenize` cuts them.
    categories : tuple of (code, probability)
        Likeliest first; probabilities in [0, 1].
    category_ancestors : tuple of str
        Codes above the wanted categories, so that a category beside them counts as related.
    age_years, age_band : int or None, str or None
        Of the person it is for; years go before the band (see `AGE_BANDS`).
    community : str
        Code of the community it is wanted in; empty: anywhere.
    point : (longitude, latitude) or None
        Degrees, WGS 84.
    starts_at, ends_at : datetime or None
        Half-open, aware; without an end two hours are meant.
    party_size : int
        Persons, at least 1.
    """

    tokens: tuple[str, ...]
    categories: tuple[tuple[str, float], ...] = ()
    category_ancestors: tuple[str, ...] = ()
    age_years: int | None = None
    age_band: str | None = None
    community: str = ""
    point: tuple[float, float] | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    party_size: int = 1


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What may answer.

    Attributes
    ----------
    key : hashable, ordered
        Comes back in the result and breaks ties.
    tokens : tuple of str
    text_score : float or None
        In [0, 1]; None: computed from the tokens.
    category_code, category_ancestors : str, tuple of str
        Its category and the codes above it; empty: unknown.
    community : str
        Code; empty: serves everywhere.
    point : (longitude, latitude) or None
    windows : tuple of (start, end), or None
        When it can be had, half-open; None: at any time.
    minimum_age, maximum_age : int or None
        Whole years, both ends included.
    places_left : int or None
        None: no limit.
    kept, promised : int
        Promises kept, out of promises made.
    provider_key, days_open : hashable, int
        Carried for the log of what was shown; neither changes the order.
    """

    key: Any
    tokens: tuple[str, ...] = ()
    text_score: float | None = None
    category_code: str = ""
    category_ancestors: tuple[str, ...] = ()
    community: str = ""
    point: tuple[float, float] | None = None
    windows: tuple[tuple[datetime, datetime], ...] | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    places_left: int | None = None
    kept: int = 0
    promised: int = 0
    provider_key: Hashable = None
    days_open: int = 0


@dataclass(frozen=True)
class Reason:
    """Why a candidate fits, as a code and named values for the page to put into words.

    Codes: ``same_category``, ``related_category``, ``same_words`` (words), ``time_fits`` (start, end),
    ``free_any_time``, ``near`` (distance_m), ``same_community``, ``kept_promises`` (kept, of), ``serves_age``.
    """

    code: str
    params: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Scored:
    """A candidate's score in [0, 1], the contributions that add up to it exactly, and its reasons."""

    key: Any
    score: float
    components: Mapping[str, float]
    reasons: tuple[Reason, ...]


def eligible(query: Query, candidate: Candidate) -> tuple[str, ...]:
    """Say why a candidate cannot answer at all; nothing where it can.

    Returns
    -------
    tuple of str
        Of ``not_for_this_age``, ``full``, ``not_in_this_area``, ``no_common_time``, in this order.
    """
    refusals = []
    if not _serves_age(query, candidate):
        refusals.append("not_for_this_age")
    if candidate.places_left is not None and candidate.places_left < query.party_size:
        refusals.append("full")
    if query.community and candidate.community and query.community != candidate.community:
        refusals.append("not_in_this_area")
    if query.starts_at is not None and candidate.windows is not None and _common_time(query, candidate) is None:
        refusals.append("no_common_time")
    return tuple(refusals)


def rank(
    query: Query,
    candidates: Iterable[Candidate],
    *,
    weights: Weights = WEIGHTS,
    limit: int = 20,
    token_weights: Mapping[str, float] | None = None,
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
    token_weights : mapping of token to weight, optional
        For instance inverse document frequencies, not negative; without them the weights of `words.token_weight`.

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
    parts = [getattr(weights, field.name) for field in fields(weights)]
    if min(parts) < 0 or math.fsum(parts) > 1 + 1e-9:
        raise ValueError("weights must not be negative and add up to at most 1")
    valued = [
        (candidate, _values(query, candidate, token_weights))
        for candidate in candidates
        if not eligible(query, candidate)
    ]
    weighed = [
        (candidate, _weighed(values, weights))
        for candidate, values in valued
        if max(values["text"], values["category"]) >= LEAST_RELEVANCE
    ]
    weighed.sort(key=lambda one: (-sum(one[1].values()), one[0].key))
    return tuple(_scored(query, candidate, components, token_weights) for candidate, components in weighed[:limit])


def score(
    query: Query,
    candidate: Candidate,
    *,
    weights: Weights = WEIGHTS,
    token_weights: Mapping[str, float] | None = None,
) -> Scored:
    """Score one candidate, eligible or not, and say why.

    Each contribution is weight times value, cut down to a multiple of `UNIT`; their plain sum is the score.
    """
    components = _weighed(_values(query, candidate, token_weights), weights)
    return _scored(query, candidate, components, token_weights)


def distance_m(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Return the great-circle distance in metres between two (longitude, latitude) in degrees (haversine)."""
    (lon_a, lat_a), (lon_b, lat_b) = (tuple(map(math.radians, point)) for point in (here, there))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half)))


def _values(query: Query, candidate: Candidate, token_weights: Mapping[str, float] | None) -> dict[str, float]:
    return {
        "text": _text_value(query, candidate, token_weights),
        "category": _category_value(query, candidate),
        "distance": _distance_value(query, candidate),
        "time": _time_value(query, candidate),
        "trust": _trust_value(candidate),
    }


def _weighed(values: Mapping[str, float], weights: Weights) -> dict[str, float]:
    return {name: math.floor(getattr(weights, name) * value / UNIT) * UNIT for name, value in values.items()}


def _scored(
    query: Query,
    candidate: Candidate,
    components: dict[str, float],
    token_weights: Mapping[str, float] | None,
) -> Scored:
    return Scored(
        key=candidate.key,
        score=sum(components.values()),
        components=MappingProxyType(components),
        reasons=_reasons(query, candidate, token_weights),
    )


def _text_value(query: Query, candidate: Candidate, token_weights: Mapping[str, float] | None) -> float:
    if candidate.text_score is not None:
        return min(1.0, max(0.0, candidate.text_score))
    return text_fit(query.tokens, candidate.tokens, token_weights)


def _category_value(query: Query, candidate: Candidate) -> float:
    if not candidate.category_code or not query.categories:
        return 0.0
    for code, probability in query.categories:
        if code == candidate.category_code:
            return min(1.0, max(0.0, probability))
    if not _is_related(query, candidate):
        return 0.0
    return RELATED * min(1.0, max(0.0, max(probability for _, probability in query.categories)))


def _is_related(query: Query, candidate: Candidate) -> bool:
    above = {code for code, _ in query.categories} | set(query.category_ancestors)
    return not above.isdisjoint(candidate.category_ancestors) or candidate.category_code in above


def _distance_value(query: Query, candidate: Candidate) -> float:
    if query.point is None or candidate.point is None:
        return UNSAID
    return math.exp(-distance_m(query.point, candidate.point) / WALK_M)


def _query_span(query: Query) -> tuple[datetime, datetime] | None:
    if query.starts_at is None:
        return None
    return query.starts_at, query.ends_at or query.starts_at + ENOUGH_TIME


def _common_time(query: Query, candidate: Candidate) -> tuple[datetime, datetime] | None:
    """Return the longest span (the earliest of several) in which both have time, or None."""
    span = _query_span(query)
    if span is None or candidate.windows is None:
        return None
    common = [(max(span[0], start), min(span[1], end)) for start, end in candidate.windows]
    common = [(start, end) for start, end in common if start < end]
    return min(common, key=lambda both: (both[0] - both[1], both[0]), default=None)


def _time_value(query: Query, candidate: Candidate) -> float:
    span = _query_span(query)
    if span is None:
        return UNSAID
    if candidate.windows is None:
        return ANY_TIME
    common = _common_time(query, candidate)
    if common is None:
        return 0.0
    return min(1.0, (common[1] - common[0]) / min(span[1] - span[0], ENOUGH_TIME))


def _trust_value(candidate: Candidate) -> float:
    promised = max(0, candidate.promised)
    kept = min(max(0, candidate.kept), promised)
    return (kept + PRIOR_KEPT) / (promised + PRIOR_PROMISED)


def _serves_age(query: Query, candidate: Candidate) -> bool:
    ages = _ages(query)
    if ages is None:
        return True
    youngest, oldest = ages
    return (candidate.maximum_age is None or youngest <= candidate.maximum_age) and (
        candidate.minimum_age is None or candidate.minimum_age <= oldest
    )


def _ages(query: Query) -> tuple[int, int] | None:
    if query.age_years is not None:
        return query.age_years, query.age_years
    return AGE_BANDS.get(query.age_band or "")


def _reasons(query: Query, candidate: Candidate, token_weights: Mapping[str, float] | None) -> tuple[Reason, ...]:
    reasons = []
    if candidate.category_code and candidate.category_code in {code for code, _ in query.categories}:
        reasons.append(Reason("same_category"))
    elif _category_value(query, candidate) > 0:
        reasons.append(Reason("related_category"))
    words = matched_words(query.tokens, candidate.tokens, token_weights)
    if words:
        reasons.append(Reason("same_words", (("words", words),)))
    common = _common_time(query, candidate)
    if common:
        reasons.append(Reason("time_fits", (("start", common[0]), ("end", common[1]))))
    elif query.starts_at is not None and candidate.windows is None:
        reasons.append(Reason("free_any_time"))
    apart = distance_m(query.point, candidate.point) if query.point and candidate.point else None
    if apart is not None and apart <= NEAR_M:
        reasons.append(Reason("near", (("distance_m", round(apart)),)))
    elif query.community and query.community == candidate.community:
        reasons.append(Reason("same_community"))
    if candidate.kept > 0:
        reasons.append(Reason("kept_promises", (("kept", candidate.kept), ("of", candidate.promised))))
    if _ages(query) and (candidate.minimum_age is not None or candidate.maximum_age is not None):
        reasons.append(Reason("serves_age"))
    return tuple(reasons)
