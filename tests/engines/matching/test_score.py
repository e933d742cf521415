"""Eligibility, order, reasons, and the laws that every score keeps."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.language.tokens import tokenize
from sanshe.engines.matching.score import Candidate, Query, Reason, Weights, distance_m, eligible, rank, score

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
    starts_at=at_hour(8),
    ends_at=at_hour(12),
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
        Reason("time_fits", (("start", at_hour(9)), ("end", at_hour(11.5)))),
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
    ],
)
def test_refusals_are_named(change, reasons):
    assert eligible(QUERY, replace(NURSE, **change)) == reasons


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


def test_given_token_weights_are_used():
    query = Query(tokens=("a", "b"))
    candidates = [Candidate(key=1, tokens=("a",)), Candidate(key=2, tokens=("b",))]

    found = rank(query, candidates, token_weights={"a": 1.0, "b": 9.0})

    assert [one.key for one in found] == [2, 1]


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
