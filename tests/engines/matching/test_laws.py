"""What nobody can lose by: the laws of the ranking, for whatever is wanted and given."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sanshe.engines.matching.distances import distance_m
from sanshe.engines.matching.eligibility import eligible, refusals
from sanshe.engines.matching.many import consider
from sanshe.engines.matching.score import PARTS, WEIGHTS, Weights, is_relevant, rank, rank_queries, score
from sanshe.engines.matching.sides import AGE_BANDS, Candidate, Query
from sanshe.engines.matching.text_score import TextScorer

MONDAY = datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Shanghai"))
HERE, ROUND_THE_CORNER, ACROSS_TOWN = (104.06, 30.67), (104.062, 30.671), (104.12, 30.7)
TOKENS = ("w:医院", "医院", "挂号", "w:水管", "水管", "a7", "遛狗", "w:社区", "w:今天", "的人", "他们")
CODES = ("escort", "plumbing", "dogs", "elsewhere", "")
ALL = 10**6
few = settings(max_examples=60, deadline=None)
some = settings(max_examples=150, deadline=None)


def after(minutes):
    return MONDAY + timedelta(minutes=minutes)


minutes = st.integers(0, 4 * 24 * 60)
lengths = st.integers(1, 30 * 60)
shares = st.floats(0, 1)
spans = st.tuples(minutes, lengths).map(lambda one: (after(one[0]), after(one[0] + one[1])))
points = st.sampled_from((HERE, ROUND_THE_CORNER, ACROSS_TOWN)) | st.tuples(
    st.floats(103.9, 104.2), st.floats(30.5, 30.8)
)
words = st.lists(st.sampled_from(TOKENS), max_size=6, unique=True).map(tuple)
spoken = st.frozensets(st.sampled_from(("sichuanese", "mandarin", "sign")), max_size=2)
hours_of_week = st.tuples(st.integers(0, 6), st.integers(0, 23 * 60), st.integers(1, 60)).map(
    lambda one: (one[0], one[1], one[1] + one[2])
)
directions = st.floats(0, np.pi).map(lambda angle: np.array([np.cos(angle), np.sin(angle)]))
categories = st.lists(
    st.tuples(st.sampled_from(("escort", "plumbing", "dogs")), shares), max_size=3, unique_by=lambda one: one[0]
).map(lambda said: tuple(sorted(said, key=lambda one: -one[1])))
scorers = st.builds(
    TextScorer, st.dictionaries(st.sampled_from(TOKENS), st.integers(1, 300)), st.sampled_from((0, 40, 300))
)
weightings = st.just(WEIGHTS) | st.lists(st.integers(0, 9), min_size=len(PARTS), max_size=len(PARTS)).map(
    lambda parts: Weights(*(part / max(1, sum(parts)) for part in parts))
)
owners = st.sampled_from((None, None, "anna", "bo"))
queries = st.builds(
    Query,
    key=st.integers(0, 999),
    tokens=st.lists(st.sampled_from(TOKENS), max_size=7).map(tuple),
    categories=categories,
    category_ancestors=st.sampled_from(((), ("health",), ("home", "all"))),
    age_years=st.none() | st.integers(0, 100),
    age_band=st.sampled_from((None, *AGE_BANDS)),
    community=st.sampled_from(("", "", "east", "west")),
    point=st.none() | points,
    spans=st.lists(spans, max_size=3).map(tuple),
    earliest=st.none() | st.just(MONDAY),
    party_size=st.sampled_from((1, 1, 2, 4)),
    languages=st.just(frozenset()) | spoken,
    needs_check=st.sampled_from((False, False, True)),
    owner_key=owners,
    waited_days=st.floats(0, 60),
)
candidates = st.builds(
    Candidate,
    key=st.integers(0, 999),
    tokens=words,
    wordings=st.lists(words, max_size=2).map(tuple),
    text_score=st.sampled_from((None, None, None, 0.0, 0.4)),
    category_code=st.sampled_from(CODES),
    category_ancestors=st.sampled_from(((), ("health",), ("home",))),
    community=st.sampled_from(("", "", "east", "west")),
    point=st.none() | points,
    reach_m=st.none() | st.floats(100, 20_000),
    windows=st.none() | st.lists(spans, max_size=3).map(tuple),
    weekly_hours=st.just(()) | st.lists(hours_of_week, max_size=3).map(tuple),
    busy=st.lists(st.tuples(spans, st.integers(1, 3)).map(lambda one: (*one[0], one[1])), max_size=3).map(tuple),
    room=st.none() | st.integers(0, 5),
    minimum_age=st.none() | st.integers(0, 70),
    maximum_age=st.none() | st.integers(30, 120),
    places_left=st.none() | st.integers(0, 5),
    languages=st.just(frozenset()) | spoken,
    is_checked=st.booleans(),
    kept=st.integers(0, 20),
    promised=st.integers(0, 20),
    rate=st.none() | shares,
    load=st.floats(0, 50),
    provider_key=owners,
)
crowds = st.lists(candidates, max_size=7, unique_by=lambda one: one.key)
askers = st.lists(queries, max_size=7, unique_by=lambda one: one.key)


def keys_of(found):
    return [one.key for one in found]


def assert_not_lowered(query, lesser, better, others, *, text):
    others = [one for one in others if one.key != lesser.key]

    before, now = score(query, lesser, text=text), score(query, better, text=text)
    stood = keys_of(rank(query, [lesser, *others], limit=ALL, text=text))
    stands = keys_of(rank(query, [better, *others], limit=ALL, text=text))

    assert now.score >= before.score
    assert all(now.values[part] >= before.values[part] for part in PARTS)
    if lesser.key in stood:
        assert lesser.key in stands
        assert stands.index(lesser.key) <= stood.index(lesser.key)


@given(queries, candidates, crowds, shares, shares, scorers)
@few
def test_trust_of_a_better_record_never_lowers(query, candidate, others, one, other, text):
    low, high = sorted((one, other))

    assert_not_lowered(query, replace(candidate, rate=low), replace(candidate, rate=high), others, text=text)


@given(queries, candidates, crowds, scorers)
@few
def test_trust_of_one_more_kept_promise_never_lowers(query, candidate, others, text):
    counted = replace(candidate, rate=None, kept=min(candidate.kept, candidate.promised))
    one_more = replace(counted, kept=counted.kept + 1, promised=counted.promised + 1)

    assert_not_lowered(query, counted, one_more, others, text=text)


@given(queries, candidates, crowds, points, points, scorers)
@few
def test_distance_of_who_lives_nearer_never_lowers(query, candidate, others, one, other, text):
    here = query.point or HERE
    near, far = sorted((one, other), key=lambda point: distance_m(here, point))

    assert_not_lowered(
        replace(query, point=here), replace(candidate, point=far), replace(candidate, point=near), others, text=text
    )


@given(queries, candidates, crowds, st.floats(0, 50), st.floats(0, 50), scorers)
@few
def test_turn_of_who_was_asked_less_never_lowers(query, candidate, others, one, other, text):
    less, more = sorted((one, other))

    assert_not_lowered(query, replace(candidate, load=more), replace(candidate, load=less), others, text=text)


@given(queries, candidates, crowds, scorers, st.data())
@some
def test_text_of_one_more_shared_token_never_lowers(query, candidate, others, text, data):
    assume(query.tokens)
    token = data.draw(st.sampled_from(query.tokens))
    silent = replace(candidate, text_score=None, tokens=tuple(set(candidate.tokens) - {token}))

    assert_not_lowered(query, silent, replace(silent, tokens=(*silent.tokens, token)), others, text=text)


@given(queries, candidates, crowds, scorers, words)
@few
def test_text_of_one_more_wording_never_lowers(query, candidate, others, text, wording):
    more = replace(candidate, wordings=(*candidate.wordings, wording))

    assert_not_lowered(query, candidate, more, others, text=text)


@given(queries, candidates, crowds, spans, st.integers(0, 600), st.integers(0, 600))
@few
def test_time_of_a_wider_window_never_lowers(query, candidate, others, window, earlier, later):
    wider = (window[0] - timedelta(minutes=earlier), window[1] + timedelta(minutes=later))
    windows = candidate.windows or ()

    assert_not_lowered(
        query,
        replace(candidate, windows=(*windows, window)),
        replace(candidate, windows=(*windows, wider)),
        others,
        text=TextScorer({}, 0),
    )


@given(queries, candidates, crowds, hours_of_week, st.integers(0, 600), st.integers(0, 600))
@few
def test_time_of_longer_hours_of_the_week_never_lowers(query, candidate, others, hours, earlier, later):
    weekday, begins, ends = hours
    longer = (weekday, max(0, begins - earlier), min(24 * 60, ends + later))
    weekly = candidate.weekly_hours

    assert_not_lowered(
        query,
        replace(candidate, windows=None, weekly_hours=(*weekly, hours)),
        replace(candidate, windows=None, weekly_hours=(*weekly, longer)),
        others,
        text=TextScorer({}, 0),
    )


@given(queries, candidates, crowds, st.integers(0, 5), st.integers(0, 3))
@few
def test_time_of_more_room_never_lowers(query, candidate, others, room, more):
    narrow, wide = replace(candidate, room=room), replace(candidate, room=room + more)

    assert_not_lowered(query, narrow, wide, others, text=TextScorer({}, 0))
    assert_not_lowered(query, narrow, replace(narrow, busy=narrow.busy[1:]), others, text=TextScorer({}, 0))


@given(queries, candidates, shares, st.data())
@some
def test_category_that_is_likelier_never_lowers(query, candidate, share, data):
    assume(query.categories)
    number = data.draw(st.integers(0, len(query.categories) - 1))
    code, probability = query.categories[number]
    likelier = (code, probability + share * (1 - probability))
    said = (*query.categories[:number], likelier, *query.categories[number + 1 :])

    assert score(replace(query, categories=said), candidate).score >= score(query, candidate).score


@given(queries, candidates, crowds, scorers, st.data())
@few
def test_category_that_is_the_likelier_of_the_wanted_never_lowers(query, candidate, others, text, data):
    assume(query.categories)
    likelier, less_likely = sorted(data.draw(st.tuples(*[st.integers(0, len(query.categories) - 1)] * 2)))

    assert_not_lowered(
        query,
        replace(candidate, category_code=query.categories[less_likely][0]),
        replace(candidate, category_code=query.categories[likelier][0]),
        others,
        text=text,
    )


@given(queries, candidates, shares)
@example(
    Query(tokens=(), categories=(("plumbing", 0.9),), category_ancestors=("home",)),
    Candidate(key=1, category_ancestors=("home",)),
    0.1,
)
@few
def test_category_that_may_be_meant_after_all_never_lowers(query, candidate, probability):
    unsaid = replace(query, categories=tuple(one for one in query.categories if one[0] != "dogs"))
    lowest = min((one[1] for one in unsaid.categories), default=1.0)
    said = replace(unsaid, categories=(*unsaid.categories, ("dogs", probability * lowest)))
    dogs = replace(candidate, category_code="dogs")

    assert score(said, dogs).score >= score(unsaid, dogs).score


WANTED = Query(
    tokens=("w:医院", "挂号"),
    age_years=75,
    community="east",
    point=HERE,
    spans=((after(480), after(720)),),
    party_size=2,
    languages=frozenset({"sichuanese"}),
    needs_check=True,
)
ANSWER = Candidate(
    key=1, tokens=("w:医院", "挂号"), point=ROUND_THE_CORNER, windows=((after(540), after(660)),), is_checked=True
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"minimum_age": 76}, "not_for_this_age"),
        ({"maximum_age": 74}, "not_for_this_age"),
        ({"places_left": 1}, "full"),
        ({"room": 1}, "full"),
        ({"room": 2, "busy": ((after(0), after(1440), 1),)}, "full"),
        ({"community": "west"}, "not_in_this_area"),
        ({"windows": ()}, "no_common_time"),
        ({"windows": ((after(720), after(900)),)}, "no_common_time"),
        ({"windows": None, "weekly_hours": ((1, 480, 720),)}, "no_common_time"),
        ({"reach_m": 200.0}, "too_far"),
        ({"languages": frozenset({"sign"})}, "other_language"),
        ({"is_checked": False}, "not_checked"),
    ],
)
def test_refused_for_one_reason_is_considered_and_never_an_answer(change, code):
    refused = replace(ANSWER, key=2, **change)

    (found,) = consider([WANTED], [ANSWER, refused])

    assert keys_of(rank(WANTED, [ANSWER, refused])) == keys_of(found.answers) == [1]
    assert rank_queries(refused, [WANTED]) == ()
    assert [(one.key, [why.code for why in one.refusals]) for one in found.others] == [(2, [code])]
    assert (found.answer_count, found.refusal_counts) == (1, {code: 1})


@given(queries, crowds, scorers)
@some
def test_refused_never_answers_and_is_counted_with_each_of_its_reasons(query, crowd, text):
    reasons = {one.key: refusals(query, one) for one in crowd if eligible(query, one)}

    (found,) = consider([query], crowd, limit=None, others_limit=None, text=text)

    assert reasons.keys().isdisjoint(keys_of(rank(query, crowd, limit=ALL, text=text)))
    assert reasons.keys().isdisjoint(keys_of(found.answers))
    assert all(one.refusals == reasons[one.key] for one in found.others)
    codes = [why.code for one in found.others for why in one.refusals]
    assert found.refusal_counts == {code: codes.count(code) for code in set(codes)}


@given(candidates, askers)
@few
def test_refused_is_never_shown_the_query_either(candidate, asked):
    shown = keys_of(rank_queries(candidate, asked, limit=ALL))

    assert not any(eligible(one, candidate) for one in asked if one.key in shown)


@given(queries, crowds, crowds, scorers, st.randoms())
@some
def test_others_that_come_in_any_order_leave_the_order_of_the_rest(query, crowd, others, text, random):
    mine = {one.key for one in crowd}
    together = [*crowd, *(one for one in others if one.key not in mine)]
    random.shuffle(together)

    all_of_them = rank(query, together, limit=ALL, text=text)
    (considered,) = consider([query], together, limit=None, text=text)

    alone = rank(query, crowd, limit=ALL, text=text)
    assert tuple(one for one in all_of_them if one.key in mine) == alone
    assert tuple(one for one in considered.answers if one.key in mine) == alone


@given(candidates, askers, askers, scorers, st.randoms())
@few
def test_other_queries_in_any_order_leave_the_order_of_the_rest(candidate, asked, others, text, random):
    mine = {one.key for one in asked}
    together = [*asked, *(one for one in others if one.key not in mine)]
    random.shuffle(together)

    found = rank_queries(candidate, together, limit=ALL, text=text)

    assert tuple(one for one in found if one.key in mine) == rank_queries(candidate, asked, limit=ALL, text=text)


@given(queries, candidates, weightings, scorers, st.booleans())
@some
def test_components_of_any_weights_add_up_and_stay_within_them(query, candidate, weights, text, by_waiting):
    found = score(query, candidate, weights=weights, text=text, by_waiting=by_waiting)

    assert sum(found.components.values()) == found.score
    assert found.components.keys() == found.values.keys() == set(PARTS)
    assert all(0 <= found.components[part] <= getattr(weights, part) for part in PARTS)
    assert all(0 <= found.values[part] <= 1 for part in PARTS)


@given(queries, crowds, askers, weightings, scorers)
@few
def test_same_input_gives_the_same_twice(query, crowd, asked, weights, text):
    for _ in range(2):
        assert rank(query, crowd, weights=weights, text=text) == rank(query, crowd, weights=weights, text=text)
        assert consider(asked, crowd, weights=weights, text=text) == consider(asked, crowd, weights=weights, text=text)
    for one in crowd[:2]:
        first = rank_queries(one, asked, weights=weights, text=text)
        assert first == rank_queries(one, asked, weights=weights, text=text)


@given(queries, crowds, weightings, scorers, st.integers(1, 8))
@some
def test_limit_takes_the_head_of_all_and_consideration_the_same(query, crowd, weights, text, limit):
    whole = rank(query, crowd, weights=weights, text=text, limit=ALL)

    (listed,) = consider([query], crowd, weights=weights, text=text, limit=limit)

    assert rank(query, crowd, weights=weights, text=text, limit=limit) == whole[:limit]
    assert listed.answers == whole[:limit]
    assert listed.answer_count == len(whole)


@given(candidates, askers, st.integers(0, 8))
@few
def test_limit_takes_the_head_of_all_queries(candidate, asked, limit):
    whole = rank_queries(candidate, asked, limit=ALL)

    assert rank_queries(candidate, asked, limit=limit) == whole[:limit]


def test_limit_of_none_at_all_gives_none():
    assert consider([WANTED], [ANSWER], limit=0)[0].answers == ()
    assert rank_queries(ANSWER, [WANTED], limit=0) == ()
    assert rank(WANTED, [ANSWER], limit=0) == ()


@given(askers, crowds, directions, st.lists(directions, min_size=7, max_size=7))
@example([Query(tokens=())], [Candidate(key=1)], np.array([1.0, 0.0]), [np.array([1.0, 0.0])])
@few
def test_consideration_of_what_is_meant_is_the_ranking_too(asked, crowd, wanted, meant):
    asked = [replace(one, meaning=wanted) for one in asked]
    crowd = [replace(one, meanings=way[None, :]) for one, way in zip(crowd, meant, strict=False)]

    found = consider(asked, crowd, limit=None)

    for query, one in zip(asked, found, strict=True):
        assert one.answers == rank(query, crowd, limit=ALL)


@given(queries, crowds, scorers)
@few
def test_consideration_names_everybody_who_comes_near_once(query, crowd, text):
    near = {one.key for one in crowd if is_relevant(query, one, score(query, one, text=text).values)}
    own = {one.key for one in crowd if query.owner_key is not None and query.owner_key == one.provider_key}

    (found,) = consider([query], crowd, limit=None, others_limit=None, text=text)

    assert sorted(keys_of((*found.answers, *found.others))) == sorted(near - own)


@given(queries, crowds, askers, st.sampled_from(("anna", "bo")))
@few
def test_own_offers_never_appear_and_never_count(query, crowd, asked, owner):
    query, own = replace(query, owner_key=owner), {one.key for one in crowd if one.provider_key == owner}

    (found,) = consider([query], crowd, limit=None, others_limit=None)

    assert own.isdisjoint(keys_of(rank(query, crowd, limit=ALL)))
    assert own.isdisjoint(keys_of((*found.answers, *found.others)))
    assert found == consider([query], [one for one in crowd if one.key not in own], limit=None, others_limit=None)[0]
    for one in crowd:
        shown = keys_of(rank_queries(one, asked, limit=ALL))
        assert not any(each.owner_key and each.owner_key == one.provider_key for each in asked if each.key in shown)


@given(queries, crowds, scorers)
@some
def test_only_the_wanted_words_of_a_candidate_have_to_come_along(query, crowd, text):
    wanted = set(query.tokens)
    short = [
        replace(
            one,
            tokens=tuple(token for token in one.tokens if token in wanted),
            wordings=tuple(tuple(token for token in said if token in wanted) for said in one.wordings),
            besides=tuple(len(set(said) - wanted) for said in (one.tokens, *one.wordings)),
        )
        for one in crowd
    ]

    assert rank(query, short, limit=ALL, text=text) == rank(query, crowd, limit=ALL, text=text)
