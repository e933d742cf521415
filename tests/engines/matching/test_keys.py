"""Keys of an index, and which of them are asked for."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.language.tokens import tokenize
from sanshe.engines.matching.keys import (
    EVERYWHERE,
    PLACE_KEY_LENGTH,
    Frequencies,
    keys_of,
    place_key,
    rarest,
    telling_tokens,
)

COUNTED = Frequencies(
    texts=1000, of={"医院": 400, "挂号": 100, "w:医院": 390}, least=10, texts_in={"here": 500, "****": 100}
)


def test_places_have_keys_of_one_length_and_everywhere_is_one_of_them():
    keys = {place_key(UUID(int=number).bytes) for number in range(200)} | {place_key(None)}

    assert {len(key) for key in keys} == {PLACE_KEY_LENGTH}
    assert EVERYWHERE in keys
    assert len(keys) == 201


def test_keys_begin_with_the_place():
    assert keys_of(("挂号", "w:医院"), "here") == ["here挂号", "herew:医院"]


def test_tokens_that_stand_in_every_second_text_are_no_keys():
    tokens = telling_tokens(tokenize("周二上午想找人陪我妈妈去医院挂号"))

    assert "w:医院" in tokens
    assert "挂号" in tokens
    assert not {"w:上午", "上午", "周二", "我妈"} & set(tokens)


def test_rarest_come_first_until_enough_is_expected():
    assert rarest(("医院", "挂号", "陪诊"), "here", COUNTED, rows=60) == ("陪诊", "挂号")
    assert rarest(("医院", "挂号", "陪诊"), "here", COUNTED, rows=1000) == ("陪诊", "挂号", "医院")


def test_rarest_is_asked_for_however_frequent():
    assert rarest(("医院",), "here", COUNTED, rows=1) == ("医院",)


def test_nothing_is_left_out_where_nothing_was_counted_or_the_place_is_new():
    tokens = ("医院", "挂号", "陪诊")

    assert set(rarest(tokens, "here", Frequencies(), rows=1)) == set(tokens)
    assert set(rarest(tokens, "new!", COUNTED, rows=1)) == set(tokens)


@given(st.lists(st.sampled_from(["医院", "挂号", "陪诊", "w:医院", "水管"]), max_size=8), st.floats(1, 5000))
def test_what_is_asked_for_is_a_part_without_repetition_and_stays_within_what_is_expected(tokens, rows):
    chosen = rarest(tokens, "here", COUNTED, rows=rows)

    assert set(chosen) <= set(tokens)
    assert len(set(chosen)) == len(chosen)
    assert bool(chosen) == bool(tokens)
    if len(chosen) > 1:
        assert sum(COUNTED.expected(token, "here") for token in chosen) <= rows
