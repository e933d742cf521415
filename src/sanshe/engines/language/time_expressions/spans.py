"""Find the times a sentence speaks of."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sanshe.engines.language.characters import folded
from sanshe.engines.language.time_expressions.any_day import match_day
from sanshe.engines.language.time_expressions.clock import (
    Hours,
    match_clock,
    match_part,
    match_range_without_first_unit,
    part_of_day,
)
from sanshe.engines.language.time_expressions.days import Days, span_to
from sanshe.engines.language.time_expressions.numerals import SMALL_NUMBER, number_of
from sanshe.engines.language.time_expressions.weekdays import WEEKDAYS

ZONE = ZoneInfo("Asia/Shanghai")
# Years for which the lunar table and a look ahead of nine years are there.
FIRST_YEAR, LAST_YEAR = 1902, 2089

_GAP = re.compile(r"(?:\s|的|,|在)?")
_TO = re.compile(r"\s*(?:到|至|-|–|—|~|―)\s*")
_BEGINS = re.compile(
    r"[\d今明后昨前大外当刚这近过接每天日周星礼双工逢本下上未往再等农阴旧古老正冬腊除去年春元端七中八重小清立夏情三妇植愚五劳青母六儿父建教国十平圣最跨隔暑差龙初惊谷秋"
    r"一二两四九廿卅半月凌早清晌正午白放傍黄吃晚深夜岁]"
)
_SOON = re.compile(
    rf"(?P<by>再过|(?<![经超度不通])过|再|等)?(?P<n>半|{SMALL_NUMBER}|\d{{3}})个?(?P<half>半)?(?P<unit>小时|钟头|分钟|刻钟)(?P<half2>半)?"
    r"(?P<way>之后|以后|过后|后(?!面)|之内|以内|内|之前|以前|前|)"
)
_BEFORE_PART = re.compile(r"(?:之前|以前|前(?![面后台线排半天]))")
# No month is shorter: a later day has no day after it that every month has.
SHORTEST_MONTH = 28
# "Before noon" is the hours that lead up to it.
LEAD_MIN = 4 * 60
_SHORT = re.compile(r"[早晚夜午](?![饭餐点班会报茶休安辈年恋教婚市场操熟])")


@dataclass(frozen=True)
class TimeSpan:
    """A time that a sentence speaks of.

    Attributes
    ----------
    start_char, end_char : int
        Where it stands in the text, half-open.
    words : str
        The characters themselves.
    starts_at, ends_at : datetime
        Half-open, Asia/Shanghai, never before the instant of speaking; of something that recurs, the first time.
    recurrence : str or None
        RRULE text (RFC 5545) where it comes more than once.
    precision : str
        ``clock`` an hour was said, ``part_of_day`` a part of the day, ``day`` one day, ``days`` several.
    """

    start_char: int
    end_char: int
    words: str
    starts_at: datetime
    ends_at: datetime
    recurrence: str | None
    precision: str


@dataclass(frozen=True)
class _Said:
    """One expression as it was read, before it is set against the clock."""

    end_char: int
    days: Days | None
    hours: Hours | None
    part: str | None


def find_times(text: str, *, at: datetime) -> tuple[TimeSpan, ...]:
    """Find every time a sentence speaks of that is still to come.

    Parameters
    ----------
    text : str
    at : datetime
        The instant of speaking, aware of its time zone; the years 1902 to 2089.

    Returns
    -------
    tuple of TimeSpan
        In the order of the text, not overlapping. Times gone by and times that cannot be told are left out. What is
        already under way begins at `at`. A part of the day or an hour without a day belongs to the day said before
        it in the same sentence, else to today if it is not over, else to tomorrow.

    Raises
    ------
    ValueError
        `at` has no time zone or lies outside the years.
    """
    if at.tzinfo is None:
        raise ValueError("the instant must know its time zone")
    now = at.astimezone(ZONE)
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        raise ValueError(f"the instant must lie in the years {FIRST_YEAR} to {LAST_YEAR}")
    said = folded(text)
    found: list[TimeSpan] = []
    context: Days | None = None
    position = 0
    while position < len(said):
        if not _BEGINS.match(said, position):
            position += 1
            continue
        soon = _soon(said, position, now)
        if soon:
            end_char, span = soon
            if span:
                found.append(TimeSpan(position, end_char, text[position:end_char], *span, None, "clock"))
            position = end_char
            continue
        expression = _expression(said, position, now.date())
        if expression is None:
            position += 1
            continue
        days = expression.days or context
        resolved = _resolve(days, expression, now)
        if resolved:
            starts_at, ends_at, recurrence, precision = resolved
            end_char = expression.end_char
            words = text[position:end_char]
            found.append(TimeSpan(position, end_char, words, starts_at, ends_at, recurrence, precision))
        context = expression.days or context
        position = expression.end_char
    return tuple(found)


def _soon(said: str, position: int, now: datetime) -> tuple[int, tuple[datetime, datetime] | None] | None:
    """Read 半小时后 and 两小时内; a time gone by gives its end and no span."""
    match = _SOON.match(said, position)
    if not match or (position and said[position - 1].isdigit()):
        return None
    if not match["way"] and match["by"] not in ("再过", "过"):
        return None
    if match["way"].endswith("前"):
        return match.end(), None
    number = 0.5 if match["n"] == "半" else float(number_of(match["n"]) or 0)
    number += 0.5 if match["half"] or match["half2"] else 0
    minutes = {"小时": 60, "钟头": 60, "分钟": 1, "刻钟": 15}[match["unit"]]
    later = now + timedelta(minutes=number * minutes)
    if match["way"].endswith("内"):
        return match.end(), (now, later) if later > now else None
    return match.end(), (later, later + timedelta(hours=1))


def _expression(said: str, position: int, today: date) -> _Said | None:
    days = match_day(said, position, today=today)
    end_char = days.end_char if days else position
    if days:
        upto = _TO.match(said, end_char)
        closing = match_day(said, upto.end(), today=today) if upto else None
        whole = span_to(days, closing, today=today) if closing and not days.recurrence else None
        if whole:
            days, end_char = whole, whole.end_char
    gap = _GAP.match(said, end_char) if days else None
    after_gap = gap.end() if gap else end_char
    part = match_part(said, after_gap)
    name: str | None = None
    if part:
        end_char, name = part
    elif days:
        short = _SHORT.match(said, end_char)
        if short:
            end_char, name = short.end(), short.group()
    clock_gap = _GAP.match(said, end_char) if days or name else None
    clock_at = clock_gap.end() if clock_gap else end_char
    clock = match_range_without_first_unit(said, clock_at, part=name) or match_clock(
        said, clock_at, part=name, has_day=days is not None
    )
    if clock:
        return _Said(clock.end_char, days, clock.hours, name)
    if name:
        span = part_of_day(name)
        before = _BEFORE_PART.match(said, end_char) if span.start else None
        if before:
            return _Said(before.end(), days, Hours(max(0, span.start - LEAD_MIN), span.start, False), name)
        return _Said(end_char, days, Hours(span.start, span.end, False), name)
    return _Said(end_char, days, None, None) if days else None


def _resolve(days: Days | None, expression: _Said, now: datetime) -> tuple[datetime, datetime, str | None, str] | None:
    hours, today = expression.hours, now.date()
    if days is None:
        days = Days(0, tuple((today + timedelta(days=n), today + timedelta(days=n + 1)) for n in (-1, 0, 1)))
        if hours is None or hours.end <= 24 * 60:
            days = Days(0, days.spans[1:])
    if hours is None:
        return _whole_days(days, now)
    precision = "clock" if hours.is_clock else "part_of_day"
    for index, (first, last) in enumerate(days.spans):
        for number in range(min((last - first).days, 400)):
            midnight = _midnight(first + timedelta(days=number))
            starts_at = midnight + timedelta(minutes=hours.start)
            ends_at = midnight + timedelta(minutes=hours.end)
            # What recurs begins with the first time that is still whole.
            if ends_at > now and not (days.recurrence and starts_at < now):
                left = (last - first).days - number
                again = days.recurrence or _again(days, index, left)
                if again and starts_at - midnight >= timedelta(days=1):
                    again = _a_day_later(again)
                return max(starts_at, now), ends_at, again, precision
    return None


def _whole_days(days: Days, now: datetime) -> tuple[datetime, datetime, str | None, str] | None:
    for index, (first, last) in enumerate(days.spans):
        starts_at, ends_at = _midnight(first), _midnight(last)
        if ends_at > now and not (days.recurrence and starts_at < now):
            again = days.recurrence or (_again(days, index, 1) if days.is_list else None)
            return max(starts_at, now), ends_at, again, "day" if (last - first).days == 1 else "days"
    return None


def _again(days: Days, index: int, left: int) -> str | None:
    """Return the rule for the days that follow the first one, None where it is the only one."""
    if days.is_list:
        rest = [("MO", "TU", "WE", "TH", "FR", "SA", "SU")[first.weekday()] for first, _ in days.spans[index:]]
        return f"FREQ=WEEKLY;BYDAY={','.join(rest)};COUNT={len(rest)}" if len(rest) > 1 else None
    return f"FREQ=DAILY;COUNT={left}" if left > 1 else None


def _a_day_later(rule: str) -> str | None:
    """Return the rule for the day after each (the small hours of a night belong to it), None where there is none."""
    parts = dict(part.split("=") for part in rule.split(";"))
    if parts["FREQ"] == "WEEKLY" and "BYDAY" in parts:
        days = [WEEKDAYS[(WEEKDAYS.index(day) + 1) % 7] for day in parts["BYDAY"].split(",")]
        parts["BYDAY"] = ",".join(days)
    elif parts["FREQ"] == "MONTHLY":
        numbers = [int(day) + 1 for day in parts.get("BYMONTHDAY", "31").split(",")]
        if max(numbers) > SHORTEST_MONTH or min(numbers) < 2:
            return None
        parts["BYMONTHDAY"] = ",".join(map(str, numbers))
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZONE)
