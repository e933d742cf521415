"""How often, in words; and the fields of a time that was read."""

from datetime import datetime, time

import pytest

from sanshe.engines.language.time_expressions import ZONE, find_times
from sanshe.web.exchange.forms import DraftForm, time_fields
from sanshe.web.exchange.when import recurrence_in_words, series_in_words

AT = datetime(2026, 11, 23, 10, 37, 22, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", ""),
        ("FREQ=DAILY", "每天"),
        ("FREQ=DAILY;INTERVAL=2", "隔一天一次"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "每星期二、星期四"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "工作日"),
        ("FREQ=WEEKLY;BYDAY=SA,SU", "每个周末"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "隔一周的星期六"),
        ("FREQ=WEEKLY;COUNT=6", "每周一次，一共 6 次"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "每月1、15日"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "每月最后一天"),
        ("FREQ=MONTHLY;BYDAY=1SA", "每月第一个星期六"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "每月最后一个星期五"),
        ("FREQ=MONTHLY", "每月一次"),
        ("FREQ=YEARLY", "每年"),
        ("RDATE=1", "不止一次"),
        ("no rule", "不止一次"),
    ],
)
def test_rule_is_said_in_words(rule, words):
    assert recurrence_in_words(rule) == words


def test_series_says_its_hours():
    starts_at = datetime(2026, 11, 24, 8, tzinfo=ZONE)

    said = series_in_words(starts_at, starts_at.replace(hour=12), "FREQ=WEEKLY;BYDAY=TU")

    assert said == "每星期二 08:00–12:00"


@pytest.mark.parametrize(
    ("sentence", "on_date", "until_date", "from_time", "to_time"),
    [
        ("今天", "2026-11-23", None, time(10, 37), time(20)),
        ("明天", "2026-11-24", None, None, None),
        ("明天上午", "2026-11-24", None, time(8), time(12)),
        ("晚上十一点", "2026-11-23", None, time(23), time(23, 59)),
        ("明天夜里", "2026-11-24", "2026-11-25", time(22), time(6)),
        ("这周末", "2026-11-28", "2026-11-29", None, None),
        ("每周末", "2026-11-28", None, None, None),
        ("周五前", "2026-11-23", "2026-11-26", time(10, 37), None),
    ],
)
def test_time_that_was_read_makes_a_form_that_is_valid(sentence, on_date, until_date, from_time, to_time):
    (span,) = find_times(sentence, at=AT)

    fields = time_fields(span)

    found = [fields[name] and str(fields[name]) for name in ("on_date", "until_date")]
    assert (*found, fields["from_time"], fields["to_time"]) == (on_date, until_date, from_time, to_time)
    posted = {name: value for name, value in fields.items() if value and name != "time_words"}
    posted = {name: f"{value:%H:%M}" if isinstance(value, time) else str(value) for name, value in posted.items()}
    form = DraftForm(
        {"kind": "need", "sentence": "想找人", "recurrence": span.recurrence or "", **posted}, categories=[]
    )
    assert form.is_valid(), form.errors
