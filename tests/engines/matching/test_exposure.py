"""How evenly providers are shown, and that whose turn it is keeps one of many alike from having it all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.matching.exposure import gini, worth_of_place
from sanshe.engines.matching.score import WEIGHTS, rank
from sanshe.engines.matching.sides import Candidate, Query

shares = st.lists(st.floats(0, 100), min_size=1, max_size=20)


def test_all_alike_is_even():
    assert gini([3, 3, 3, 3]) == pytest.approx(0)


def test_one_of_four_that_has_it_all_is_three_quarters():
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)


def test_nobody_and_nothing_is_even():
    assert (gini([]), gini([0, 0])) == (0.0, 0.0)


def test_negative_share_is_refused():
    with pytest.raises(ValueError, match="negative"):
        gini([1, -1])


@given(shares)
def test_unevenness_lies_between_nothing_and_one(given_shares):
    assert 0 <= gini(given_shares) < 1


@given(shares, st.floats(0.1, 10))
def test_unit_does_not_matter(given_shares, factor):
    assert gini([share * factor for share in given_shares]) == pytest.approx(gini(given_shares), abs=1e-9)


def test_first_place_is_worth_one_and_later_ones_less():
    worth = [worth_of_place(place) for place in (1, 2, 3, 10)]

    assert worth[0] == 1.0
    assert worth == sorted(worth, reverse=True)


def test_place_before_the_first_is_refused():
    with pytest.raises(ValueError, match="begin with 1"):
        worth_of_place(0)


def firsts_of_providers(weights, *, providers=10, asked=200):
    """Let as many ask for the same; each takes the first of the list, and whoever is taken has more to do from then."""
    query = Query(tokens=("陪诊",), categories=(("escort", 0.9),))
    taken = dict.fromkeys(range(providers), 0)
    for number in range(asked):
        candidates = [
            Candidate(key=key, tokens=("陪诊",), category_code="escort", kept=key, promised=10, load=taken[key] * 0.5)
            for key in taken
        ]
        (first, *_) = rank(query, candidates, weights=weights)
        taken[first.key] += 1
        if number % 4 == 3:
            taken = {key: count * 0.9 for key, count in taken.items()}
    return taken


def test_turn_bounds_how_uneven_it_gets():
    with_turn = firsts_of_providers(replace(WEIGHTS, trust=0.05, turn=0.09))
    without = firsts_of_providers(replace(WEIGHTS, trust=0.09, turn=0.0))

    assert gini(without.values()) == pytest.approx(0.9)
    assert gini(with_turn.values()) < 0.6
