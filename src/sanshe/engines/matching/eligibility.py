"""Whether a candidate can answer at all, and what would have to change where it cannot."""

from sanshe.engines.matching.distances import distance_m
from sanshe.engines.matching.sides import AGE_BANDS, Candidate, Query, Refusal
from sanshe.engines.matching.times import common_times, nearest_time, with_room


def eligible(query: Query, candidate: Candidate) -> tuple[str, ...]:
    """Say why a candidate cannot answer at all, by codes; nothing where it can.

    Returns
    -------
    tuple of str
        Codes of `Refusal`, in its order. What one side does not say keeps nobody out.
    """
    return tuple(code for code, holds in _CHECKS if not holds(query, candidate))


def refusals(query: Query, candidate: Candidate) -> tuple[Refusal, ...]:
    """Say why a candidate cannot answer, each code with what would have to change."""
    return tuple(_explained(code, query, candidate) for code in eligible(query, candidate))


def ages_of(query: Query) -> tuple[int, int] | None:
    """Return the ages in whole years for which something is wanted, both ends included; None where it is not said."""
    if query.age_years is not None:
        return query.age_years, query.age_years
    return AGE_BANDS.get(query.age_band or "")


def _serves_age(query: Query, candidate: Candidate) -> bool:
    ages = ages_of(query)
    if ages is None:
        return True
    youngest, oldest = ages
    return (candidate.maximum_age is None or youngest <= candidate.maximum_age) and (
        candidate.minimum_age is None or candidate.minimum_age <= oldest
    )


def _has_room(query: Query, candidate: Candidate) -> bool:
    if candidate.places_left is not None and candidate.places_left < query.party_size:
        return False
    if candidate.room is None:
        return True
    if candidate.room < query.party_size:
        return False
    if not candidate.busy or not query.spans:
        return True
    common = common_times(query, candidate)
    return not any(common) or any(with_room(common, candidate, query.party_size))


def _serves_area(query: Query, candidate: Candidate) -> bool:
    return not query.community or not candidate.community or query.community == candidate.community


def _has_time(query: Query, candidate: Candidate) -> bool:
    if not query.spans or (candidate.windows is None and not candidate.weekly_hours):
        return True
    return any(common_times(query, candidate))


def _is_near(query: Query, candidate: Candidate) -> bool:
    if candidate.reach_m is None or query.point is None or candidate.point is None:
        return True
    return distance_m(query.point, candidate.point) <= candidate.reach_m


def _speaks(query: Query, candidate: Candidate) -> bool:
    return not query.languages or not candidate.languages or not query.languages.isdisjoint(candidate.languages)


def _is_safe(query: Query, candidate: Candidate) -> bool:
    return candidate.is_checked or not query.needs_check


_CHECKS = (
    ("not_for_this_age", _serves_age),
    ("full", _has_room),
    ("not_in_this_area", _serves_area),
    ("no_common_time", _has_time),
    ("too_far", _is_near),
    ("other_language", _speaks),
    ("not_checked", _is_safe),
)


def _explained(code: str, query: Query, candidate: Candidate) -> Refusal:
    match code:
        case "not_for_this_age":
            return Refusal(code, (("minimum", candidate.minimum_age), ("maximum", candidate.maximum_age)))
        case "full":
            return Refusal(code, (("left", candidate.places_left),))
        case "not_in_this_area":
            return Refusal(code, (("community", candidate.community),))
        case "no_common_time":
            start, end = nearest_time(query, candidate) or (None, None)
            return Refusal(code, (("start", start), ("end", end)))
        case "too_far":
            assert query.point
            assert candidate.point
            apart = round(distance_m(query.point, candidate.point))
            return Refusal(code, (("distance_m", apart), ("reach_m", candidate.reach_m)))
        case "other_language":
            return Refusal(code, (("languages", tuple(sorted(candidate.languages))),))
        case _:
            return Refusal(code)
