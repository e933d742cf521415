"""Parts of the day and hours of the clock, in minutes after midnight."""

import re
from dataclasses import dataclass

from sanshe.engines.language.time_expressions.numerals import DIGITS, SMALL_NUMBER, number_of

HOUR, DAY = 60, 24 * 60
# How long something lasts of which only the beginning was said.
DEFAULT_LENGTH = HOUR


@dataclass(frozen=True)
class Part:
    """A part of the day in minutes after midnight, half-open; it may end on the next day."""

    start: int
    end: int


@dataclass(frozen=True)
class Hours:
    """A stretch in minutes after a day's midnight, half-open; at night both ends may lie beyond the day."""

    start: int
    end: int
    is_clock: bool


def _h(start: float, end: float) -> Part:
    return Part(int(start * HOUR), int(end * HOUR))


# Longest names first where one begins another.
PARTS: dict[str, Part] = {
    # before breakfast
    "凌晨": _h(0, 6),
    "清晨": _h(5, 8),
    "清早": _h(5, 8),
    "大清早": _h(5, 8),
    "大早上": _h(6, 9),
    "一大早": _h(5, 8),
    "一早": _h(6, 9),
    "早晨": _h(6, 9),
    "早上": _h(6, 9),
    "早饭前": _h(6, 7.5),
    "早饭后": _h(8, 10),
    # the working day
    "上午": _h(8, 12),
    "午前": _h(9, 12),
    "晌午": _h(11, 13),
    "中午": _h(11.5, 14),
    "正午": _h(12, 13),
    "午饭前": _h(10.5, 12),
    "午饭后": _h(12.5, 14.5),
    "午饭": _h(11.5, 13),
    "午休": _h(12, 14),
    "午后": _h(13, 16),
    "下午": _h(13, 18),
    "白天": _h(8, 18),
    "放学后": _h(16, 18.5),
    "放学以后": _h(16, 18.5),
    # the evening
    "傍晚": _h(17, 19),
    "黄昏": _h(17, 19),
    "下班后": _h(18, 21),
    "下班以后": _h(18, 21),
    "晚饭前": _h(16.5, 18),
    "晚饭后": _h(18.5, 21),
    "吃完晚饭": _h(18.5, 21),
    "晚上": _h(18, 22),
    "晚间": _h(18, 22),
    "大晚上": _h(18, 23),
    # the night
    "半夜三更": _h(23, 29),
    "大半夜": _h(23, 29),
    "后半夜": _h(24, 29),
    "下半夜": _h(24, 29),
    "半夜": _h(23, 29),
    "深夜": _h(22, 26),
    "夜里": _h(22, 30),
    "夜间": _h(22, 30),
    "夜晚": _h(18, 23),
}
# After a day a single character is enough: 明早, 今晚, 周五晚.
SHORT_PARTS: dict[str, Part] = {"早": PARTS["早上"], "晚": PARTS["晚上"], "夜": PARTS["夜晚"], "午": PARTS["中午"]}

_PART = re.compile("|".join(sorted(PARTS, key=len, reverse=True)))
_HOUR = re.compile(
    rf"(?P<colon>(?<![\d:.])(?P<h1>[01]?\d|2[0-4]):(?P<m1>[0-5]\d)(?::[0-5]\d)?(?![\d:]))"
    rf"|(?P<hour>(?<![\d.:第])(?:{SMALL_NUMBER}))(?:点钟|点整|时整|点多|点来钟|[点时](?!间|候|常|代|刻|段|不|而|差))"
    rf"(?:(?P<half>半)|(?P<quarter>[一三123])刻|过?(?:(?P<minute>[零〇][一二三四五六七八九]|{SMALL_NUMBER})(?:分钟?|(?![\d年月日号点时个天岁元块人次位级楼栋到至]))))?"
)
_SHORT_OF = re.compile(
    rf"差(?:(?P<quarter>一刻)钟?|(?P<less>{SMALL_NUMBER})分钟?)(?:就|不?到)?(?P<hour>{SMALL_NUMBER})[点时](?:钟|整)?"
)
_TO = re.compile(r"\s*(?:到|至|-|–|—|~|―)+\s*(?:第二天|次日|当天)?\s*的?")
_AFTER = re.compile(r"(?:钟|左右)?(?:之后|以后|过后|开始|起|后)(?![面天年生门])")
_BEFORE = re.compile(r"(?:钟|左右)?(?:之前|以前|前(?!后))(?![面天年])")
_ABOUT = re.compile(r"左右|上下|前后|钟左右|来钟")
# What makes a bare "one o'clock" a bit of something, and "three o'clock" three points.
_NOT_ONE_BEFORE = re.compile(r"[有快早晚好慢大小多少便宜近远高低点些第以下这那几差长短轻重一]$")
_NOT_POINTS_AFTER = re.compile(r"^[建意要希问原看想想感体请内诉要水心忙事都也儿]")
_NOT_POINTS_BEFORE = re.compile(r"(?:以下|如下|第|这|那|有|提|说|几|讲|谈|反映|建议)$")


@dataclass(frozen=True)
class Clock:
    """What the clock part of an expression says: where it ends in the text, and which hours of a day it means."""

    end_char: int
    hours: Hours


def part_of_day(name: str) -> Part:
    """Return the hours of a part of the day by its name, long or short."""
    return PARTS.get(name) or SHORT_PARTS[name]


def match_part(text: str, position: int) -> tuple[int, str] | None:
    """Return the end and the name of the part of the day that is named at a position."""
    found = _PART.match(text, position)
    return (found.end(), found.group()) if found else None


def match_clock(text: str, position: int, *, part: str | None, has_day: bool) -> Clock | None:
    """Read an hour, a range of hours, or an open end at a position.

    Parameters
    ----------
    text : str
        Folded text.
    position : int
    part : str or None
        The part of the day said just before.
    has_day : bool
        Whether a day was said just before, which makes "one o'clock" certain.
    """
    short_of = _SHORT_OF.match(text, position)
    if short_of:
        return _before_the_hour(short_of, part)
    first = _HOUR.match(text, position)
    if not first or (part is None and not has_day and _is_no_hour(text, first)):
        return None
    start = _minutes(first, part)
    if start is None:
        return None
    end_char = first.end()
    upto = _TO.match(text, end_char)
    if upto:
        closing = _closing(text, upto.end(), start, part)
        if closing:
            return closing
    after = _AFTER.match(text, end_char)
    if after:
        return Clock(after.end(), Hours(start, _end_of_stretch(start, part), True))
    before = _BEFORE.match(text, end_char)
    if before and start == 0:
        return None
    if before:
        begin = part_of_day(part).start if part else 6 * HOUR
        return Clock(before.end(), Hours(begin if begin < start else max(0, start - 2 * HOUR), start, True))
    about = _ABOUT.match(text, end_char)
    return Clock(about.end() if about else end_char, Hours(start, start + DEFAULT_LENGTH, True))


def _before_the_hour(found: re.Match[str], part: str | None) -> Clock | None:
    """Read 差十分八点 and 差一刻九点."""
    hour = number_of(found["hour"])
    less = 15 if found["quarter"] else number_of(found["less"])
    if not hour or hour > 24 or not less or less >= HOUR:
        return None
    start = _of_day(hour, 0, part) - less
    return Clock(found.end(), Hours(start, start + DEFAULT_LENGTH, True))


def match_range_without_first_unit(text: str, position: int, *, part: str | None) -> Clock | None:
    """Read "2-4点" and "七八点", where only the last number carries the unit."""
    found = re.compile(
        rf"(?<![\d.:])(?P<a>{SMALL_NUMBER})(?:到|至|-|–|—|~)(?P<b>{SMALL_NUMBER})点(?P<half>半)?|"
        rf"(?P<c>[一二两三四五六七八九])(?P<d>[二三四五六七八九])点(?:钟|左右|多)?(?![建意要希问])"
    ).match(text, position)
    if not found:
        return None
    first, second = number_of(found["a"] or found["c"]), number_of(found["b"] or found["d"])
    if first is None or second is None or first > 24 or second > 24:
        return None
    if found["c"] and second != first + 1:
        return None
    start = _of_day(first, 0, part)
    if found["c"]:
        return Clock(found.end(), Hours(start, start + 2 * HOUR, True))
    end = second * HOUR + (30 if found["half"] else 0)
    end = _after(start, end)
    return Clock(found.end(), Hours(start, end, True)) if start < end else None


def _is_no_hour(text: str, found: re.Match[str]) -> bool:
    """Whether a bare "N点" without any company is rather a point, a bit, or a kind of count."""
    if found["colon"] or found["half"] or found["quarter"] or found["minute"]:
        return bool(
            found["half"]
            and found["hour"] == "一"
            and _NOT_ONE_BEFORE.search(text[max(0, found.start() - 2) : found.start()])
        )
    before, after = text[max(0, found.start() - 8) : found.start()], text[found.end() : found.end() + 8]
    if found.group().endswith(("点钟", "点整", "时整")):
        return False
    if found.group().endswith("时"):
        return not found["hour"].isdigit()
    if found["hour"] == "一":
        return bool(not _TO.match(after) and not before.endswith(("到", "至", "-")))
    return bool(_NOT_POINTS_AFTER.match(after) or _NOT_POINTS_BEFORE.search(before))


def _minutes(found: re.Match[str], part: str | None) -> int | None:
    """Return minutes after midnight; beyond a day where the hour belongs to the night that follows."""
    if found["colon"]:
        hour, minute = int(found["h1"]), int(found["m1"])
        if hour > 12 or part is None:
            return min(hour * HOUR + minute, DAY)
        return _of_day(hour, minute, part)
    number = number_of(found["hour"])
    if number is None or number > 24:
        return None
    minute = 0
    if found["half"]:
        minute = 30
    elif found["quarter"]:
        minute = 15 * (DIGITS.get(found["quarter"]) or int(found["quarter"]))
    elif found["minute"]:
        minute = number_of(found["minute"]) or 0
        if minute >= HOUR:
            return None
    return _of_day(number, minute, part)


def _of_day(hour: int, minute: int, part: str | None) -> int:
    """Return minutes after midnight of the day that the part of the day belongs to."""
    if hour > 12 or hour == 0:
        return min(hour * HOUR + minute, 2 * DAY)
    if part is None:
        # Without a part of the day people mean the waking hours: one to six are in the afternoon.
        return (hour + 12 if 1 <= hour <= 6 else hour) * HOUR + minute
    span = part_of_day(part)
    if span.start >= 16 * HOUR:
        # Evening and night: six to eleven in the evening, twelve to five after midnight.
        return (hour + 12 if 4 <= hour < 12 else (24 if hour == 12 else 24 + hour)) * HOUR + minute
    if span.end <= 12 * HOUR:
        return (0 if hour == 12 and span.start == 0 else hour) * HOUR + minute
    if span.start >= 10 * HOUR:
        # Noon and afternoon: eleven and twelve stay, one and later are past noon.
        return (hour if hour >= 10 else hour + 12) * HOUR + minute
    return (hour + 12 if 1 <= hour <= 6 else hour) * HOUR + minute


def _closing(text: str, position: int, start: int, part: str | None) -> Clock | None:
    second_part = match_part(text, position)
    name = second_part[1] if second_part else None
    at = second_part[0] if second_part else position
    second = _HOUR.match(text, at) or (_HOUR.match(text, at + 1) if text[at : at + 1] == "早" else None)
    if not second:
        return None
    if name is None and second.start() > at:
        name = "早上"
    if name is None:
        raw = _minutes(second, "凌晨") if not second["colon"] else _minutes(second, None)
        if raw is None:
            return None
        end = raw if second["colon"] and raw > start else _after(start, raw)
    else:
        raw = _minutes(second, name)
        if raw is None:
            return None
        end = raw
        while end <= start:
            end += DAY
    about = _ABOUT.match(text, second.end())
    return Clock(about.end() if about else second.end(), Hours(start, end, True))


def _after(start: int, end: int) -> int:
    """Return the first reading of a twelve-hour time that lies after the start."""
    while end <= start:
        end += 12 * HOUR
    return end


def _end_of_stretch(start: int, part: str | None) -> int:
    """Return when "from … on" ends: with its part of the day, else with the afternoon or the evening."""
    limits = [part_of_day(part).end] if part else []
    for limit in (*limits, 12 * HOUR, 18 * HOUR, 22 * HOUR, 24 * HOUR, 30 * HOUR):
        if limit >= start + HOUR:
            return limit
    return start + DEFAULT_LENGTH
