import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.language import slips, tokens
from sanshe.engines.language.tokens import tokenize


def test_tokens_of_a_sentence_are_pairs_then_words():
    found = tokenize("陪我妈去医院")

    assert found == ("陪我", "我妈", "妈去", "去医", "医院", "w:医院")


def test_width_and_case_make_no_difference():
    assert tokenize("ＷｉＦｉ坏了２次") == tokenize("wifi坏了2次")


def test_run_of_one_character_is_that_character():
    assert tokenize("猫 a 狗") == ("猫", "a", "狗")


def test_stop_words_are_pairs_but_not_words():
    assert "w:需要" not in tokenize("需要轮椅")
    assert "w:轮椅" in tokenize("需要轮椅")


def test_nothing_but_signs_gives_no_token():
    assert tokenize("，。！🙂\x00\ud83d") == ()


def test_very_long_word_is_cut():
    assert tokenize("x" * 5000) == ("x" * 48,)


@pytest.mark.parametrize("text", ["陪我妈去医院，医院在哪", "３号楼Ａ座 wifi WIFI"])
def test_each_token_comes_once(text):
    found = tokenize(text)

    assert len(found) == len(set(found))


@given(st.text())
def test_any_text_gives_tokens_a_database_takes(text):
    found = tokenize(text)

    assert found == tokenize(text)
    assert all(token and "\x00" not in token and len(token.encode()) <= 200 for token in found)


def test_traditional_and_simplified_writing_are_one():
    assert tokenize("家裡水龍頭漏水，請幫忙") == tokenize("家里水龙头漏水，请帮忙")


def test_words_of_the_district_are_words_and_the_longest_counts():
    names = frozenset({"晓月里", "晓月里广场"})

    assert {"w:晓月里", "w:晓月里广场"} & set(tokenize("在晓月里广场", names)) == {"w:晓月里广场"}


def test_without_a_dictionary_pairs_remain(monkeypatch):
    monkeypatch.setattr(tokens, "rjieba", None)
    monkeypatch.setattr(slips, "rjieba", None)

    assert tokenize("水龙头漏水") == ("水龙", "龙头", "头漏", "漏水")
