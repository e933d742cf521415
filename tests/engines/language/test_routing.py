import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.language.routing import Category, Router, evaluate, train
from sanshe.engines.language.routing.linear import router_from_bytes, router_to_bytes

CATEGORIES = (
    Category("escort_to_doctor", ("看病", "挂号", "陪诊", "医院", "复查"), "陪同就医"),
    Category("child_pickup", ("接孩子", "放学", "校门口", "幼儿园接"), "接送孩子"),
    Category("plumbing", ("水管", "漏水", "马桶", "下水道", "水龙头"), "水管疏通"),
    Category("hair_cutting", ("理发", "剪头发", "剃头"), "上门理发"),
)


def sorted_messages(number=60):
    """Texts of two kinds that share a frame and differ in their words."""
    rng = np.random.default_rng(7)
    kinds = {
        "water": ("水管漏了", "马桶堵了", "水龙头滴水", "下水道反味"),
        "school": ("放学没人接", "作业不会做", "幼儿园报名", "孩子转学"),
    }
    texts, labels = [], []
    for index in range(number):
        label = ("water", "school")[index % 2]
        texts.append(f"您好{index}，{rng.choice(kinds[label])}，{rng.choice(kinds[label])}，请问怎么办")
        labels.append(label)
    return texts, labels


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("我妈腿脚不便，想找人陪她周二上午去医院", "escort_to_doctor"),
        ("孩子放学没人接", "child_pickup"),
        ("厨房水龙头一直滴", "plumbing"),
        ("给老人剪头发", "hair_cutting"),
    ],
)
def test_category_is_found_from_the_words_alone(sentence, code):
    assert Router.from_words(CATEGORIES).rank(sentence)[0].code == code


def test_words_that_decided_are_returned():
    assert Router.from_words(CATEGORIES).rank("孩子放学没人接")[0].words[0] == "放学"


def test_sentence_with_no_known_word_is_abstained_from():
    route = Router.from_words(CATEGORIES).route("xyz")

    assert route.routings == ()
    assert route.abstains


def test_clear_sentence_is_not_abstained_from():
    assert not Router.from_words(CATEGORIES).route("下水道堵了马桶漏水").abstains


def test_no_categories_means_abstaining():
    assert Router.from_words(()).route("水管漏了").abstains


def test_same_code_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        Router.from_words((CATEGORIES[0], CATEGORIES[0]))


@given(st.text(alphabet="水管漏医院放学孩子理发，a1 🙂\ud83d\x00我想"))
def test_probabilities_are_shares_in_order(text):
    found = Router.from_words(CATEGORIES).rank(text, 4)

    chances = [one.probability for one in found]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance <= 1 for chance in chances)
    assert sum(chances) <= 1 + 1e-9


def test_trained_router_sorts_unseen_sentences():
    texts, labels = sorted_messages()

    router = train(texts, labels)

    assert router.rank("马桶又堵了")[0].code == "water"
    assert router.rank("孩子放学怎么接")[0].code == "school"
    assert "马桶" in router.rank("马桶又堵了")[0].words


def test_training_twice_gives_the_same_router():
    texts, labels = sorted_messages()

    first, second = (train(texts, labels).rank("马桶堵了") for _ in range(2))

    assert first == second


def test_probabilities_of_a_trained_router_add_up_to_one():
    texts, labels = sorted_messages()

    found = train(texts, labels).rank("水", limit=9)

    assert sum(one.probability for one in found) == pytest.approx(1)


def test_router_survives_being_stored():
    texts, labels = sorted_messages()
    router = train(texts, labels)

    restored = router_from_bytes(router_to_bytes(router))

    assert restored.rank("马桶堵了")[0].code == "water"
    assert restored.rank("马桶堵了")[0].probability == pytest.approx(router.rank("马桶堵了")[0].probability, abs=1e-2)


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04broken"])
def test_foreign_bytes_are_refused(content):
    with pytest.raises(ValueError, match="router"):
        router_from_bytes(content)


def test_evaluation_tests_every_text_once():
    texts, labels = sorted_messages()

    result = evaluate(texts, labels, folds=3, seed=0)

    assert int(result.confusion.sum()) == len(texts)
    assert result.accuracy == 1.0
    assert result.macro_f1 == 1.0
    assert {code: figures.support for code, figures in result.per_class.items()} == {"water": 30, "school": 30}


def test_evaluation_of_a_share_tests_about_that_share():
    texts, labels = sorted_messages()

    result = evaluate(texts, labels, test_share=0.25, seed=0)

    assert int(result.confusion.sum()) == 15


def test_copies_of_a_text_are_never_on_both_sides():
    # Every text has a copy with other punctuation; labels are noise that only a seen copy could give away.
    rng = np.random.default_rng(11)
    originals = ["".join(rng.choice(list("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往"), 12)) for _ in range(200)]
    noise = [str(label) for label in rng.choice(["a", "b"], 200)]

    result = evaluate([*originals, *(f"{text}！" for text in originals)], [*noise, *noise], folds=4, seed=0)

    assert 0.3 < result.accuracy < 0.7


def test_surest_share_is_more_accurate_than_all():
    rng = np.random.default_rng(5)
    texts, labels = sorted_messages(200)
    noisy = [label if rng.random() > 0.2 else ("water" if label == "school" else "school") for label in labels]

    result = evaluate([f"{text}{index}" for index, text in enumerate(texts)], noisy, folds=4, seed=0)

    assert result.accuracy_of_share(1.0) == result.accuracy
    assert len(result.confidence) == 200


@pytest.mark.parametrize(
    ("labels", "settings"),
    [(["a"], {}), (["a", "a", "a"], {}), (["a", "b", "a"], {"folds": 1}), (["a", "b", "a"], {"test_share": 1.0})],
)
def test_impossible_evaluation_is_refused(labels, settings):
    with pytest.raises(ValueError):  # noqa: PT011
        evaluate(["甲", "乙", "丙"], labels, **settings)


def test_training_on_one_class_is_refused():
    with pytest.raises(ValueError, match="two classes"):
        train(["甲", "乙"], ["a", "a"])


def test_texts_of_a_group_are_never_on_both_sides():
    rng = np.random.default_rng(13)
    letters = list("天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁")
    originals = ["".join(rng.choice(letters, 14)) for _ in range(200)]
    noise = [str(label) for label in rng.choice(["a", "b"], 200)]
    copies = [f"请问{text[:13]}" for text in originals]

    apart = evaluate([*originals, *copies], [*noise, *noise], groups=[*range(200), *range(200)], folds=4)
    mixed = evaluate([*originals, *copies], [*noise, *noise], folds=4)

    assert 0.3 < apart.accuracy < 0.7 < mixed.accuracy
