"""Every reason and every refusal has words, for both sides; shares are whole points that add up."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.matching.eligibility import refusals
from sanshe.engines.matching.score import PARTS
from sanshe.engines.matching.sides import Candidate, Query, Refusal
from sanshe.web.exchange.reasons import hindrances_in_words, shares_of

NINE = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = timedelta(hours=1)
NEED = SimpleNamespace(starts_at=NINE, ends_at=NINE + 2 * HOUR)
OFFER = SimpleNamespace(community=SimpleNamespace(name="纺园社区"))
WANTED = Query(
    tokens=(),
    age_years=30,
    community="a",
    point=(104.06, 30.67),
    spans=((NINE, NINE + 2 * HOUR),),
    party_size=3,
    languages=frozenset({"mandarin"}),
    needs_check=True,
)
# Each candidate is refused for one thing only.
FITS = Candidate(key=1, is_checked=True)
REFUSED = {
    "not_for_this_age": {"minimum_age": 60},
    "full": {"places_left": 2},
    "not_in_this_area": {"community": "b"},
    "no_common_time": {"windows": ((NINE + 24 * HOUR, NINE + 26 * HOUR),)},
    "too_far": {"point": (104.1, 30.67), "reach_m": 1500.0},
    "other_language": {"languages": frozenset({"english"})},
    "not_checked": {"is_checked": False},
}
SAID = {
    "not_for_this_age": "It is for people from 60 years on.",
    "full": "There is room for 2 only.",
    "not_in_this_area": "It is given in 纺园社区 only.",
    "other_language": "They speak English.",
    "not_checked": "No worker has seen their papers yet; for children and visits at home that is needed.",
}


@pytest.mark.parametrize("code", REFUSED)
@pytest.mark.parametrize("for_provider", [False, True])
def test_refusal_is_a_sentence_with_what_would_change_it(code, for_provider):
    found = refusals(WANTED, Candidate(**{"key": 1, "is_checked": True, **REFUSED[code]}))

    with translation.override("en"):
        (said,) = hindrances_in_words(found, offer=OFFER, need=NEED, for_provider=for_provider)

    assert [one.code for one in found] == [code]
    assert said.said == SAID.get(code, said.said)
    assert said.said.endswith(".")
    assert said.way
    assert said.way != said.said


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (Refusal("not_for_this_age", (("minimum", None), ("maximum", 12))), "It is for people up to 12 years."),
        (
            Refusal("not_for_this_age", (("minimum", 3), ("maximum", 12))),
            "It is for people from 3 to 12 years only.",
        ),
        (Refusal("full", (("left", None),)), "At that hour there is no room for so many."),
        (Refusal("full", (("left", 0),)), "All places are taken."),
        (Refusal("no_common_time", (("start", None), ("end", None))), "They have no time then."),
        (
            Refusal("too_far", (("distance_m", 2113), ("reach_m", 1500.0))),
            "It is about 30 minutes on foot; they come on foot, up to 21 minutes.",
        ),
    ],
)
def test_refusal_says_what_is_known(refusal, said):
    with translation.override("en"):
        (found,) = hindrances_in_words([refusal], offer=OFFER, need=NEED)

    assert found.said == said


@given(st.lists(st.floats(0, 0.2), min_size=len(PARTS), max_size=len(PARTS)))
def test_shares_are_whole_points_whose_sum_is_that_of_the_score(values):
    components = dict(zip(PARTS, values, strict=True))

    shares = shares_of(components, weights=dict.fromkeys(PARTS, 20))

    assert sum(share.points for share in shares) == round(sum(value * 100 for value in values))
    assert all(abs(share.points - components[name] * 100) < 1 for name, share in zip(PARTS, shares, strict=True))
