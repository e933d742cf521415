"""Weights learned from choices come near to those by which was chosen, and the place is not taken for the fit."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshe.engines.matching.learning import Seen, learn_weights, points_of
from sanshe.engines.matching.score import PARTS, WEIGHTS, Weights

NEARNESS = Weights(text=0.15, category=0.10, distance=0.55, time=0.10, trust=0.05, turn=0.05)


def lists_chosen_by(weights, *, count, sharpness=14.0, pull_of_place=0.0, seed=1):
    """Show lists ranked by the shipped weights; somebody who goes by other weights takes one of each."""
    dice = random.Random(seed)
    lists = []
    for _ in range(count):
        shown = [{name: dice.random() for name in PARTS} for _ in range(6)]
        shown.sort(key=lambda values: -sum(getattr(WEIGHTS, name) * values[name] for name in PARTS))
        pulls = [
            math.exp(sharpness * sum(getattr(weights, name) * values[name] for name in PARTS)) / (place**pull_of_place)
            for place, values in enumerate(shown, start=1)
        ]
        (chosen,) = dice.choices(range(6), weights=pulls)
        lists.append([Seen(values, place, place == chosen + 1) for place, values in enumerate(shown, start=1)])
    return lists


def test_learned_weights_come_near_to_those_that_were_chosen_by():
    learned = learn_weights(lists_chosen_by(NEARNESS, count=600), in_force=WEIGHTS)

    assert learned.weights.distance == pytest.approx(0.55, abs=0.08)
    assert learned.weights.text == pytest.approx(0.15, abs=0.08)
    assert learned.firsts > learned.firsts_in_force


def test_few_choices_hardly_move_what_is_believed():
    learned = learn_weights(lists_chosen_by(NEARNESS, count=8), in_force=WEIGHTS)

    assert abs(learned.weights.distance - WEIGHTS.distance) < abs(learned.weights.distance - NEARNESS.distance)


def test_intervals_shrink_with_more_choices_and_hold_the_weight():
    few, many = (learn_weights(lists_chosen_by(NEARNESS, count=count), in_force=WEIGHTS) for count in (30, 600))

    width = {name: high - low for name, (low, high) in few.intervals.items()}
    assert all(many.intervals[name][1] - many.intervals[name][0] < width[name] for name in PARTS)
    for learned in (few, many):
        for name, (low, high) in learned.intervals.items():
            assert low <= getattr(learned.weights, name) <= high


def test_who_takes_what_stands_first_does_not_turn_the_weights():
    learned = learn_weights(lists_chosen_by(WEIGHTS, count=600, sharpness=3.0, pull_of_place=2.0), in_force=WEIGHTS)

    for name in PARTS:
        assert getattr(learned.weights, name) == pytest.approx(getattr(WEIGHTS, name), abs=0.12)


def test_lists_asked_in_vain_are_learned_from_as_well():
    lists = [[Seen(one.values, one.place, False) for one in seen] for seen in lists_chosen_by(WEIGHTS, count=10)]

    learned = learn_weights(lists, in_force=WEIGHTS)

    assert (learned.lists, learned.firsts, learned.firsts_in_force) == (10, 0, 0)
    assert math.fsum(getattr(learned.weights, name) for name in PARTS) == pytest.approx(1)


def test_fewer_lists_than_folds_are_refused():
    with pytest.raises(ValueError, match="at least 5"):
        learn_weights(lists_chosen_by(WEIGHTS, count=4), in_force=WEIGHTS)


@settings(max_examples=50)
@given(st.lists(st.floats(0.001, 1), min_size=6, max_size=6))
def test_points_make_a_hundred_and_are_within_one_of_the_weights(raw):
    weights = Weights(*(one / math.fsum(raw) for one in raw))

    points = points_of(weights)

    assert sum(points.values()) == 100
    assert all(abs(points[name] - 100 * getattr(weights, name)) < 1 for name in PARTS)
