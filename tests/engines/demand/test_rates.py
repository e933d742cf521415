"""Rates per thousand with exact Poisson intervals."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.demand import rate_per_thousand


@pytest.mark.parametrize(
    # Garwood (1936), table: 95 % limits of a Poisson count.
    ("count", "low", "high"),
    [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (10, 4.7954, 18.3904), (50, 37.1110, 65.9189)],
)
def test_interval_is_garwoods(count, low, high):
    found = rate_per_thousand(count, 1000)

    assert (found.rate, found.low, found.high) == (count, pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


def chance_of_at_most(count, mean):
    return math.fsum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(count + 1))


@given(st.integers(1, 200), st.sampled_from([0.9, 0.95, 0.99]))
def test_ends_leave_half_the_error_on_either_side(count, confidence):
    found = rate_per_thousand(count, 1000, confidence=confidence)

    tail = (1 - confidence) / 2
    assert chance_of_at_most(count, found.high) == pytest.approx(tail, rel=1e-6)
    assert 1 - chance_of_at_most(count - 1, found.low) == pytest.approx(tail, rel=1e-6)


def test_nobody_has_no_rate():
    assert rate_per_thousand(3, 0) is None


def test_twelve_of_two_thousand_is_six_per_thousand():
    assert rate_per_thousand(12, 2000).rate == 6


@pytest.mark.parametrize("arguments", [(-1, 10, 0.95), (1, -10, 0.95), (1, 10, 0), (1, 10, 1)])
def test_nonsense_is_refused(arguments):
    count, population, confidence = arguments

    with pytest.raises(ValueError, match="is none"):
        rate_per_thousand(count, population, confidence=confidence)
