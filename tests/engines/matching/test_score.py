"""Eligibility, order, reasons, and the laws that every score keeps."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.language.tokens import tokenize
from sanshe.engines.matching.distances import distance_m
from sanshe.engines.matching.eligibility import eligible, refusals
from sanshe.engines.matching.many import consider
from sanshe.engines.matching.score import PARTS, WEIGHTS, Weights, rank, rank_queries, score
from sanshe.engines.matching.sides import Candidate, Query, Reason, Refusal
from sanshe.engines.matching.text_score import TextScorer

TUESDAY = datetime(2026, 11, 24, tzinfo=ZoneInfo("Asia/Shanghai"))
HERE = (104.06, 30.67)


def at_hour(hour):
    return TUESDAY + timedelta(hours=hour)


QUERY = Query(
    tokens=tokenize("我妈腿脚不便，想找人陪她周二上午去医院"),
    categories=(("escort_to_doctor", 0.8), ("accompanied_outings", 0.1)),
    category_ancestors=("health",),
    age_years=75,
    community="510104001001",
    point=HERE,
    spans=((at_hour(8), at_hour(12)),),
)
NURSE = Candidate(
    key=1,
    tokens=tokenize("退休护士，上午有空，可以陪老人去医院挂号取药"),
    category_code="escort_to_doctor",
    category_ancestors=("health",),
    community="510104001001",
    point=(104.062, 30.671),
    windows=((at_hour(9), at_hour(11.5)),),
    minimum_age=60,
    places_left=2,
    kept=7,
    promised=8,
)
GARDENER = Candidate(
    key=2, tokens=tokenize("可以帮忙修剪月季"), category_code="gardening", category_ancestors=("nature",)
)


def test_answer_comes_with_its_reasons():
    (found,) = rank(QUERY, [NURSE, GARDENER])

    assert found.key == 1
    assert found.reasons == (
        Reason("same_category"),
        Reason("same_words", (("words", ("医院",)),)),
        Reason("time_fits", (("start", at_hour(9)), ("end", at_hour(11.5)), ("met", 1), ("of", 1))),
        Reason("near", (("distance_m", 221),)),
        Reason("kept_promises", (("kept", 7), ("of", 8))),
        Reason("serves_age"),
    )


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, ()),
        ({"minimum_age": 76}, ("not_for_this_age",)),
        ({"minimum_age": None, "maximum_age": 74}, ("not_for_this_age",)),
        ({"maximum_age": 75}, ()),
        ({"places_left": 0}, ("full",)),
        ({"places_left": None}, ()),
        ({"community": "510104001002"}, ("not_in_this_area",)),
        ({"community": ""}, ()),
        ({"windows": ((at_hour(12), at_hour(18)),)}, ("no_common_time",)),
        ({"windows": ()}, ("no_common_time",)),
        ({"windows": None}, ()),
        ({"places_left": 0, "windows": (), "community": "x"}, ("full", "not_in_this_area", "no_common_time")),
        ({"windows": None, "weekly_hours": ((1, 480, 720),)}, ()),
        ({"windows": None, "weekly_hours": ((2, 480, 720),)}, ("no_common_time",)),
        ({"windows": None, "weekly_hours": ((1, 720, 900),)}, ("no_common_time",)),
        ({"reach_m": 500.0}, ()),
        ({"reach_m": 200.0}, ("too_far",)),
        ({"reach_m": 200.0, "point": None}, ()),
        ({"languages": frozenset({"english"})}, ("other_language",)),
        ({"languages": frozenset({"english", "sichuanese"})}, ()),
        ({"room": 1}, ()),
        ({"room": 1, "busy": ((at_hour(0), at_hour(24), 1),)}, ("full",)),
        ({"room": 1, "busy": ((at_hour(8), at_hour(10), 1),)}, ()),
        ({"room": 2, "busy": ((at_hour(8), at_hour(10), 1), (at_hour(9), at_hour(12), 1))}, ()),
        ({"room": 0}, ("full",)),
    ],
)
def test_refusals_are_named(change, reasons):
    assert eligible(replace(QUERY, languages=frozenset({"sichuanese"})), replace(NURSE, **change)) == reasons


def test_child_and_home_visit_need_a_checked_provider():
    query = replace(QUERY, needs_check=True)

    assert eligible(query, NURSE) == ("not_checked",)
    assert eligible(query, replace(NURSE, is_checked=True)) == ()
    assert Reason("checked") in score(query, replace(NURSE, is_checked=True)).reasons


def test_one_meeting_of_a_series_is_enough_and_the_share_is_said():
    weeks = tuple((at_hour(8 + 168 * week), at_hour(12 + 168 * week)) for week in range(4))
    series = replace(QUERY, spans=weeks)

    found = score(series, replace(NURSE, windows=weeks[1:3]))

    assert Reason("time_fits", (("start", weeks[1][0]), ("end", weeks[1][1]), ("met", 2), ("of", 4))) in found.reasons
    assert found.values["time"] == 0.5
    assert eligible(series, replace(NURSE, windows=((at_hour(20), at_hour(22)),))) == ("no_common_time",)


def test_refusal_says_what_would_have_to_change():
    query = replace(QUERY, languages=frozenset({"sichuanese"}), needs_check=True, earliest=at_hour(0))
    other = replace(
        NURSE,
        minimum_age=80,
        places_left=0,
        community="x",
        windows=((at_hour(-60), at_hour(-50)), (at_hour(30), at_hour(32))),
        reach_m=100.0,
        languages=frozenset({"english"}),
    )

    assert refusals(query, other) == (
        Refusal("not_for_this_age", (("minimum", 80), ("maximum", None))),
        Refusal("full", (("left", 0),)),
        Refusal("not_in_this_area", (("community", "x"),)),
        Refusal("no_common_time", (("start", at_hour(30)), ("end", at_hour(32)))),
        Refusal("too_far", (("distance_m", 221), ("reach_m", 100.0))),
        Refusal("other_language", (("languages", ("english",)),)),
        Refusal("not_checked"),
    )


def test_nearest_time_follows_the_hours_of_the_week():
    wednesdays = replace(NURSE, windows=None, weekly_hours=((2, 540, 660),))

    (refusal,) = refusals(QUERY, wednesdays)

    assert dict(refusal.params) == {"start": at_hour(33), "end": at_hour(35)}


def test_who_was_asked_less_lately_goes_first():
    busy, free = replace(NURSE, key=1, load=6.0), replace(NURSE, key=2, load=0.0)

    assert [one.key for one in rank(QUERY, [busy, free])] == [2, 1]


def test_newcomer_is_not_buried_below_somebody_who_keeps_half():
    newcomer, half = replace(NURSE, key=2, kept=0, promised=0), replace(NURSE, key=1, kept=10, promised=20)

    assert [one.key for one in rank(QUERY, [newcomer, half])] == [2, 1]
    assert score(QUERY, newcomer).values["trust"] == 0.75


def test_record_goes_before_plain_counts():
    assert score(QUERY, replace(NURSE, rate=0.9)).values["trust"] == 0.9


def test_who_waits_longest_is_served_first():
    fresh, old = replace(QUERY, key=1), replace(QUERY, key=2, waited_days=9.0)

    found = rank_queries(NURSE, [fresh, old])

    assert [one.key for one in found] == [2, 1]
    assert Reason("waits_long", (("days", 9),)) in found[0].reasons


def test_own_slips_do_not_answer_each_other():
    own = replace(QUERY, owner_key="a")

    assert rank(own, [replace(NURSE, provider_key="a")]) == ()
    assert consider([own], [replace(NURSE, provider_key="a", places_left=0)])[0].others == ()


def test_consideration_counts_who_cannot_and_why():
    crowd = [
        NURSE,
        replace(NURSE, key=3, places_left=0),
        replace(NURSE, key=4, places_left=0, minimum_age=90),
        GARDENER,
    ]

    (found,) = consider([QUERY], crowd, others_limit=1)

    assert [one.key for one in found.answers] == [1]
    assert [(one.key, [why.code for why in one.refusals]) for one in found.others] == [(3, ["full"])]
    assert (found.answer_count, found.refusal_counts) == (1, {"full": 2, "not_for_this_age": 1})


def test_shipped_weights_are_a_whole():
    assert sum(getattr(WEIGHTS, name) for name in PARTS) == pytest.approx(1.0, abs=1e-12)


def test_group_needs_as_many_places():
    assert eligible(replace(QUERY, party_size=3), NURSE) == ("full",)


def test_band_of_age_needs_only_to_overlap():
    child = replace(QUERY, age_years=None, age_band="child")

    assert eligible(child, replace(NURSE, minimum_age=10, maximum_age=None)) == ()
    assert eligible(child, replace(NURSE, minimum_age=13, maximum_age=None)) == ("not_for_this_age",)


def test_category_beside_the_wanted_one_is_related():
    found = score(QUERY, replace(NURSE, category_code="blood_pressure"))

    assert found.reasons[0] == Reason("related_category")
    assert 0 < found.components["category"] < score(QUERY, NURSE).components["category"]


def test_candidate_free_at_any_time_says_so():
    found = score(QUERY, replace(NURSE, windows=None))

    assert Reason("free_any_time") in found.reasons


def test_common_words_alone_are_no_answer():
    query = Query(tokens=tokenize("想找人帮忙，周二上午"))

    assert rank(query, [Candidate(key=1, tokens=tokenize("周二上午有空可以帮忙"))]) == ()


def test_ties_stand_in_the_order_of_keys():
    twins = [replace(NURSE, key=key) for key in (3, 1, 2)]

    assert [one.key for one in rank(QUERY, twins)] == [1, 2, 3]


def test_limit_is_kept():
    assert len(rank(QUERY, [replace(NURSE, key=key) for key in range(9)], limit=4)) == 4


def test_words_that_are_said_rarely_tell_more():
    query = Query(tokens=("a", "b"))
    candidates = [Candidate(key=1, tokens=("a",)), Candidate(key=2, tokens=("b",))]

    found = rank(query, candidates, text=TextScorer({"a": 900, "b": 3}, 1000))

    assert [one.key for one in found] == [2, 1]
    assert found[0].components["text"] > found[1].components["text"]


def test_weights_beyond_one_are_refused():
    with pytest.raises(ValueError, match="weights"):
        rank(QUERY, [NURSE], weights=Weights(text=0.9))


def test_distance_follows_the_globe():
    assert distance_m((0, 0), (0, 1)) == pytest.approx(111_195, abs=1)
    assert distance_m(HERE, HERE) == 0


words = st.lists(st.sampled_from((*QUERY.tokens, "w:月季", "月季", "w:二胡", "x")), max_size=20, unique=True).map(tuple)
hours = st.integers(0, 48)
windows = st.none() | st.lists(
    st.tuples(hours, st.integers(1, 12)).map(lambda pair: (at_hour(pair[0]), at_hour(pair[0] + pair[1]))), max_size=3
).map(tuple)
points = st.none() | st.tuples(st.floats(103.9, 104.2), st.floats(30.5, 30.8))
candidates = st.builds(
    Candidate,
    key=st.integers(0, 10**6),
    tokens=words,
    text_score=st.none() | st.floats(0, 1),
    category_code=st.sampled_from(("", "escort_to_doctor", "accompanied_outings", "blood_pressure", "gardening")),
    category_ancestors=st.sampled_from(((), ("health",), ("nature",))),
    community=st.sampled_from(("", "510104001001", "510104001002")),
    point=points,
    windows=windows,
    minimum_age=st.none() | st.integers(0, 80),
    maximum_age=st.none() | st.integers(60, 120),
    places_left=st.none() | st.integers(0, 3),
    kept=st.integers(0, 20),
    promised=st.integers(0, 20),
    load=st.floats(0, 50),
    rate=st.none() | st.floats(0, 1),
    reach_m=st.none() | st.floats(100, 5000),
    room=st.none() | st.integers(0, 3),
    busy=st.lists(
        st.tuples(hours, st.integers(1, 12), st.integers(1, 3)).map(
            lambda one: (at_hour(one[0]), at_hour(one[0] + one[1]), one[2])
        ),
        max_size=3,
    ).map(tuple),
    weekly_hours=st.sampled_from(((), ((1, 480, 720),), ((2, 0, 1440),))),
)
crowds = st.lists(candidates, max_size=12, unique_by=lambda one: one.key)


@given(candidates)
def test_components_add_up_exactly(candidate):
    found = score(QUERY, candidate)

    assert sum(found.components.values()) == found.score
    assert 0 <= found.score <= 1


@given(crowds)
def test_ineligible_never_appears(crowd):
    shown = {one.key for one in rank(QUERY, crowd)}

    assert not shown & {one.key for one in crowd if eligible(QUERY, one)}


@given(crowds, st.randoms())
def test_order_of_the_input_does_not_matter(crowd, random):
    shuffled = list(crowd)
    random.shuffle(shuffled)

    assert rank(QUERY, crowd) == rank(QUERY, shuffled)


@given(crowds, crowds)
def test_others_do_not_reorder(crowd, others):
    mine = {one.key for one in crowd}
    strangers = [one for one in others if one.key not in mine]

    together = rank(QUERY, [*crowd, *strangers], limit=100)

    assert tuple(one for one in together if one.key in mine) == rank(QUERY, crowd, limit=100)


@given(candidates, st.floats(0, 1))
def test_nearer_never_lowers(candidate, share):
    far = replace(candidate, point=candidate.point or (104.2, 30.8))
    nearer = replace(
        far, point=tuple(here + share * (there - here) for here, there in zip(HERE, far.point, strict=True))
    )

    assert score(QUERY, nearer).score >= score(QUERY, far).score


@given(candidates)
def test_one_more_promise_kept_never_lowers(candidate):
    candidate = replace(candidate, rate=None)
    more = replace(candidate, kept=candidate.kept + 1, promised=candidate.promised + 1)
    same_but_kept = replace(candidate, kept=candidate.kept + 1)

    assert (
        score(QUERY, more).score >= score(QUERY, replace(candidate, kept=min(candidate.kept, candidate.promised))).score
    )
    assert score(QUERY, same_but_kept).score >= score(QUERY, candidate).score


@given(candidates, st.sampled_from(QUERY.tokens))
def test_one_more_wanted_word_never_lowers(candidate, token):
    more = replace(candidate, tokens=(*candidate.tokens, token))

    assert score(QUERY, more).score >= score(QUERY, candidate).score


@given(candidates, hours, st.integers(1, 12))
def test_one_more_window_never_lowers(candidate, start, length):
    some = replace(candidate, windows=candidate.windows or ())
    more = replace(some, windows=(*some.windows, (at_hour(start), at_hour(start + length))))

    assert score(QUERY, more).score >= score(QUERY, some).score


@given(candidates)
def test_right_category_never_lowers(candidate):
    right = replace(candidate, category_code="escort_to_doctor")

    assert score(QUERY, right).score >= score(QUERY, candidate).score


@given(crowds)
def test_considered_answers_are_the_ranked_ones_in_the_same_order(crowd):
    (found,) = consider([QUERY], crowd)

    assert [(one.key, one.score) for one in found.answers] == [(one.key, one.score) for one in rank(QUERY, crowd)]
    assert {one.key for one in found.others}.isdisjoint(one.key for one in found.answers)
    assert all(one.refusals for one in found.others)


@given(candidates, st.integers(1, 3))
def test_somebody_more_never_makes_room(candidate, more):
    crowded = replace(candidate, busy=(*candidate.busy, (at_hour(8), at_hour(12), more)))

    if "full" in eligible(QUERY, candidate):
        assert "full" in eligible(QUERY, crowded) or "no_common_time" in eligible(QUERY, crowded)


@given(candidates, st.floats(0, 20))
def test_a_smaller_load_never_lowers(candidate, relief):
    lighter = replace(candidate, load=max(0.0, candidate.load - relief))

    assert score(QUERY, lighter).score >= score(QUERY, candidate).score
