"""At home or not, how many helpers, in which language: said, and not said."""

import pytest

from sanshe.engines.language.company import find_helpers, find_home_visit, find_languages


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("想请人上门修水管", "上门"),
        ("来我家里看看灯怎么不亮", "来我家里"),
        ("社工能不能入户看看", "入户"),
        ("请师傅到家里来修", "到家里来"),
        ("不用上门，我自己送过去", None),
        ("送货上门吗", None),
        ("他是上门女婿", None),
        ("回家吃饭", None),
    ],
)
def test_visit_at_home_is_found_where_it_is_asked_for(sentence, words):
    found = find_home_visit(sentence)

    assert (found and found.words) == words


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("找两个人帮忙搬冰箱", 2),
        ("需要三位志愿者", 3),
        ("要１０个小伙子抬东西", 10),
        ("我带两个孩子", None),
        ("有两个人在等", None),
        ("找九十九个人", None),
        ("两个人民公园", None),
    ],
)
def test_helpers_are_counted_where_a_number_is_asked_for(sentence, count):
    found = find_helpers(sentence)

    assert (found and found.count) == count


@pytest.mark.parametrize(
    ("sentence", "codes"),
    [
        ("我妈只会讲四川话，想找人陪", ["sichuanese"]),
        ("找会手语的志愿者", ["sign"]),
        ("老人不会说普通话，只听得懂客家话", ["hakka"]),
        ("找会说英语的人陪外国朋友", ["english"]),
        ("会粤语和普通话都行", ["cantonese", "mandarin"]),
        ("孩子补习英语", []),
        ("想学粤语", []),
        ("英语作业没人辅导", []),
    ],
)
def test_language_is_found_where_it_is_to_be_spoken(sentence, codes):
    assert [mark.code for mark in find_languages(sentence)] == codes


def test_every_finding_points_at_its_characters():
    text = "请２个人上门，要会说四川话"

    marks = [find_home_visit(text), find_helpers(text).mark, *find_languages(text)]

    assert [text[mark.start_char : mark.end_char] for mark in marks] == ["上门", "请２个人", "四川话"]
    assert [mark.words for mark in marks] == ["上门", "请２个人", "四川话"]
