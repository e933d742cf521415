"""Whatever is written, reading it neither fails nor takes more than its length is worth."""

import sys
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.language.reading import read_sentence
from sanshe.engines.language.routing import Category, Router
from sanshe.engines.language.time_expressions import ZONE, find_times
from tests.engines.language.test_time_expressions import PIECES

AT = datetime(2026, 11, 23, 10, tzinfo=ZONE)
ROUTER = Router.from_words((Category("escort_to_doctor", ("看病", "陪诊", "去医院"), "陪同就医"),))
_MORE = "上门 来我家里 找 请 两个人 会说 四川话 英语 手语 我妈 82岁 坐轮椅 医院 免费 急 初一 十五 隔周 差一刻 第一个"
SAID = (*PIECES, *_MORE.split())
# What makes a careless pattern look at the same characters again and again.
_REPEATED = "周一、 每月1、 三个人 差一刻 初一、十五 过两个 1点 会说 农历 一二三四 我家 前后"
REPEATED = _REPEATED.split()


@given(st.lists(st.sampled_from(SAID), max_size=20).map("".join))
def test_any_sentence_is_read_and_every_mark_is_in_it(text):
    reading = read_sentence(text, at=AT, router=ROUTER, place_names=("幸福广场",))

    marks = [*reading.times, *reading.languages, *(reading.beneficiary.marks if reading.beneficiary else ())]
    marks += [mark for mark in (reading.place, reading.home, reading.helpers and reading.helpers.mark) if mark]
    assert all(text[mark.start_char : mark.end_char] == mark.words for mark in marks)


@given(st.text(max_size=80))
def test_any_characters_are_read(text):
    read_sentence(text, at=AT, router=ROUTER)


def steps_of(text: str) -> int:
    """Count the calls that reading a text takes."""
    count = 0

    def counted(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        find_times(text, at=AT)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", REPEATED)
def test_reading_times_takes_steps_in_proportion_to_the_length(piece):
    steps_of(piece * 40)

    once, twice = steps_of(piece * 40), steps_of(piece * 80)

    assert twice <= 2.1 * once + 200
