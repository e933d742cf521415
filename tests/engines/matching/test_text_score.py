import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshe.engines.language.tokens import tokenize
from sanshe.engines.matching.text_score import TextScorer

TOKENS = ["洗衣", "w:洗衣机", "修理", "a7", "w:社区", "的人", "w:量血压", "血压", "bus", "阿姨", "w:今天", "楼下"]
token_lists = st.lists(st.sampled_from(TOKENS), max_size=14)
counts = st.dictionaries(st.sampled_from(TOKENS), st.integers(1, 400))
numbers = st.integers(0, 400)


@given(wanted=token_lists, there=st.sets(st.sampled_from(TOKENS)), frequencies=counts, documents=numbers)
@settings(max_examples=60)
def test_fit_stays_between_nought_and_one(wanted, there, frequencies, documents):
    scorer = TextScorer(frequencies, documents)

    fit = scorer.fit(wanted, there)

    assert 0 <= fit <= 1


@given(
    wanted=st.lists(st.sampled_from(TOKENS), min_size=1, max_size=14),
    there=st.sets(st.sampled_from(TOKENS)),
    frequencies=counts,
    documents=numbers,
    data=st.data(),
)
@settings(max_examples=100)
def test_fit_one_more_wanted_token_never_lowers_it(wanted, there, frequencies, documents, data):
    scorer = TextScorer(frequencies, documents, average_length=5)
    more = data.draw(st.sampled_from(wanted))

    without, with_it = scorer.fit(wanted, there - {more}), scorer.fit(wanted, there | {more})

    assert with_it >= without


@given(wanted=token_lists, there=st.sets(st.sampled_from(TOKENS)), frequencies=counts, documents=numbers)
@settings(max_examples=60)
def test_fit_one_more_unwanted_token_never_raises_it(wanted, there, frequencies, documents):
    scorer = TextScorer(frequencies, documents, average_length=5)

    assert scorer.fit(wanted, there | {"没人要的"}) <= scorer.fit(wanted, there)


@given(wanted=token_lists, frequencies=counts, documents=numbers, seed=st.randoms())
@settings(max_examples=60)
def test_fit_of_any_order_is_the_same(wanted, frequencies, documents, seed):
    scorer = TextScorer(frequencies, documents)
    shuffled = list(wanted)
    seed.shuffle(shuffled)

    assert scorer.fit(shuffled, TOKENS[:6]) == scorer.fit(wanted, TOKENS[:6])


def test_fits_of_many_are_the_fits_of_each():
    scorer = TextScorer({"洗衣": 9, "修理": 3}, 50)
    wanted = scorer.wanted(["洗衣", "修理", "a7"])
    texts = [{"洗衣"}, {"洗衣", "修理", "血压"}, {"a7", "修理", "洗衣"}]

    together = wanted.fits(
        np.array([sum(wanted.weights.get(token, 0) for token in text) for text in texts]),
        np.array([len(text - wanted.weights.keys()) for text in texts]),
    )

    assert together == pytest.approx([wanted.fit(text) for text in texts], rel=1e-12)


def test_rarity_of_a_rare_token_is_higher():
    scorer = TextScorer({"洗衣": 900, "血压": 9}, 1000)

    assert scorer.rarity("血压") > scorer.rarity("洗衣")


def test_rarity_of_an_unknown_token_is_that_of_one_rarer_than_the_rarest_counted():
    scorer = TextScorer({"洗衣": 9, "血压": 4}, 1000, least=4)

    assert scorer.rarity("修理") > scorer.rarity("血压")


def test_rarity_before_anything_was_counted_is_what_is_believed():
    scorer = TextScorer({}, 0)

    order = sorted(["w:量血压", "w:社区", "血压", "你们"], key=scorer.rarity, reverse=True)

    assert order == ["w:量血压", "血压", "w:社区", "你们"]
    assert scorer.rarity("你们") == 0


def test_rarity_of_few_texts_stays_near_what_is_believed():
    believed, counted = TextScorer({}, 0), TextScorer({"血压": 2}, 2)

    assert counted.rarity("血压") == pytest.approx(believed.rarity("血压"), rel=0.02)


def test_wanted_said_twice_weighs_more():
    scorer = TextScorer({"洗衣": 9}, 50)

    once, twice = scorer.wanted(["洗衣", "修理"]), scorer.wanted(["洗衣", "修理", "洗衣"])

    assert twice.weights["洗衣"] > once.weights["洗衣"]
    assert twice.weights["修理"] == once.weights["修理"]


def test_wanted_long_sentence_minds_rarity_and_length_more():
    scorer = TextScorer({"洗衣": 40}, 1000)
    many = [f"t{number}" for number in range(300)]

    short, long = scorer.wanted(["洗衣", "修理"]), scorer.wanted(["洗衣", "修理", *many])

    assert (short.b, long.b) == (0.25, 0.8)
    assert short.weights["洗衣"] / short.weights["修理"] > long.weights["洗衣"] / long.weights["修理"]


def test_fit_of_common_words_alone_is_nought():
    scorer = TextScorer({"w:社区": 3}, 1000)

    assert scorer.fit(["w:社区", "洗衣"], ["w:社区", "血压"]) == 0


def test_fit_of_nothing_is_nought():
    scorer = TextScorer({}, 0)

    assert (scorer.fit([], ["洗衣"]), scorer.fit(["洗衣"], []), scorer.fit(["你们"], ["你们"])) == (0, 0, 0)


def test_fits_of_nothing_wanted_are_nought():
    wanted = TextScorer({}, 0).wanted([])

    assert wanted.fits(np.array([0.0, 0.0]), np.array([3, 4])).tolist() == [0.0, 0.0]


def test_fit_of_the_offer_that_names_the_thing_is_the_best():
    offers = [
        "周末有空，可以修洗衣机、冰箱，需要的邻居说一声。",
        "周末有空，可以陪老人去医院，需要的邻居说一声。",
        "有多年经验，可以教孩子写作业。",
    ]
    given_tokens = [tokenize(text) for text in offers]
    frequencies: dict[str, int] = {}
    for tokens in given_tokens:
        for token in tokens:
            frequencies[token] = frequencies.get(token, 0) + 1
    wanted = TextScorer(frequencies, len(offers)).wanted(tokenize("家里洗衣机坏了，周末谁能来修？"))

    fits = [wanted.fit(tokens) for tokens in given_tokens]

    assert fits[0] > 2 * max(fits[1:])


@pytest.mark.parametrize(
    ("documents", "least", "length"), [(-1, 1, 60.0), (10, 0, 60.0), (10, 1, 0.0), (10, 1, float("nan"))]
)
def test_scorer_numbers_out_of_range_are_refused(documents, least, length):
    with pytest.raises(ValueError, match="must"):
        TextScorer({}, documents, least=least, average_length=length)
