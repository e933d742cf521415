"""The two sides of a match, and what is said about them: a query, a candidate, a reason, a refusal."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

Span = tuple[datetime, datetime]

# Whole years, both ends included.
AGE_BANDS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"infant": (0, 2), "child": (3, 12), "youth": (13, 17), "adult": (18, 59), "elder": (60, 130)}
)


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is wanted.

    Attributes
    ----------
    tokens : tuple of str
        As `language.tokens.tokenize` cuts them.
    meaning : array of shape (d,), or None
        What it means, as a vector of length 1; None: compared by words alone.
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
    spans : tuple of (start, end)
        When it is wanted: once, or each meeting of a series; half-open, aware, all on the clock of the place. Empty:
        at any time.
    earliest : datetime or None
        Times before it are over and never proposed.
    party_size : int
        Persons, at least 1.
    languages : frozenset of str
        Any one of them will do; empty: not said.
    needs_check : bool
        Only a provider whose papers were looked at may answer: a child, a visit at home.
    key : hashable, ordered
        Comes back in the result and breaks ties, where queries are ordered for one candidate.
    owner_key : hashable
        Whose it is; what the same one gives is never looked at. None: nobody's.
    waited_days : float
        For how long it has waited; not negative.
    """

    tokens: tuple[str, ...]
    categories: tuple[tuple[str, float], ...] = ()
    category_ancestors: tuple[str, ...] = ()
    age_years: int | None = None
    age_band: str | None = None
    community: str = ""
    point: tuple[float, float] | None = None
    spans: tuple[Span, ...] = ()
    earliest: datetime | None = None
    party_size: int = 1
    languages: frozenset[str] = frozenset()
    needs_check: bool = False
    key: Any = None
    owner_key: Hashable = None
    waited_days: float = 0.0
    meaning: npt.NDArray[np.floating] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What may answer it.

    Attributes
    ----------
    key : hashable, ordered
        Comes back in the result and breaks ties.
    tokens : collection of str
    wordings : tuple of collections of str
        The tokens of what else it was called; the one that fits best stands for it.
    besides : tuple of int
        How many more tokens its own words and each of its wordings have, where only those that the query wants came
        along; empty: none.
    meanings : array of shape (n, d), or None
        What its wordings mean, each of length 1, by the same model as the query's; the best stands for it.
    text_score : float or None
        In [0, 1]; None: computed from the tokens.
    category_code, category_ancestors : str, tuple of str
        Its category and the codes above it; empty: unknown.
    community : str
        Code; empty: serves everywhere.
    point : (longitude, latitude) or None
    reach_m : float or None
        Metres beyond which it does not serve (somebody who comes on foot); None: no such limit.
    windows : tuple of (start, end), or None
        When it can be had, half-open; None: at any time, unless `weekly_hours` say otherwise.
    weekly_hours : tuple of (weekday, start, end)
        Hours of every week: weekday (Monday 0), start and end in minutes after midnight, on the clock of the query's
        spans. They count only where `windows` is None.
    busy : tuple of (start, end, persons)
        What is promised already of a candidate that has room for `room` persons at a time.
    room : int or None
        How many persons at a time; None: no limit, or one that does not depend on the hour (`places_left`).
    minimum_age, maximum_age : int or None
        Whole years, both ends included.
    places_left : int or None
        None: no limit.
    languages : frozenset of str
        Empty: not said.
    is_checked : bool
        Its provider's papers were looked at.
    kept, promised : int
        Promises kept, out of promises made.
    rate : float or None
        The share of kept promises as a record counts it, in [0, 1]; None: from `kept` and `promised`.
    load : float
        How much its provider was asked and gave lately, per place it has; not negative.
    provider_key : hashable
        Who gives it; never looked at for the same one's own queries.
    days_open : int
        Carried for the log of what was shown; it does not change the order.
    """

    key: Any
    tokens: Collection[str] = ()
    wordings: tuple[Collection[str], ...] = ()
    besides: tuple[int, ...] = ()
    text_score: float | None = None
    category_code: str = ""
    category_ancestors: tuple[str, ...] = ()
    community: str = ""
    point: tuple[float, float] | None = None
    reach_m: float | None = None
    windows: tuple[Span, ...] | None = None
    weekly_hours: tuple[tuple[int, int, int], ...] = ()
    busy: tuple[tuple[datetime, datetime, int], ...] = ()
    room: int | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    places_left: int | None = None
    languages: frozenset[str] = frozenset()
    is_checked: bool = False
    kept: int = 0
    promised: int = 0
    rate: float | None = None
    load: float = 0.0
    provider_key: Hashable = None
    days_open: int = 0
    meanings: npt.NDArray[np.floating] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Reason:
    """Why a candidate fits, as a code and named values for the page to put into words.

    Codes: ``same_category``, ``related_category``, ``same_words`` (words), ``said_alike`` (others who said it like this
    were helped), ``time_fits`` (start, end, met, of),
    ``free_any_time``, ``near`` (distance_m), ``same_community``, ``kept_promises`` (kept, of), ``serves_age``,
    ``speaks`` (languages), ``checked``, ``waits_long`` (days).
    """

    code: str
    params: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Why a candidate cannot answer, as a code and what would have to change.

    Codes, in this order: ``not_for_this_age`` (minimum, maximum), ``full`` (left; None where it is full at the wanted
    hours only), ``not_in_this_area`` (community), ``no_common_time`` (start, end: the nearest time it has, both None
    where none is near), ``too_far`` (distance_m, reach_m), ``other_language`` (languages), ``not_checked``.
    """

    code: str
    params: tuple[tuple[str, Any], ...] = ()
