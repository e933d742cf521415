"""A district's own words: those that no dictionary knows are cut from, and say in which way a row was cut."""

from sanshe.engines.language.tokens import own_words, tokenize, version_of


def test_words_of_the_dictionary_need_not_be_said():
    assert own_words(["医院", "冒凉粉", "x", "wifi", "水"]) == frozenset({"冒凉粉"})


def test_traditional_words_are_kept_as_texts_are_cut():
    assert own_words(["冒涼粉"]) == frozenset({"冒凉粉"})


def test_own_word_is_a_token_besides_its_pairs():
    with_words = tokenize("想吃冒凉粉", frozenset({"冒凉粉"}))

    assert set(with_words) - set(tokenize("想吃冒凉粉")) == {"w:冒凉粉"}


def test_other_words_are_another_version_and_no_words_the_plain_one():
    assert version_of(frozenset({"冒凉粉"})) != version_of(frozenset({"锅盔"})) != version_of(frozenset())
    assert version_of(frozenset({"冒凉粉", "锅盔"})) == version_of(frozenset({"锅盔", "冒凉粉"}))
