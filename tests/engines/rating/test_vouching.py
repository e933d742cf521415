"""Admission by vouching: worked cases, what must hold on random graphs, and a ring of fifty made-up accounts."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from sanshe.engines.rating.checks import cut_bound
from sanshe.engines.rating.vouching import CAPACITIES, admissions, capacity_at

NAMES = [f"p{number:02d}" for number in range(12)]
pairs = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=40)
some = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3)
slopes = st.sampled_from([(60, 6, 2, 1), (3, 2, 1), (2, 1), (1,), (5, 5, 5)])


def chain(*names):
    return list(itertools.pairwise(names))


def test_whom_nobody_known_vouches_for_is_not_admitted():
    found = admissions(seeds=["worker"], vouches=[("worker", "wang"), ("li", "zhang"), ("zhang", "li")])

    assert found.admitted == {"worker", "wang"}
    assert found.distances == {"worker": 0, "wang": 1}


def test_who_is_farther_brings_in_fewer():
    # Capacities 3, 2, 1: the seed brings two, who is one step away one, who is two steps away nobody.
    found = admissions(seeds=["s"], vouches=chain("s", "a", "b", "c"), capacities=(3, 2, 1))

    assert found.admitted == {"s", "a", "b"}


def test_nearer_ones_come_before_farther_ones_and_names_break_ties():
    vouches = [("s", one) for one in "edcba"] + [("a", "z")]

    found = admissions(seeds=["s"], vouches=vouches, capacities=(4, 2, 1))

    assert found.admitted == {"s", "a", "b", "c"}


def test_flow_is_rerouted_where_a_first_way_blocks_another():
    # a can bring b or c, d only b: all are admitted when a's place goes to c.
    vouches = [("s", "a"), ("s", "d"), ("a", "b"), ("a", "c"), ("d", "b")]

    assert admissions(seeds=["s"], vouches=vouches, capacities=(5, 2, 1)).admitted == {"s", "a", "b", "c", "d"}


def test_vouching_for_oneself_and_twice_changes_nothing():
    once = admissions(seeds=["s"], vouches=[("s", "a")])

    assert admissions(seeds=["s", "s"], vouches=[("s", "a"), ("s", "a"), ("b", "b")]) == once


def test_no_seeds_admit_nobody():
    assert admissions(seeds=[], vouches=[("a", "b")]).admitted == frozenset()


@pytest.mark.parametrize("capacities", [(), (0,), (1, 2), (3, 0)])
def test_capacities_that_grow_or_vanish_are_refused(capacities):
    with pytest.raises(ValueError, match="capacities"):
        admissions(seeds=["s"], vouches=[], capacities=capacities)


@given(some, pairs, slopes)
def test_admits_as_many_as_a_maximum_flow(seeds, vouches, capacities):
    found = admissions(seeds=seeds, vouches=vouches, capacities=capacities)

    assert len(found.admitted) == flow_of(found, set(seeds), set(vouches), capacities)
    assert set(seeds) <= found.admitted <= set(found.distances)


@given(some, pairs, slopes, st.randoms(use_true_random=False))
def test_order_of_the_input_does_not_matter(seeds, vouches, capacities, chance):
    mixed = list(vouches)
    chance.shuffle(mixed)

    assert admissions(seeds=seeds[::-1], vouches=mixed, capacities=capacities) == admissions(
        seeds=seeds, vouches=vouches, capacities=capacities
    )


@given(some, pairs, slopes, st.lists(st.sampled_from(NAMES), max_size=3), st.integers(1, 60))
def test_ring_of_made_up_accounts_gets_in_no_more_than_the_cut_lets(seeds, vouches, capacities, taken_in, size):
    """Every fake vouches for every other and for everybody real; a few real ones were talked into vouching back."""
    fakes = [f"fake{number:02d}" for number in range(size)]
    ring = [(one, other) for one in fakes for other in fakes[:8]] + [(one, NAMES[0]) for one in fakes]
    attack = [(real, fakes[number % size]) for number, real in enumerate(taken_in)]
    attacked = [*vouches, *ring, *attack]

    found = admissions(seeds=seeds, vouches=attacked, capacities=capacities)

    let_in = found.admitted & set(fakes)
    assert len(let_in) <= cut_bound(result=found, vouches=attacked, fakes=set(fakes), capacities=capacities)
    if not taken_in:
        assert let_in == set()
        assert found == admissions(seeds=seeds, vouches=vouches, capacities=capacities)


def test_ring_of_fifty_around_a_neighbourhood_gains_nothing_beyond_those_it_talked_round():
    """Five known people, 300 neighbours who vouch for each other, fifty fakes, three neighbours talked into it."""
    chance = random.Random(1998)
    seeds = [f"seed{number}" for number in range(5)]
    people = [f"n{number:03d}" for number in range(300)]
    vouches = [(chance.choice(seeds), one) for one in people[:60]]
    vouches += [(chance.choice(people[:60]), one) for one in people[60:200]]
    vouches += [(chance.choice(people[60:200]), one) for one in people[200:]]
    fakes = [f"fake{number:02d}" for number in range(50)]
    ring = [(one, other) for one in fakes for other in fakes if one != other]
    honest = admissions(seeds=seeds, vouches=vouches)
    farther = [one for one in people if honest.distances.get(one) == 2][:3]
    outermost = [one for one in people if honest.distances.get(one) == 3][:3]

    talked_round = admissions(seeds=seeds, vouches=[*vouches, *ring, *zip(farther, fakes, strict=False)])
    from_outside = admissions(seeds=seeds, vouches=[*vouches, *ring, *zip(outermost, fakes, strict=False)])
    by_nobody = admissions(seeds=seeds, vouches=[*vouches, *ring])

    assert by_nobody == honest
    assert from_outside.admitted & set(fakes) == set()
    assert len(talked_round.admitted & set(fakes)) <= 3 * (capacity_at(2) - 1) == 3
    assert CAPACITIES == (60, 6, 2, 1)


def flow_of(found, seeds, vouches, capacities):
    """The value of the maximum flow, by SciPy, on the same network."""
    order = sorted(found.distances)
    number = {one: position for position, one in enumerate(order)}
    size = 2 * len(order) + 2
    matrix = np.zeros((size, size), dtype=np.int32)
    for one in order:
        inner = 2 * number[one]
        matrix[inner, size - 1] = 1
        matrix[inner, inner + 1] = capacity_at(found.distances[one], capacities) - 1
    for voucher, vouched in vouches:
        if voucher in number and voucher != vouched:
            matrix[2 * number[voucher] + 1, 2 * number[vouched]] = 10_000
    for one in seeds:
        matrix[size - 2, 2 * number[one]] = capacities[0]
    return maximum_flow(csr_array(matrix), size - 2, size - 1).flow_value
