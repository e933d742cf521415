import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sanshe.engines.demand import published

small_tables = st.integers(1, 5).flatmap(
    lambda rows: st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=rows, max_size=rows)
)


def with_totals(table):
    full = [[*row, sum(row)] for row in table]
    return [*full, [sum(column) for column in zip(*full, strict=True)]]


def by_subtraction(table, mask):
    """Return what somebody finds who subtracts, again and again, what is shown from the totals that are shown."""
    full = with_totals(table)
    known = {
        (row, column): full[row][column]
        for row, column in itertools.product(range(len(full)), range(len(full[0])))
        if mask[row][column]
    }
    lines = [[(row, column) for column in range(len(full[0]))] for row in range(len(full))]
    lines += [[(row, column) for row in range(len(full))] for column in range(len(full[0]))]
    found = set()
    while True:
        gaps = [missing[0] for line in lines if len(missing := [cell for cell in line if cell not in known]) == 1]
        if not gaps:
            return found
        for cell in gaps:
            known[cell] = full[cell[0]][cell[1]]
            found.add(cell)


def range_of(table, mask, cell):
    """Return between which values a withheld figure must lie for somebody who knows arithmetic and the shown ones."""
    full = np.array(with_totals(table))
    height, width = full.shape
    equations = []
    for row in range(height):
        equation = np.zeros((height, width))
        equation[row, :-1], equation[row, -1] = 1, -1
        equations.append(equation.ravel())
    for column in range(width):
        equation = np.zeros((height, width))
        equation[:-1, column], equation[-1, column] = 1, -1
        equations.append(equation.ravel())
    bounds = [
        (full.ravel()[place], full.ravel()[place]) if mask[place // width][place % width] else (0, 10_000)
        for place in range(height * width)
    ]
    aim = np.zeros(height * width)
    aim[cell[0] * width + cell[1]] = 1
    least, most = (
        linprog(sign * aim, A_eq=equations, b_eq=np.zeros(len(equations)), bounds=bounds) for sign in (1, -1)
    )
    return least.fun, -most.fun


@given(small_tables)
@settings(deadline=None, max_examples=200)
def test_no_small_figure_is_shown(table):
    mask = published(table)

    shown = [
        figure
        for row, flags in zip(with_totals(table), mask, strict=True)
        for figure, flag in zip(row, flags, strict=True)
        if flag
    ]

    assert [figure for figure in shown if figure < 10] == []


@given(small_tables)
@settings(deadline=None, max_examples=200)
def test_subtraction_finds_nothing(table):
    assert by_subtraction(table, published(table)) == set()


@given(small_tables)
@settings(deadline=None, max_examples=40)
def test_every_withheld_figure_stays_uncertain_by_ten(table):
    mask = published(table)

    narrow = []
    for row, flags in enumerate(mask):
        for column, flag in enumerate(flags):
            if not flag:
                least, most = range_of(table, mask, (row, column))
                if most - least < 10 - 1e-6:
                    narrow.append((row, column, least, most))

    assert narrow == []


def test_subtraction_would_find_a_figure_withheld_alone():
    table = [(120, 110), (3, 95), (80, 70)]
    alone = [[True] * 3 for _ in range(4)]
    alone[1][0] = False

    assert by_subtraction(table, alone) == {(1, 0)}


def test_nothing_is_withheld_where_all_are_many():
    assert published([(20, 30), (40, 50)]) == ((True,) * 3,) * 3


def test_one_small_figure_takes_three_others_along():
    mask = published([(120, 110), (3, 95), (80, 70)])

    assert mask == (
        (True, True, True),
        (False, False, True),
        (False, False, True),
        (True, True, True),
    )


def test_zeros_do_not_follow_from_a_column_of_nobody():
    # Two zeros whose sum is shown would both be known.
    mask = published([(0, 0), (0, 0), (100, 120), (50, 60)])

    assert [row[0] for row in mask[:2]] == [False, False]
    assert range_of([(0, 0), (0, 0), (100, 120), (50, 60)], mask, (0, 0))[1] >= 10


def test_of_a_handful_nothing_is_told():
    assert published([(3, 2), (1, 0)]) == ((False,) * 3,) * 3


def test_a_pyramid_of_a_community_keeps_most_figures():
    table = [(60 - 2 * band, 58 - 2 * band) for band in range(19)] + [(7, 12), (0, 1)]

    shown = sum(map(sum, published(table)))

    assert shown >= 0.8 * 22 * 3


@pytest.mark.parametrize("table", [[], [[]], [(1, 2), (3,)], [(-1, 2)]])
def test_what_is_no_table_of_counts_is_refused(table):
    with pytest.raises(ValueError, match="equal length"):
        published(table)
