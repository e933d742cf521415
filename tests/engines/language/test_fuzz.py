"""Sentences glued together, misspelt and said at any hour: they are read, every mark is in them, no time is over."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sanshe.engines.language.characters import folded
from sanshe.engines.language.direction import weigh_direction
from sanshe.engines.language.numbers import with_digits
from sanshe.engines.language.reading import read_sentence
from sanshe.engines.language.routing import Category, Router
from sanshe.engines.language.stripping import stripped
from sanshe.engines.language.time_expressions import ZONE, find_times
from sanshe.engines.language.tokens import tokenize
from tests.engines.language.test_time_expressions import CASES

CATEGORIES = (
    Category("escort_to_doctor", ("看病", "陪诊", "去医院"), "陪同就医"),
    Category("plumbing", ("水管", "漏水"), "水管疏通"),
    Category("urgent_errand", ("急用", "跑腿"), "代办"),
)
ROUTER = Router.from_words(CATEGORIES)
LANDMARKS = ("幸福广场", "金牛区第三人民医院", "晓月里")
SENTENCES = tuple(dict.fromkeys(case[1] for case in CASES))

_PEOPLE = (
    "我妈 82岁老人 两个娃 一家三口 孙女五岁半 老伴儿 爷爷奶奶 我们四个人 三个月大的宝宝 120岁 999岁 "
    "坐轮椅 独居 聋哑人 孕妇"
)
_PLACES = (
    "幸福广场 区第三人民医院 三医院 3栋2单元501 五楼活动室 家里 上门 来我家帮 菜市场门口 线上 晓月里 地铁站旁边 12号楼"
)
_WISHES = "急 马上 尽快 不急 急诊 免费 付费 时间银行 找两个人 缺三个志愿者 会说四川话 懂手语 学英语 想找人 可以帮忙"
_FILLERS = "， 。 、 ！ ？ … —— （ ） 嗯 那个 就是说 的 了 吧 和 或者 到 至 - ~ : ： . / 差 过 每 前 后 内 第 半"
_NUMBERS = (
    "0 00 7 13 31 99 60 12:60 24:00 25:61 3.5 -1 １２ ３：３０ ７月１号 ٣点 ³点 ⑫号 Ⅻ月 廿九 九十九 一百二十 〇五"
)
_TRADITIONAL = "明天下午三點 週二上午 禮拜天 後天晚上 農曆十五 每個月五號 陪媽媽看病 緊急 說廣東話 這週末 兩個鐘頭後"
_PAST = (
    "昨天 前天 大前天 昨晚 刚才 前几天 前两天 前阵子 上周 上周三 上上周五 上个星期天 上个月 上个月5号 三天前 "
    "两周以前 半年前 去年3月5号 去年国庆 前年3月5号 前年国庆"
)
_AHEAD = "明天 后天上午 大后天晚上八点 下周三 下下周一下午 三天后 一周后 每天晚上七点以后 每周二四 下个月5号 明年3月5号"
PEOPLE, PLACES, WISHES, FILLERS, NUMBERS, TRADITIONAL, PAST, AHEAD = map(
    str.split, (_PEOPLE, _PLACES, _WISHES, _FILLERS, _NUMBERS, _TRADITIONAL, _PAST, _AHEAD)
)
LONG = (
    "1" * 400,
    "9" * 4400,
    "三" * 60,
    "十" * 60,
    "周" * 60,
    "1月" * 40,
    "初一" * 30,
    "下" * 80 + "周三",
    "12:00-" * 30,
)
ODD = (*"\x00\ud83d\ufffc\u200b\u0301\u202e\n\t\u3000🙂㍻ﬁ㏠İß𠮷豈", "👨\u200d👩\u200d👧")
WAYS = ("delete", "double", "swap", "move", "insert", "replace")

fragments = st.one_of(
    *map(st.sampled_from, (SENTENCES, PEOPLE, PLACES, WISHES, FILLERS, NUMBERS, TRADITIONAL, ODD, AHEAD, PAST)),
    st.text(max_size=4),
)
glued = st.lists(fragments, max_size=14).map("".join)
repeated = st.tuples(fragments, st.integers(2, 12), glued).map(lambda one: one[0] * one[1] + one[2])
long_runs = st.tuples(glued, st.sampled_from(LONG), glued).map("".join)
hours = st.sampled_from(((0, 0), (23, 59), (12, 0), (5, 59))) | st.tuples(st.integers(0, 23), st.integers(0, 59))
days = st.sampled_from(
    [(year, 2, 29) for year in (2020, 2024, 2028, 2032)]
    + [(year, *day) for year in (2020, 2027, 2035) for day in ((12, 31), (1, 1), (1, 31), (2, 28))]
).map(lambda day: datetime(*day, tzinfo=ZONE)) | st.integers(0, 16 * 365).map(
    lambda number: datetime(2020, 1, 1, tzinfo=ZONE) + timedelta(days=number)
)
instants = st.builds(
    lambda day, hour, beat: day.replace(hour=hour[0], minute=hour[1], **beat),
    days,
    hours,
    st.sampled_from(({}, {}, {"second": 59, "microsecond": 999_999})),
)


@st.composite
def misspelt(draw):
    text = "".join(draw(st.lists(st.sampled_from((*SENTENCES, *TRADITIONAL, *PAST)), min_size=1, max_size=3)))
    for _ in range(draw(st.integers(1, 5))):
        at, to = (draw(st.integers(0, max(0, len(text) - 1))) for _ in range(2))
        left, one, right = text[:at], text[at : at + 1], text[at + 1 :]
        way = draw(st.sampled_from(WAYS))
        if way == "delete":
            text = left + right
        elif way == "double":
            text = left + one * draw(st.integers(2, 5)) + right
        elif way == "swap":
            text = left + right[:1] + one + right[1:]
        elif way == "move":
            text = (left + right)[:to] + one + (left + right)[to:]
        else:
            new = draw(st.sampled_from((*FILLERS, *ODD, *NUMBERS)))
            text = left + new + (one if way == "insert" else "") + right
    return text


def reading_of(text, at):
    return read_sentence(text, at=at, router=ROUTER, place_names=LANDMARKS)


def marks_of(reading):
    marks = [*reading.times, *reading.languages, *(reading.beneficiary.marks if reading.beneficiary else ())]
    return [*marks, *(one for one in (reading.place, reading.home, reading.helpers and reading.helpers.mark) if one)]


def assert_sound(text, at):
    reading = reading_of(text, at)

    for mark in marks_of(reading):
        assert 0 <= mark.start_char < mark.end_char <= len(text)
        assert text[mark.start_char : mark.end_char] == mark.words
    assert all(one.end_char <= other.start_char for one, other in pairwise(reading.times))
    for one in reading.times:
        assert one.starts_at.utcoffset() == one.ends_at.utcoffset() == timedelta(hours=8)
        assert at <= one.starts_at < one.ends_at
        assert one.precision in {"clock", "part_of_day", "day", "days"}
    assert reading.direction in {None, "need", "offer"}
    assert reading.urgency in {None, "urgent"}
    assert reading.cost_basis in {None, "free", "paid", "time_credit", "public_service"}
    assert {one.code for one in reading.categories} <= {one.code for one in CATEGORIES}
    assert reading.helpers is None or 1 <= reading.helpers.count <= 50
    assert reading.place is None or (reading.place.name in LANDMARKS) != bool(reading.place.kind)
    if reading.beneficiary:
        assert reading.beneficiary.age_years in {None, *range(121)}
        assert reading.beneficiary.count in {None, *range(1, 501)}
    assert reading == reading_of(text, at.astimezone(UTC))


@given(glued, instants)
@settings(max_examples=150, deadline=None)
def test_glued_sentence_is_read_and_asks_for_nothing_that_is_over(text, at):
    assert_sound(text, at)


@given(misspelt(), instants)
@settings(max_examples=200, deadline=None)
def test_misspelt_sentence_is_read_and_asks_for_nothing_that_is_over(text, at):
    assert_sound(text, at)


@given(repeated | long_runs, instants)
@settings(max_examples=40, deadline=None)
def test_repeated_sentence_is_read_and_asks_for_nothing_that_is_over(text, at):
    assert_sound(text, at)


@given(st.sampled_from(SENTENCES), instants)
@settings(max_examples=250, deadline=None)
def test_sentence_of_the_table_at_any_instant_is_never_over(text, at):
    for one in find_times(text, at=at):
        assert at <= one.starts_at < one.ends_at


@given(glued | misspelt(), instants)
@settings(max_examples=150, deadline=None)
def test_wide_and_traditional_characters_read_alike(text, at):
    wide = "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in folded(text))

    plain, widened = reading_of(folded(text), at), reading_of(wide, at)
    times = find_times(text, at=at)

    assert [(one.start_char, one.end_char) for one in marks_of(plain)] == [
        (one.start_char, one.end_char) for one in marks_of(widened)
    ]
    assert [(one.starts_at, one.ends_at, one.recurrence) for one in plain.times] == [
        (one.starts_at, one.ends_at, one.recurrence) for one in times
    ]


@pytest.mark.parametrize("day", PAST)
@given(hour=st.sampled_from(("", "的", "上午", "下午三点", "晚上", "8:30", "九点半")), at=instants)
@settings(max_examples=15, deadline=None)
def test_time_gone_by_is_no_time_to_come(day, hour, at):
    assert find_times(day + hour, at=at) == ()


@given(
    st.sampled_from([day for day in PAST if "年" not in day]),
    st.sampled_from(("摔了，", "去过。", "没人来！", "修过，\n")),
    st.sampled_from(AHEAD),
    instants,
)
@settings(max_examples=200, deadline=None)
def test_time_to_come_is_read_the_same_after_what_is_gone_by(day, what, ahead, at):
    before = day + what

    alone, together = find_times(ahead, at=at), find_times(before + ahead, at=at)

    assert alone
    assert [(one.start_char - len(before), one.starts_at, one.ends_at, one.recurrence) for one in together] == [
        (one.start_char, one.starts_at, one.ends_at, one.recurrence) for one in alone
    ]


def assert_first_of_its_rule(text, at):
    for one in find_times(text, at=at):
        if one.recurrence:
            begins = one.starts_at.replace(tzinfo=None)
            assert rrulestr(one.recurrence, dtstart=begins)[0] == begins


@given(st.sampled_from(SENTENCES) | misspelt(), instants)
@settings(max_examples=200, deadline=None)
def test_recurrence_begins_with_the_first_time_of_its_rule(text, at):
    assert_first_of_its_rule(text, at)


@given(
    st.sampled_from(("每天", "每周三", "每周二四", "隔周五", "每月5号", "每月5号、20号", "每月第一个周六", "下周二四")),
    st.sampled_from(("", "早上", "下午三点", "晚上八点到十点", "夜里", "晚上十二点", "后半夜", "夜里一点", "凌晨")),
    instants,
)
@example("每周三", "后半夜", datetime(2026, 11, 23, 10, tzinfo=ZONE))
@settings(max_examples=150, deadline=None)
def test_recurrence_at_any_hour_begins_with_the_first_time_of_its_rule(day, hour, at):
    assert_first_of_its_rule(day + hour, at)


@given(glued | misspelt() | long_runs, instants)
@settings(max_examples=100, deadline=None)
def test_wording_of_any_sentence_keeps_no_long_number(text, at):
    left = stripped(text, at=at)

    assert not re.search(r"\d{3}", left)
    assert stripped(left, at=at) == left


@given(glued | misspelt() | long_runs)
@settings(max_examples=100, deadline=None)
def test_words_that_told_the_direction_are_in_the_sentence(text):
    assert all(word and word in text for word in weigh_direction(text).words)
    assert all(tokenize(text))
    assert with_digits(with_digits(text)) == with_digits(text)
