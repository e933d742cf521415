"""Learned routing: calibrated, abstaining, from words alone, and beside categories it never saw."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshe.engines.language.routing import (
    Category,
    Router,
    blended,
    evaluate,
    judge,
    learn,
    paired_difference,
    router_from_bytes,
    router_to_bytes,
    train,
    train_from_words,
)
from sanshe.engines.language.routing.calibration import NEVER, calibration_error, sharpness_of, sure_from
from sanshe.engines.language.routing.features import features, matrix, vocabulary_of
from sanshe.engines.language.routing.learning import parts_of
from sanshe.engines.language.routing.linear import chances_of, fit
from tests.engines.language.routing_sentences import SAID, sentences_of

WATER = Category("water", ("水管", "漏水", "龙头"), "修水管")
SCHOOL = Category("school", ("作业", "老师", "考试"), "功课")
BEES = Category("bees", ("蜂箱", "蜂蜜"), "养蜂")


def sorted_texts() -> tuple[list[str], list[str]]:
    pairs = [(text, code) for code in SAID for text in sentences_of(code)]
    return [text for text, _ in pairs], [code for _, code in pairs]


def unsorted_texts() -> tuple[list[str], list[str]]:
    """Return texts of two kinds: the words of the category stand in some of them, neighbours of the words in all."""
    asks = ("咋办", "急", "求助")
    water = ["".join(parts) for parts in product(("水管", "厨房"), ("滴水", "渗水"), asks)]
    school = ["".join(parts) for parts in product(("考试", "数学"), ("听不懂", "太难"), asks)]
    return water + school, ["water"] * len(water) + ["school"] * len(school)


def test_each_kind_of_feature_has_its_weight_whatever_the_length():
    long = "水管漏水了，" + "厨房里到处都是，" * 9 + "求助 abc"
    counted = [features(long), features("水"), features("水管坏了")]
    vocabulary, idf = vocabulary_of(counted)

    squares = matrix(counted, vocabulary, idf).toarray() ** 2
    kinds = np.array([name[0] in "12" for name in vocabulary]), np.array([name[1] == "^" for name in vocabulary])

    characters, heads = kinds
    shares = [float(row[mask].sum()) for row in squares for mask in (characters & ~heads, characters & heads)]
    assert shares == pytest.approx([0.4, 0.1, 0.8, 0.2, 0.4, 0.1])
    assert squares.sum(axis=1) == pytest.approx(1.0)


def test_telephone_numbers_are_never_remembered():
    counted = features("请打13800138000找王师傅，或者微信wx138001，三栋2单元")

    assert {name for name in counted if any(character.isdecimal() for character in name[2:])} == {"w:2", "w^2"}


def test_fit_ends_where_every_class_is_on_flat_ground():
    rng = np.random.default_rng(2)
    texts, labels = sorted_texts()
    counted = [features(text) for text in texts]
    rows = matrix(counted, *vocabulary_of(counted))
    answers = np.unique(labels, return_inverse=True)[1]
    counts = np.ones(len(texts))

    weights, bias = fit(rows, answers, 3, counts=counts, penalty=1e-3)

    def loss(weights, bias):
        sides = np.where(answers[:, None] == np.arange(3), 1.0, -1.0)
        short = np.maximum(0.0, 1.0 - sides * (rows @ weights + bias))
        return (short**2).sum() / len(texts) + 0.5e-3 * (weights**2).sum()

    best = loss(weights, bias)
    nudged = [
        loss(weights + 0.02 * rng.normal(size=weights.shape), bias + 0.02 * rng.normal(size=3)) for _ in range(20)
    ]
    assert min(nudged) > best


def test_row_of_a_text_without_known_features_is_empty_and_says_nothing():
    texts, labels = sorted_texts()
    router = train(texts, labels)

    assert router.rank("🙂") == ()
    assert router.route("🙂").abstains


@pytest.mark.parametrize("true", [0.5, 2.0, 8.0])
def test_sharpness_that_made_the_answers_is_found(true):
    rng = np.random.default_rng(3)
    margins = rng.normal(size=(4000, 4))
    answers = np.array([rng.choice(4, p=row) for row in chances_of(margins, true)])

    assert sharpness_of(margins, answers) == pytest.approx(true, rel=0.1)


def test_calibration_error_is_the_gap_between_said_and_true():
    confidence = np.full(100, 0.95)

    assert calibration_error(confidence, np.arange(100) < 95) == pytest.approx(0.0)
    assert calibration_error(confidence, np.arange(100) < 55) == pytest.approx(0.4)


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=300), st.sampled_from((0.6, 0.9, 0.98)))
@settings(max_examples=60)
def test_what_is_sure_is_right_often_enough(pairs, share):
    confidence = np.array([number / 20 for number, _ in pairs])
    is_right = np.array([right for _, right in pairs], dtype=bool)

    threshold = sure_from(confidence, is_right, right_share=share)

    above = is_right[confidence >= threshold]
    assert (above.sum() + 1) / (len(above) + 2) >= share or threshold == NEVER
    if len(above) == 0:
        assert threshold == NEVER


def test_few_lucky_hits_are_not_enough_to_be_sure():
    assert sure_from(np.full(47, 0.99), np.ones(47, dtype=bool)) == NEVER
    assert sure_from(np.full(48, 0.99), np.ones(48, dtype=bool)) == 0.99


def test_learned_router_is_calibrated_and_sure_of_what_it_knows():
    texts, labels = sorted_texts()

    learned = learn(texts, labels)

    assert learned.error_after < learned.error_before
    assert learned.sure_share > 0.5
    assert not learned.from_words
    assert not learned.router.route("马桶又堵了，求看看").abstains
    assert learned.router.route("今天天气不错").abstains


def test_noise_is_abstained_from():
    rng = np.random.default_rng(8)
    texts, _ = sorted_texts()
    labels = [str(label) for label in rng.choice(["a", "b"], len(texts))]

    learned = learn(texts, labels)

    assert learned.sure_share < 0.05


def test_too_few_texts_to_know_how_sure_it_may_be_mean_abstaining():
    learned = learn(["水管漏了", "作业不会"], ["water", "school"])

    assert learned.router.sure_from == NEVER
    assert learned.router.rank("水管")[0].code == "water"
    assert learned.router.route("水管漏了").abstains


def test_words_and_unsorted_texts_teach_what_no_word_says():
    texts, labels = unsorted_texts()

    router = train_from_words([WATER, SCHOOL], texts)

    assert Router.from_words([WATER, SCHOOL]).rank("听不懂咋办") == ()
    assert router.rank("听不懂咋办")[0].code == "school"
    assert judge(router, texts, labels).accuracy == 1.0


def test_few_sorted_texts_outweigh_the_guesses():
    texts, _ = unsorted_texts()
    ours = ["厨房滴水谁来", "厨房渗水谁来"]

    without = train_from_words([WATER, SCHOOL], texts)
    router = train_from_words([WATER, SCHOOL], texts, texts=ours, labels=["kitchen", "kitchen"])

    assert without.rank("厨房渗水谁来")[0].code == "water"
    assert router.rank("厨房渗水谁来")[0].code == "kitchen"


def test_learning_from_words_is_used_while_few_texts_are_sorted():
    texts, labels = unsorted_texts()

    learned = learn(texts[::6], labels[::6], categories=[WATER, SCHOOL], unsorted=texts)

    assert learned.from_words
    assert learned.router.rank("听不懂")[0].code == "school"


def test_training_from_words_twice_gives_the_same_router():
    texts, _ = unsorted_texts()

    first, second = (router_to_bytes(train_from_words([WATER, SCHOOL], texts)) for _ in range(2))

    assert first == second


def test_category_never_seen_is_found_by_its_words():
    texts, labels = unsorted_texts()
    router = blended(learn(texts, labels).router, [WATER, SCHOOL, BEES])

    assert router.route("蜂箱和蜂蜜").routings[0].code == "bees"
    assert not router.route("蜂箱和蜂蜜").abstains
    assert router.rank("厨房渗水")[0].code == "water"


def test_retired_category_gets_nothing_and_leaves_doubt():
    texts, labels = unsorted_texts()
    learned = train(texts, labels)

    router = blended(Router(learned.scorer, 0.5), [SCHOOL])
    found = router.route("水管渗水求助")

    assert [one.code for one in found.routings] == ["school"]
    assert found.routings[0].probability == pytest.approx(learned.rank("水管渗水求助")[1].probability)
    assert found.abstains


def test_model_that_knows_none_of_the_categories_leaves_it_to_the_words():
    texts, labels = unsorted_texts()

    assert blended(train(texts, labels), [BEES]) == Router.from_words([BEES])


@given(st.text(alphabet="水管漏蜂箱数学考试急a1 🙂\ud83d\x00", max_size=40))
@settings(max_examples=50)
def test_blended_probabilities_are_shares_in_order(text):
    found = BLENDED.rank(text, 3)

    chances = [one.probability for one in found]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1 + 1e-9
    assert len({one.code for one in found}) == len(found)


BLENDED = blended(train(*unsorted_texts()), [WATER, SCHOOL, BEES])


def test_learned_router_is_stored_with_its_threshold():
    texts, labels = sorted_texts()
    learned = learn(texts, labels).router

    restored = router_from_bytes(router_to_bytes(learned))

    assert restored.sure_from == learned.sure_from
    assert restored.route("马桶堵了").abstains == learned.route("马桶堵了").abstains
    assert restored.rank("马桶堵了")[0].probability == pytest.approx(learned.rank("马桶堵了")[0].probability, abs=0.01)


def test_router_that_learned_nothing_is_not_stored():
    with pytest.raises(ValueError, match="learned"):
        router_to_bytes(Router.from_words([WATER]))


def test_copies_stay_in_one_part():
    keys = [number % 7 for number in range(70)]

    parts = parts_of(keys, 3, 0)

    assert len({(key, part) for key, part in zip(keys, parts.tolist(), strict=True)}) == 7
    assert sorted(np.bincount(parts).tolist()) == [20, 20, 30]


def test_difference_of_a_router_to_itself_is_nothing():
    labels = ["a", "b", "a", "b"]

    assert paired_difference(labels, ["a", "b", "b", ""], ["a", "b", "b", ""]) == (0.0, 0.0, 0.0)


def test_difference_is_that_of_the_macro_f1():
    labels = ["a"] * 30 + ["b"] * 30
    half = ["a"] * 30 + ["a"] * 15 + ["b"] * 15

    difference, low, high = paired_difference(labels, labels, half)

    assert difference == pytest.approx(1 - (60 / 75 + 30 / 45) / 2)
    assert 0 < low < difference < high


def test_router_is_judged_by_what_it_says_and_leaves_open():
    router = Router.from_words([WATER, SCHOOL])

    result = judge(
        router, ["水管漏水了", "作业写完了", "今天真热", "老师修水管"], ["water", "school", "water", "school"]
    )

    assert result.said[:3] == ("water", "school", "")
    assert not result.is_routed[2]
    assert result.accuracy == sum(result.is_right) / 4
    assert result.routed_accuracy == result.is_right[result.is_routed].mean()


def test_evaluation_with_a_learner_of_its_own_shows_it_only_the_training_part():
    texts, labels = sorted_texts()
    shown = []

    def learner(places):
        shown.append(set(places))
        return train([texts[place] for place in places], [labels[place] for place in places])

    result = evaluate(texts, labels, folds=3, learner=learner)

    assert result.accuracy == 1.0
    assert [len(places) for places in shown] == [96, 96, 96]
    assert set.union(*shown) == set(range(144))
