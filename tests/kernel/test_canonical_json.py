"""The text that is hashed."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshe.kernel.journal.canonical import canonical_json, read_exactly

# What jsonb can hold: no NUL, no lone surrogates.
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
NUMBERS = st.one_of(
    st.integers(-(10**40), 10**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False, places=6),
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=6))
def test_canonical_json_does_not_depend_on_the_order_of_names(value):
    turned = dict(reversed(value.items()))

    assert canonical_json(turned) == canonical_json(value)


@given(VALUES)
def test_canonical_json_read_and_written_again_is_the_same(value):
    text = canonical_json(value)

    assert canonical_json(read_exactly(text)) == text


@given(VALUES)
def test_canonical_json_is_json_that_says_the_value(value):
    def exact(part):
        if isinstance(part, dict):
            return {name: exact(inner) for name, inner in part.items()}
        if isinstance(part, list):
            return [exact(inner) for inner in part]
        if isinstance(part, bool) or not isinstance(part, int | float | Decimal):
            return part
        return Decimal(repr(part)) if isinstance(part, float) else Decimal(part)

    assert json.loads(canonical_json(value), parse_float=Decimal, parse_int=Decimal) == exact(value)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(TEXTS, VALUES, max_size=6))
def test_canonical_json_survives_the_way_through_the_database(value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::jsonb)::text", [canonical_json(value)])
        (stored,) = cursor.fetchone()

    assert canonical_json(read_exactly(stored)) == canonical_json(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "1"),
        ("1.0", "1"),
        ("1e2", "100"),
        ("-0.0", "0"),
        ("0.10", "0.1"),
        ("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
        ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
        ('"\\u4f60\\u597d"', '"你好"'),
    ],
)
def test_equal_numbers_and_texts_have_one_spelling(text, expected):
    assert canonical_json(read_exactly(text)) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: 2}, object()])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        canonical_json(value)
