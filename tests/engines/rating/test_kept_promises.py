"""The record of kept promises: the formula by hand, one voice per household, and a ring of made-up accounts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.rating.checks import gain_bound
from sanshe.engines.rating.kept_promises import ENOUGH, kept_promises

deals = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-1, 5), st.integers(0, 4), st.integers(0, 4)), max_size=30
).map(lambda rows: [(one, voice, kept, kept + broken) for one, voice, kept, broken in rows])
shares = st.floats(0, 1)


def rated(rows, *, prior=0.8, subjects=4):
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return kept_promises(
        subject=columns[0],
        voice=columns[1],
        kept=columns[2],
        promised=columns[3],
        subject_count=subjects,
        prior=prior,
    )


def test_rate_is_the_formula_worked_by_hand():
    # Towards household 7 two of two kept (w = 3/4), towards 9 none of one (w = 1/2).
    found = rated([(0, 7, 1, 1), (0, 7, 1, 1), (0, 9, 0, 1)], subjects=1)

    assert found.rate[0] == pytest.approx((0.75 * 1 + 0.5 * 0 + 4 * 0.8) / (0.75 + 0.5 + 4))
    assert (found.kept[0], found.promised[0], found.voices[0]) == (2, 3, 2)


def test_rows_of_one_pair_count_the_same_however_they_are_split():
    whole = rated([(0, 7, 5, 6)], subjects=1)
    split = rated([(0, 7, 2, 2), (0, 7, 0, 1), (0, 7, 3, 3)], subjects=1)

    assert split.rate[0] == pytest.approx(whole.rate[0])
    assert split.promised[0] == whole.promised[0] == 6


def test_nobody_without_promises_gets_more_or_less_than_the_prior():
    found = rated([], prior=0.7, subjects=3)

    assert found.rate.tolist() == [0.7, 0.7, 0.7]
    assert found.is_enough.tolist() == [False, False, False]


def test_enough_is_five():
    assert rated([(0, 1, 4, 4), (1, 1, 4, 5)], subjects=2).is_enough.tolist() == [False, True]
    assert ENOUGH == 5


@pytest.mark.parametrize(
    ("rows", "prior"), [([(0, 1, 2, 1)], 0.5), ([(0, 1, -1, 1)], 0.5), ([(0, 1, 1, 1)], 1.5), ([(0, 1, 1, 1)], -0.1)]
)
def test_nonsense_is_refused(rows, prior):
    with pytest.raises(ValueError, match=r"kept|prior"):
        rated(rows, prior=prior)


@given(deals, shares)
def test_rate_is_a_share_and_counts_add_up(rows, prior):
    found = rated(rows, prior=prior)

    assert ((found.rate >= 0) & (found.rate <= 1)).all()
    assert found.promised.sum() == sum(promised for _, voice, _, promised in rows if voice >= 0)
    assert found.kept.sum() == sum(kept for _, voice, kept, _ in rows if voice >= 0)


@given(deals, shares, st.randoms(use_true_random=False))
def test_order_does_not_matter(rows, prior, chance):
    mixed = list(rows)
    chance.shuffle(mixed)

    assert rated(mixed, prior=prior).rate == pytest.approx(rated(rows, prior=prior).rate)


@given(deals, shares, st.integers(1, 10_000))
def test_one_household_is_less_than_one_voice_however_often(rows, prior, times):
    before = rated(rows, prior=prior)
    after = rated([*rows, (0, 99, times, times)], prior=prior)

    bound = gain_bound(weight=0, rate=before.rate[0], households=1)
    assert before.rate[0] - 1e-12 <= after.rate[0] <= before.rate[0] + bound + 1e-12


@given(deals, shares)
def test_a_broken_promise_never_helps(rows, prior):
    before = rated(rows, prior=prior).rate[0]

    assert rated([*rows, (0, 99, 0, 1)], prior=prior).rate[0] <= before + 1e-12


@given(deals, shares, st.integers(1, 500))
def test_ring_of_fifty_fakes_gains_nothing(rows, prior, deals_each):
    """Fifty accounts without a confirmed home keep promises to subject 0 and to each other, as often as they like."""
    honest = rated(rows, prior=prior)
    ring = [(fake, -1, deals_each, deals_each) for fake in range(4, 54)]
    pushing = [(0, -1, deals_each, deals_each)] * 50

    attacked = rated([*rows, *ring, *pushing], prior=prior, subjects=54)

    assert attacked.rate[:4].tolist() == honest.rate.tolist()
    assert (attacked.kept[:4].tolist(), attacked.voices[:4].tolist()) == (honest.kept.tolist(), honest.voices.tolist())
    assert attacked.rate[4:].tolist() == [prior] * 50
    assert not attacked.is_enough[4:].any()


@given(deals, shares, st.integers(1, 3))
def test_fakes_behind_few_real_doors_gain_what_those_doors_are_worth(rows, prior, doors):
    """The same fifty, all registered in one to three homes that really were confirmed."""
    honest = rated(rows, prior=prior)
    pushing = [(0, 100 + fake % doors, 40, 40) for fake in range(50)]

    attacked = rated([*rows, *pushing], prior=prior)

    assert attacked.voices[0] == honest.voices[0] + doors
    assert attacked.rate[0] <= honest.rate[0] + gain_bound(weight=0, rate=honest.rate[0], households=doors) + 1e-12
