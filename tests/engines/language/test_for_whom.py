import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.language.for_whom import band_of, find_beneficiary


@pytest.mark.parametrize(
    ("sentence", "band", "years", "conditions", "count"),
    [
        ("我妈腿脚不便，想找人陪她周二上午去医院", "elder", None, ("limited_mobility",), None),
        ("孩子放学没人接", "child", None, (), None),
        ("80岁老人想剪头发", "elder", 80, (), None),
        ("八十二岁的奶奶一个人住", "elder", 82, ("living_alone",), None),
        ("两个小孩没人看", "child", None, (), 2),
        ("一家三口刚搬来", None, None, ("newcomer",), 3),
        ("老两口都听不清电话", "elder", None, ("weak_hearing",), 2),
        ("三岁半的娃不肯吃饭", "child", 3, (), None),
        ("六个月大的宝宝想找人带", "infant", 0, (), None),
        ("女儿一岁多", "infant", 1, (), None),
        ("儿子15岁，不跟我说话", "youth", 15, (), None),
        ("读初中的儿子数学跟不上", "youth", None, (), None),
        ("孕28周，想借个血压计", "adult", None, ("pregnancy",), None),
        ("老婆坐月子想请人做饭", "adult", None, ("postpartum",), None),
        ("爸爸中风出院，卧床半年", "elder", None, ("bedridden", "illness"), None),
        ("坐轮椅出不了门", None, None, ("limited_mobility",), None),
        ("盲人按摩想找地方", None, None, ("disability",), None),
        ("我妈开始认不得人了", "elder", None, ("dementia",), None),
        ("儿女都在外地，我眼睛看不清", None, None, ("weak_sight", "living_alone"), None),
        ("儿子在深圳，我走不动", None, None, ("limited_mobility",), None),
        ("60岁以上都可以来", "elder", None, (), None),
        ("我不识字，怕走错科室", None, None, ("cannot_read",), None),
        ("八十多岁的老人", "elder", 80, (), None),
        ("今年75了，想学手机", "elder", 75, (), None),
        ("低保户，下岗两年", None, None, ("low_income", "unemployed"), None),
    ],
)
def test_beneficiary_is_read(sentence, band, years, conditions, count):
    found = find_beneficiary(sentence)

    assert found is not None
    assert (found.age_band, found.age_years, found.conditions, found.count) == (band, years, conditions, count)


@pytest.mark.parametrize("sentence", ["家里水管漏了", "想学跳舞", "找两个人帮忙搬家", "我们超市招理货的", ""])
def test_sentence_without_a_person_gives_none(sentence):
    assert find_beneficiary(sentence) is None


def test_marks_point_at_the_characters():
    text = "我妈腿脚不便"

    found = find_beneficiary(text)

    assert [(mark.words, mark.code) for mark in found.marks] == [("我妈", "elder"), ("腿脚不便", "limited_mobility")]
    assert [text[mark.start_char : mark.end_char] for mark in found.marks] == ["我妈", "腿脚不便"]


@pytest.mark.parametrize(
    ("sentence", "band"),
    [
        ("想找年轻人教我用手机", None),
        ("请个大学生辅导孩子作业", "child"),
        ("有没有热心的大哥帮我妈搬东西", "elder"),
        ("我姐姐生病了，想找人陪", "adult"),
    ],
)
def test_who_is_to_help_is_not_the_one_it_is_for(sentence, band):
    found = find_beneficiary(sentence)

    assert (found and found.age_band) == band


@pytest.mark.parametrize(
    ("years", "band"), [(0, "infant"), (2, "infant"), (3, "child"), (13, "youth"), (18, "adult"), (60, "elder")]
)
def test_band_begins_at_its_first_year(years, band):
    assert band_of(years) == band


@given(st.text(alphabet="老人我妈8０岁两个十百孩子不便，的月大孕1年今了" + "🙂\x00\ud83d", max_size=30))
def test_any_text_is_read_without_a_crash(text):
    found = find_beneficiary(text)

    assert found == find_beneficiary(text)
    assert all(text[mark.start_char : mark.end_char] == mark.words for mark in (found.marks if found else ()))
