"""Those that are almost level take turns; everybody else stands where the ranking put them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.matching.exploring import fair_pairs

rankings = st.lists(st.floats(0, 1), max_size=8).map(lambda scores: sorted(scores, reverse=True))


def order_of(scores, **options):
    return [one.rank for one in fair_pairs(scores, **options)]


def test_scores_far_apart_are_never_exchanged():
    assert {tuple(order_of([0.9, 0.8, 0.7], seed=str(seed))) for seed in range(200)} == {(0, 1, 2)}


def test_two_almost_level_stand_first_about_equally_often_when_they_are_paired():
    firsts = Counter(order_of([0.5, 0.5], seed=str(seed))[0] for seed in range(2000))

    assert 400 < firsts[1] < 600


def test_chance_is_how_often_one_stands_there():
    scores = [0.80, 0.79, 0.785, 0.6, 0.59]
    lists = [fair_pairs(scores, seed=str(seed)) for seed in range(4000)]
    counted = Counter((one.rank, one.place) for shown in lists for one in shown)
    said = {(one.rank, one.place): one.chance for shown in lists for one in shown}

    assert {key: pytest.approx(count / len(lists), abs=0.03) for key, count in counted.items()} == said


@given(rankings, st.text(max_size=5))
def test_nobody_moves_by_more_than_one_place_and_nobody_is_lost(scores, seed):
    shown = fair_pairs(scores, seed=seed)

    assert sorted(one.rank for one in shown) == list(range(len(scores)))
    assert all(abs(one.rank + 1 - one.place) <= 1 for one in shown)
    assert [one.place for one in shown] == list(range(1, len(scores) + 1))


@given(rankings, st.text(max_size=5))
def test_same_seed_gives_the_same_list(scores, seed):
    assert fair_pairs(scores, seed=seed) == fair_pairs(scores, seed=seed)
