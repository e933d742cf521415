"""Serials find their own typing errors."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from sanshe.domain.proxy.choices import ALPHABET, check_character, in_groups, is_serial, plain_code

bodies = st.text(ALPHABET, min_size=6, max_size=6)


@given(bodies)
def test_serial_is_one_letter_longer_than_its_body(body):
    assert is_serial(body + check_character(body))


@given(bodies, st.integers(0, 6), st.sampled_from(ALPHABET))
def test_serial_with_one_wrong_letter_is_found_out(body, place, wrong):
    serial = body + check_character(body)
    typed = serial[:place] + wrong + serial[place + 1 :]

    assert is_serial(typed) == (typed == serial)


@given(bodies)
def test_serial_with_two_letters_swapped_is_found_out(body):
    serial = list(body + check_character(body))
    for one, other in combinations(range(7), 2):
        typed = serial.copy()
        typed[one], typed[other] = typed[other], typed[one]

        assert is_serial("".join(typed)) == (typed == serial)


def test_code_is_read_however_it_is_typed():
    assert plain_code(" ac34－efg 7hk ·x") == "AC34EFG7HKX"


def test_code_is_shown_in_groups():
    assert in_groups("AC34EFG7HK") == "AC34-EFG-7HK"


def test_text_that_is_no_serial_is_none():
    assert [is_serial(text) for text in ("", "ABC", "OOOOOOO", "AC34EFG7")] == [False] * 4
