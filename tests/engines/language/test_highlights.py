"""Which characters of a sentence decided, and the sentence cut along them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.language.highlights import pieces, spans_of_words

words = st.lists(st.text("陪看病去医院 A", min_size=0, max_size=3), max_size=5)
texts = st.text("陪看病去医院 Aａ，", max_size=40)


def test_words_that_touch_or_overlap_are_one_span():
    assert spans_of_words("陪她去医院看病", ["去医", "医院", "看病"]) == ((2, 7),)


def test_word_is_found_wherever_it_stands_in_any_width():
    assert spans_of_words("ＷＩＦＩ坏了，wifi", ["wifi"]) == ((0, 4), (7, 11))


def test_word_that_is_not_there_marks_nothing():
    assert spans_of_words("想找人", ["医院", ""]) == ()


def test_first_layer_has_what_two_lay_claim_to():
    cut = pieces("陪她去医院", [("kind", [(2, 5)]), ("said", [(0, 1), (3, 5)])])

    assert cut == (("陪", "said"), ("她", ""), ("去医院", "kind"))


@given(texts, words, words)
def test_pieces_are_the_sentence_and_alternate(text, first, second):
    cut = pieces(text, [("kind", spans_of_words(text, first)), ("said", spans_of_words(text, second))])

    assert "".join(piece for piece, _ in cut) == text
    assert all(piece for piece, _ in cut)
    assert all(one[1] != other[1] for one, other in pairwise(cut))
