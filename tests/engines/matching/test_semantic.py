"""What a meaning is worth: nothing below the least cosine, and never less than the words alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.matching.semantic import SEMANTIC_SHARE, semantic_fit, text_value

shares = st.floats(0, 1)
ANGLES = st.floats(0, np.pi)


def towards(*angles: float) -> np.ndarray:
    return np.array([[np.cos(angle), np.sin(angle)] for angle in angles])


def test_fit_grows_from_the_least_cosine_to_the_same_direction():
    cosines = [1.0, 0.75, 0.5, 0.3, -1.0]

    fits = semantic_fit(np.array([1.0, 0.0]), towards(*np.arccos(cosines)))

    assert fits == pytest.approx([1.0, 0.5, 0.0, 0.0, 0.0])


@given(angles=st.lists(ANGLES, min_size=2, max_size=9))
def test_nearer_in_meaning_never_fits_less(angles):
    fits = semantic_fit(np.array([1.0, 0.0]), towards(*sorted(angles)))

    assert (np.diff(fits) <= 0).all()
    assert ((fits >= 0) & (fits <= 1)).all()


def test_no_vectors_give_no_fits():
    assert semantic_fit(np.ones(3), np.zeros((0, 3))).tolist() == []


@pytest.mark.parametrize("shape", [(3,), (2, 4), (1, 2, 3)])
def test_vectors_of_another_model_are_refused(shape):
    with pytest.raises(ValueError, match="cannot be compared"):
        semantic_fit(np.ones(3), np.ones(shape))


@pytest.mark.parametrize("least", [-0.1, 1.0])
def test_least_cosine_out_of_its_range_is_refused(least):
    with pytest.raises(ValueError, match="least"):
        semantic_fit(np.ones(3), np.ones((1, 3)), least=least)


@given(words=shares, meaning=shares)
def test_meaning_lifts_the_text_and_never_lowers_it(words, meaning):
    value = text_value(words, meaning)

    assert words <= value <= 1
    assert value == max(words, SEMANTIC_SHARE * meaning)


@given(words=shares)
def test_without_a_meaning_words_alone_count(words):
    assert text_value(words, 0.0) == words
