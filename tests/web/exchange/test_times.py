"""Times said in words, and taken back from the form."""

from datetime import date, datetime, time, timedelta

import pytest

from sanshe.web.exchange.forms import SlipForm
from sanshe.web.exchange.when import when_in_words
from tests.factories import SHANGHAI

TUESDAY = datetime(2026, 11, 24, 8, tzinfo=SHANGHAI)
SATURDAY = datetime(2026, 11, 28, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "words"),
    [
        (None, None, "时间再商量"),
        (TUESDAY, None, "星期二 11月24日 08:00"),
        (TUESDAY, TUESDAY + timedelta(hours=4), "星期二 11月24日 08:00–12:00"),
        (SATURDAY, SATURDAY + timedelta(days=1), "星期六 11月28日"),
        (SATURDAY, SATURDAY + timedelta(days=2), "星期六 11月28日 – 星期日 11月29日"),
    ],
)
def test_time_in_words_ends_on_the_last_day_that_it_holds(starts_at, ends_at, words):
    assert when_in_words(starts_at, ends_at) == words


@pytest.mark.parametrize(
    ("said", "starts_at", "ends_at"),
    [
        ({}, None, None),
        ({"on_date": "2026-11-24"}, time(8), time(20)),
        ({"on_date": "2026-11-24", "from_time": "09:30"}, time(9, 30), time(11, 30)),
        ({"on_date": "2026-11-24", "from_time": "09:30", "to_time": "10:00"}, time(9, 30), time(10)),
    ],
)
def test_form_gives_a_day_its_hours(said, starts_at, ends_at):
    form = SlipForm({"kind": "need", "sentence": "想找人", **said}, categories=[])

    assert form.is_valid()
    times = [form.cleaned_data[name] for name in ("starts_at", "ends_at")]
    assert [instant and instant.timetz().replace(tzinfo=None) for instant in times] == [starts_at, ends_at]


def test_form_keeps_both_days_of_a_weekend():
    form = SlipForm(
        {"kind": "need", "sentence": "想找人", "on_date": "2026-11-28", "until_date": "2026-11-29"}, categories=[]
    )

    assert form.is_valid()
    assert (form.cleaned_data["starts_at"].date(), form.cleaned_data["ends_at"].date()) == (
        date(2026, 11, 28),
        date(2026, 11, 29),
    )


def test_form_refuses_an_end_before_its_start():
    form = SlipForm(
        {"kind": "need", "sentence": "想找人", "on_date": "2026-11-28", "until_date": "2026-11-27"}, categories=[]
    )

    assert list(form.errors) == ["until_date"]
