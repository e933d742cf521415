"""The hours of a week as bits: a quick look at whether two could have time together, before it is looked at closely."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sanshe.engines.matching.sides import Span

HOURS, MINUTES = 168, 60
ANY_HOUR = "1" * HOURS
_WEEK = timedelta(days=7)
_HOUR = timedelta(hours=1)


def week_of_hours(weekly_hours: Iterable[tuple[int, int, int]]) -> str:
    """Return the hours touched by (weekday, start, end in minutes after midnight), as 168 ones and noughts from Monday.

    An hour counts when any minute of it does; what goes on after midnight goes on into the next day.
    """
    touched = set()
    for weekday, start, end in weekly_hours:
        for hour in range(start // MINUTES, -(-end // MINUTES)):
            touched.add((weekday * 24 + hour) % HOURS)
    return _bits(touched)


def week_of_spans(spans: Iterable[Span]) -> str:
    """Return the hours of the week that these spans touch; without a span every hour."""
    touched: set[int] = set()
    for start, end in spans:
        if end - start >= _WEEK:
            return ANY_HOUR
        instant = start.replace(minute=0, second=0, microsecond=0)
        while instant < end:
            touched.add(_hour(instant))
            instant += _HOUR
    return _bits(touched) if touched else ANY_HOUR


def _hour(instant: datetime) -> int:
    return instant.weekday() * 24 + instant.hour


def _bits(touched: set[int]) -> str:
    return "".join("1" if hour in touched else "0" for hour in range(HOURS))
