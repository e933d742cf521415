import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sanshe.engines.demand import MarginsDisagree, NotFitting, fit, round_to_totals

shapes = st.tuples(st.integers(2, 6), st.integers(2, 4))
tables = shapes.flatmap(lambda shape: arrays(float, shape, elements=st.floats(0.1, 100)))


@st.composite
def problems(draw):
    """A positive seed, and margins that some table has."""
    seed = draw(tables)
    wanted = draw(arrays(float, seed.shape, elements=st.floats(0.1, 1000)))
    return seed, wanted.sum(axis=1), wanted.sum(axis=0)


@given(problems())
@settings(deadline=None, max_examples=60)
def test_fit_meets_both_margins(problem):
    _, rows, columns = problem

    cells = fit(*problem).cells

    assert np.all(cells >= 0)
    assert cells.sum(axis=1) == pytest.approx(rows, abs=1e-8 * rows.sum())
    assert cells.sum(axis=0) == pytest.approx(columns, abs=1e-8 * rows.sum())


@given(problems())
@settings(deadline=None, max_examples=60)
def test_fit_keeps_the_odds_ratios_of_the_seed(problem):
    seed, *_ = problem

    cells = fit(*problem).cells

    def odds(table):
        return table[:-1, :-1] * table[1:, 1:] / (table[1:, :-1] * table[:-1, 1:])

    assert odds(cells) == pytest.approx(odds(seed), rel=1e-6)


@given(problems(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_fit_does_not_depend_on_the_order(problem, random):
    seed, rows, columns = problem
    row_order, column_order = list(range(len(rows))), list(range(len(columns)))
    random.shuffle(row_order)
    random.shuffle(column_order)

    cells = fit(*problem).cells
    turned = fit(seed[row_order][:, column_order], rows[row_order], columns[column_order]).cells

    assert turned == pytest.approx(cells[row_order][:, column_order], abs=1e-7 * rows.sum())


def test_fit_gives_the_known_table():
    # Without interaction the fitted table is the product of its margins.
    cells = fit(np.ones((2, 3)), [40, 60], [20, 30, 50]).cells

    assert cells == pytest.approx(np.array([[8, 12, 20], [12, 18, 30]]))


def test_fit_leaves_its_input_as_it_was():
    seed = np.array([[1.0, 2.0], [3.0, 4.0]])

    fit(seed, [1, 1], [1, 1])

    assert seed.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_zero_of_the_seed_stays_zero():
    cells = fit([[0, 1], [1, 1]], [30, 70], [60, 40]).cells

    assert cells == pytest.approx(np.array([[0, 30], [60, 10]]))


def test_nobody_at_all_is_a_table_of_zeros():
    assert fit([[1, 1]], [0], [0, 0]).cells.tolist() == [[0, 0]]


def test_margins_with_different_totals_are_refused():
    with pytest.raises(MarginsDisagree) as refused:
        fit(np.ones((2, 2)), [10, 10], [10, 11])

    assert (refused.value.rows_total, refused.value.columns_total) == (20, 21)


@pytest.mark.parametrize(
    ("seed", "rows", "columns"),
    [
        ([[0, 0], [1, 1]], [5, 5], [5, 5]),
        ([[0, 1], [1, 0]], [30, 70], [60, 40]),
    ],
)
def test_margins_that_the_zeros_forbid_are_refused(seed, rows, columns):
    with pytest.raises(NotFitting):
        fit(seed, rows, columns, rounds_max=500)


@pytest.mark.parametrize(
    ("seed", "rows", "columns"),
    [
        ([[1, -1]], [1], [1, 0]),
        ([[1, np.nan]], [1], [1, 0]),
        ([[1, 1]], [-1], [0, -1]),
        ([[1, 1]], [np.inf], [1, 1]),
        ([[1, 1]], [1, 2], [1, 2]),
        ([1, 1], [1], [1, 1]),
        ([[]], [1], []),
    ],
)
def test_numbers_that_are_none_are_refused(seed, rows, columns):
    with pytest.raises(ValueError, match=r"fit|finite|needed|whole"):
        fit(seed, rows, columns)


@given(shapes.flatmap(lambda shape: arrays(int, shape, elements=st.integers(0, 400))), tables)
@settings(deadline=None, max_examples=60)
def test_rounding_keeps_every_total_and_stays_within_one(counts, seed):
    seed = np.resize(seed, counts.shape)
    cells = fit(seed, counts.sum(axis=1), counts.sum(axis=0)).cells

    whole = round_to_totals(cells)

    assert whole.sum(axis=1).tolist() == counts.sum(axis=1).tolist()
    assert whole.sum(axis=0).tolist() == counts.sum(axis=0).tolist()
    assert np.all(np.abs(whole - cells) < 1 + 1e-5)


def test_rounding_of_one_row_raises_the_largest_remainders():
    # Seats by the method of the largest remainder.
    assert round_to_totals([[4.7, 2.6, 1.4, 1.3], [0.3, 0.4, 0.6, 0.7]]).tolist() == [[5, 3, 1, 1], [0, 0, 1, 1]]


def test_rounding_of_whole_numbers_changes_nothing():
    assert round_to_totals([[1.0, 2.9999999999], [3.0, 4.0]]).tolist() == [[1, 3], [3, 4]]


@pytest.mark.parametrize("cells", [[[0.5, 0.2]], [[-1.0]], [[np.nan]], [1.0]])
def test_tables_without_whole_totals_cannot_be_rounded(cells):
    with pytest.raises(ValueError, match=r"fit|finite|needed|whole"):
        round_to_totals(cells)
