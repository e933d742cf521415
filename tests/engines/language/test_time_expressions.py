"""Times in sentences: the table, the laws, and what nobody would write."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshe.engines.language.time_expressions import ZONE, find_times
from tests.engines.language import time_cases

MONDAY_AT_10 = datetime(2026, 11, 23, 10, tzinfo=ZONE)
TABLES = (
    (time_cases.MONDAY_MORNING, MONDAY_AT_10),
    (time_cases.MONDAY_EVENING, datetime(2026, 11, 23, 20, 30, tzinfo=ZONE)),
    (time_cases.SUNDAY_NOON, datetime(2027, 2, 28, 12, tzinfo=ZONE)),
    (time_cases.SATURDAY_AFTER_MIDNIGHT, datetime(2026, 9, 26, 1, tzinfo=ZONE)),
)


def rows(table):
    lines = (line for line in table.splitlines() if line.strip() and not line.startswith("#"))
    return [[part.strip() for part in line.split("|")] for line in lines]


CASES = [(at, *row) for table, at in TABLES for row in rows(table)]
# Pieces that expressions are made of, joined at random: harder than random characters.
_PIECES = (
    "今天 明天 大后天 昨天 周 星期 礼拜 一 二 三 五 日 末 上 下 每 这 本 个 月 年 号 日 初 底 中旬 农历 "
    "正月 腊月 闰 初一 十五 三十 春节 国庆 中秋 前 后 到 至 - 早上 上午 中午 下午 晚上 夜里 凌晨 点 半 "
    "一刻 分 : 00 59 3 12 24 31 99 2026 29 0 内 小时 分钟 天 的 ， 、 以后 左右 过 半 个 两 十 廿 九 "
    "工作日 每天 每月 2月 30号 13月 周末 除夕 年前 25:61 下下下周 九十九 2099年 百 千 １２ ：�"
)
PIECES = (*_PIECES.split(), "\ud83d", "🙂", "\x00", "\n", " ")


def said(moment):
    return moment.strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(("at", "sentence", "meaning"), [(at, s, m) for at, s, *m in CASES])
def test_time_is_read_as_it_was_meant(at, sentence, meaning):
    expected = [] if meaning == [""] else [(meaning[0], meaning[1], meaning[2] if len(meaning) > 2 else None)]

    found = find_times(sentence, at=at)

    assert [(said(one.starts_at), said(one.ends_at), one.recurrence) for one in found] == expected


@pytest.mark.parametrize("row", rows(time_cases.SEVERAL), ids=lambda row: row[0])
def test_several_times_share_the_day_said_first(row):
    sentence, *meanings = row

    found = find_times(sentence, at=MONDAY_AT_10)

    assert [f"{said(one.starts_at)} {said(one.ends_at)}" for one in found] == meanings


def test_table_has_the_promised_size():
    assert len(CASES) >= 400


def test_characters_of_a_time_are_those_of_the_text():
    text = "我妈腿脚不便，想找人陪她周二上午去医院，１５：３０回来"

    found = find_times(text, at=MONDAY_AT_10)

    assert [one.words for one in found] == ["周二上午", "１５：３０"]
    assert [text[one.start_char : one.end_char] for one in found] == ["周二上午", "１５：３０"]


def test_precision_says_how_exact_the_words_were():
    sentences = ("明天", "明天上午", "明天上午九点", "这周末")

    found = [find_times(sentence, at=MONDAY_AT_10)[0].precision for sentence in sentences]

    assert found == ["day", "part_of_day", "clock", "days"]


def test_instant_in_another_zone_means_the_day_in_shanghai():
    late_in_london = datetime(2026, 11, 23, 20, tzinfo=UTC)

    found = find_times("今天", at=late_in_london)

    assert said(found[0].starts_at) == "2026-11-24 04:00"


def test_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        find_times("明天", at=datetime(2026, 11, 23))  # noqa: DTZ001


def test_instant_outside_the_lunar_table_is_refused():
    with pytest.raises(ValueError, match="years"):
        find_times("中秋", at=datetime(2200, 1, 1, tzinfo=ZONE))


def assert_lawful(text, at):
    found = find_times(text, at=at)
    for one in found:
        assert at <= one.starts_at < one.ends_at
        assert text[one.start_char : one.end_char] == one.words
    assert all(before.end_char <= after.start_char for before, after in pairwise(found))
    assert found == find_times(text, at=at)


moments = st.integers(min_value=0, max_value=60 * 24 * 365 * 150).map(
    lambda minutes: datetime(1930, 1, 1, tzinfo=ZONE) + timedelta(minutes=minutes)
)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), moments)
def test_any_mixture_of_pieces_gives_times_to_come_or_nothing(text, at):
    assert_lawful(text, at)


@given(st.text(max_size=60), moments)
def test_any_text_gives_times_to_come_or_nothing(text, at):
    assert_lawful(text, at)


@st.composite
def slipped(draw):
    """Glue sentences of the table together, and let the pen slip: characters lost, doubled, exchanged."""
    text = "".join(draw(st.lists(st.sampled_from([case[1] for case in CASES]), min_size=1, max_size=3)))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text) - 1))
        left, one, right = text[:place], text[place], text[place + 1 :]
        text = (
            draw(st.sampled_from((left + right, left + one + one + right, left + right[:1] + one + right[1:]))) or one
        )
    return text


@settings(max_examples=500)
@given(slipped(), moments)
def test_sentence_of_the_table_with_slips_gives_times_to_come_or_nothing(text, at):
    assert_lawful(text, at)
