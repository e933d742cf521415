"""The meetings of a series."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.scheduling.recurrence import RuleUnreadable, meetings

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 3, 3, 9, 0, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


def days(rule: str, *, starts_at: datetime = TUESDAY, most: int = 52, without_end: int = 12) -> list[str]:
    found = meetings(
        rule, starts_at=starts_at, ends_at=starts_at + HOUR, zone=SHANGHAI, most=most, without_end=without_end
    )
    return [f"{one.starts_at:%m-%d}" for one in found]


def test_meetings_without_a_rule_are_the_one_given():
    assert days("") == ["03-03"]


def test_meetings_every_tuesday_for_six_weeks():
    assert days("FREQ=WEEKLY;BYDAY=TU;COUNT=6") == ["03-03", "03-10", "03-17", "03-24", "03-31", "04-07"]


def test_meetings_two_days_a_week_come_in_order():
    assert days("FREQ=WEEKLY;BYDAY=TH,TU;COUNT=4") == ["03-03", "03-05", "03-10", "03-12"]


def test_meetings_of_a_first_day_beside_the_rule_count_it():
    assert days("FREQ=WEEKLY;BYDAY=WE;COUNT=3") == ["03-03", "03-04", "03-11"]


def test_meetings_without_an_end_are_those_of_a_season():
    assert len(days("FREQ=WEEKLY;BYDAY=TU")) == 12


def test_meetings_are_never_more_than_the_most():
    assert len(days("FREQ=DAILY;COUNT=400", most=52)) == 52


def test_meetings_until_a_day_include_it():
    assert days("FREQ=DAILY;UNTIL=20260305T235959Z") == ["03-03", "03-04", "03-05"]


def test_meetings_keep_the_hour_when_the_clock_changes():
    starts_at = datetime(2026, 3, 23, 9, 0, tzinfo=BERLIN)

    found = meetings(
        "FREQ=WEEKLY;COUNT=2", starts_at=starts_at, ends_at=starts_at + HOUR, zone=BERLIN, most=9, without_end=9
    )

    assert [one.starts_at.hour for one in found] == [9, 9]
    assert found[1].starts_at.utcoffset() - found[0].starts_at.utcoffset() == HOUR


def test_meetings_that_begin_within_a_second_count_the_first_one_once():
    assert days("FREQ=WEEKLY;COUNT=2", starts_at=TUESDAY.replace(microsecond=1)) == ["03-03", "03-10"]


def test_meetings_that_run_into_each_other_are_refused():
    with pytest.raises(RuleUnreadable):
        meetings(
            "FREQ=DAILY;COUNT=2", starts_at=TUESDAY, ends_at=TUESDAY + 25 * HOUR, zone=SHANGHAI, most=9, without_end=9
        )


@pytest.mark.parametrize(
    "rule",
    [
        "TUESDAY",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;COUNT=9",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=",
        "BYDAY=TU",
        "FREQ=WEEKLY;COUNT=a",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;" + "BYDAY=TU;" * 40,
        "FREQ=WEEKLY\x00",
    ],
)
def test_meetings_of_no_rule_are_refused(rule):
    with pytest.raises(RuleUnreadable):
        days(rule)


@given(text=st.text(max_size=60))
def test_meetings_of_any_text_are_refused_or_in_order(text):
    try:
        found = meetings(text, starts_at=TUESDAY, ends_at=TUESDAY + HOUR, zone=SHANGHAI, most=20, without_end=5)
    except RuleUnreadable:
        return

    starts = [one.starts_at for one in found]
    assert starts == sorted(set(starts))
    assert starts[0] == TUESDAY
