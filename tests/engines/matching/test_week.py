"""Hours of the week as bits."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sanshe.engines.matching.sides import Candidate, Query
from sanshe.engines.matching.times import common_times
from sanshe.engines.matching.week import ANY_HOUR, week_of_hours, week_of_spans

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, tzinfo=SHANGHAI)


def hours(bits):
    return [hour for hour, bit in enumerate(bits) if bit == "1"]


def test_hours_touched_count_from_monday():
    assert hours(week_of_hours([(0, 8 * 60, 10 * 60), (1, 9 * 60 + 30, 9 * 60 + 45)])) == [8, 9, 24 + 9]


def test_hours_after_midnight_go_on_into_the_next_day():
    assert hours(week_of_hours([(6, 23 * 60, 25 * 60)])) == [0, 6 * 24 + 23]


def test_span_touches_every_hour_it_enters():
    span = (MONDAY + timedelta(hours=8, minutes=50), MONDAY + timedelta(hours=10))

    assert hours(week_of_spans([span])) == [8, 9]


def test_no_span_and_a_whole_week_are_any_hour():
    assert week_of_spans([]) == ANY_HOUR
    assert week_of_spans([(MONDAY, MONDAY + timedelta(days=8))]) == ANY_HOUR


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 23 * 60), st.integers(1, 300)), min_size=1, max_size=4),
    st.integers(0, 14 * 24 * 60),
    st.integers(1, 30 * 60),
)
def test_who_has_time_in_common_has_an_hour_in_common(weekly, start_min, length_min):
    weekly = [(day, start, min(24 * 60, start + length)) for day, start, length in weekly]
    span = (MONDAY + timedelta(minutes=start_min), MONDAY + timedelta(minutes=start_min + length_min))
    query, candidate = Query(tokens=(), spans=(span,)), Candidate(key=1, weekly_hours=tuple(weekly))

    has_time = any(common_times(query, candidate))

    shares_an_hour = bool(set(hours(week_of_hours(weekly))) & set(hours(week_of_spans([span]))))
    assert shares_an_hour or not has_time
