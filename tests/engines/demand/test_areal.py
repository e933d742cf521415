"""People laid out over ages and ground."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.demand import single_years, spread_points
from sanshe.engines.demand.areal import POINTS_MAX

SQUARE = [[104.05, 30.65], [104.07, 30.65], [104.07, 30.67], [104.05, 30.67], [104.05, 30.65]]
HOLE = [[104.055, 30.655], [104.065, 30.655], [104.065, 30.665], [104.055, 30.665], [104.055, 30.655]]


def test_band_is_spread_evenly_over_its_years():
    years = single_years([(0, 4, 10), (100, None, 3)])

    assert years[:6].tolist() == [2, 2, 2, 2, 2, 0]
    assert years[100] == 3


@given(st.lists(st.tuples(st.integers(0, 120), st.none() | st.integers(0, 40), st.integers(0, 999))))
def test_everybody_is_kept(raw):
    bands = [(low, None if more is None else low + more, persons) for low, more, persons in raw]

    assert single_years(bands).sum() == pytest.approx(sum(persons for _, _, persons in bands))


def test_open_band_reaches_up_to_a_hundred():
    years = single_years([(96, None, 10)])

    assert years[95:].tolist() == [0, 2, 2, 2, 2, 2]


@pytest.mark.parametrize("band", [(5, 4, 1), (-1, 4, 1), (0, 4, -1), (0, 4, float("inf"))])
def test_wrong_band_is_refused(band):
    with pytest.raises(ValueError, match="is none"):
        single_years([band])


def test_points_lie_a_spacing_apart_over_the_whole_area():
    points = spread_points([SQUARE])

    # 1913 m by 2224 m: ten columns of eleven.
    assert points.shape == (110, 2)
    np.testing.assert_allclose(points.mean(axis=0), [104.06, 30.66], atol=1e-9)


def test_no_point_lies_in_a_hole():
    points = spread_points([SQUARE, HOLE])

    in_hole = np.all((points > [104.055, 30.655]) & (points < [104.065, 30.665]), axis=1)
    assert len(points) > 50
    assert not in_hole.any()


def test_two_parts_both_get_points():
    other = [[x + 0.1, y] for x, y in SQUARE]

    points = spread_points([SQUARE, other])

    west = (points[:, 0] < 104.1).sum()
    assert 90 <= west <= 110
    assert 90 <= len(points) - west <= 110


def test_country_gets_no_more_points_than_the_most():
    country = [[80, 20], [130, 20], [130, 50], [80, 50], [80, 20]]

    assert 0.7 * POINTS_MAX < len(spread_points([country])) <= POINTS_MAX


def test_line_gets_no_points():
    assert spread_points([[[1, 1], [2, 1], [1, 1], [1, 1]]]).shape == (0, 2)
    assert spread_points([]).shape == (0, 2)
