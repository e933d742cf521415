"""Which day or days an expression means: spans of dates in the order in which they come, seen from today."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sanshe.engines.language.time_expressions.calendar import NAMED_DAYS, lunar_day, occurrences
from sanshe.engines.language.time_expressions.numerals import SMALL_NUMBER, number_of
from sanshe.engines.language.time_expressions.weekdays import WEEKDAYS, match_weekdays


@dataclass(frozen=True)
class Days:
    """The days that an expression may mean.

    Attributes
    ----------
    end_char : int
        Where the expression ends in the text.
    spans : tuple of (date, date)
        Half-open, in order; the first one that is not over is meant. Empty: a day gone by, or one that never comes.
    recurrence : str or None
        RRULE text where it comes again and again.
    is_list : bool
        Whether all of the spans are meant, not only the first that is left (下周二四).
    """

    end_char: int
    spans: tuple[tuple[date, date], ...]
    recurrence: str | None = None
    is_list: bool = False


PAST: tuple[tuple[date, date], ...] = ()
_N = SMALL_NUMBER
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|二十[一二三四五六七八九]?|三十一?|十[一二三四五六七八九]?|[一二三四五六七八九])"
# After "5号" these make it an address or a thing: 5号楼, 1号线.
_NO_DATE = (
    r"(?![楼院线门栋房幢库馆厅井床桌车店铺摊机桶弄巷口馆码令召称角台站段位窗柜桩棚仓桥街路坑球员球衣]|单元|公寓|公交|电池|病[床房]|地块|教室|宿舍|"
    r"大院|大厅|充电|便利|食堂|记者|常|子|用|历|后路)"
)

# Words for single days, counted from today.
_NEAR = {
    "大前天": None,
    "前天": None,
    "前晚": None,
    "昨天": None,
    "昨日": None,
    "昨儿": None,
    "昨晚": None,
    "昨夜": None,
    "今天": 0,
    "今日": 0,
    "今儿个": 0,
    "今儿": 0,
    "今": 0,
    "当晚": None,
    "刚才": None,
    "前几天": None,
    "前两天": None,
    "明天": 1,
    "明日": 1,
    "明儿个": 1,
    "明儿": 1,
    "明": 1,
    "后天": 2,
    "后日": 2,
    "后儿": 2,
    "大后天": 3,
    "外后天": 3,
    "前阵子": None,
    "前段时间": None,
}
_NEAR_DAY = re.compile(
    "|".join(sorted((word for word in _NEAR if len(word) > 1), key=len, reverse=True)) + "|[今明](?=[早晚夜])"
)
# Loose stretches: (first day, day after the last), counted from today.
_LOOSE = {"这两天": (0, 2), "这几天": (0, 3), "这三天": (0, 3), "近几天": (0, 3), "近两天": (0, 2), "这一两天": (0, 2)}
_LOOSE |= {"过两天": (2, 4), "过几天": (2, 6), "过一两天": (1, 3), "过两三天": (2, 4), "接下来几天": (0, 4)}
_LOOSE |= {"最近几天": (0, 3), "最近两天": (0, 2), "最近三天": (0, 3)}
_LOOSE_DAYS = re.compile("|".join(sorted(_LOOSE, key=len, reverse=True)))
_DAILY = re.compile(r"(?:每一?天|天天|每日|日日|每一?(?=[早晚夜]))(?!见)")
_AMOUNT = re.compile(
    rf"(?:再?过|再|等)?(?P<n>半|{_N})(?:个半|个)?(?P<unit>天|日|周|星期|礼拜|(?<=[个半])月|年)(?P<half>半)?的?"
    r"(?P<way>之后|以后|过后|后(?![面天半])|之内|以内|内|之前|以前|前(?![面台天]))"
)
_COMING = re.compile(rf"(?:接下来|未来|今后|往后)的?(?P<n>半|{_N})(?:个)?(?P<unit>天|日|周|星期|礼拜|(?<=[个半])月|年)")
_SAID_YEAR = re.compile(r"(?:(?P<y>20\d\d)年|(?P<yw>今年|明年|后年|去年|前年))的?")
_ISO = re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)")
_YEAR = r"(?:(?P<y>20\d\d)年|(?P<yw>今年|明年|后年|去年|前年)的?)?"
_DATE = re.compile(
    rf"{_YEAR}(?<![\d个第])(?P<m>{MONTH})月份?的?(?P<d>{_DAY})"
    rf"(?:(?:[-–—~到至](?P<d2>{_DAY}))?[号日]{_NO_DATE}|(?<=\d)(?![\d个月点:.%岁]))"
)
_MONTH_WORD = re.compile(
    rf"(?:(?P<y>20\d\d)年|(?P<yw>今年|明年|后年|去年|前年)的?)?(?:(?<![\d个第半几数零])(?P<m>{MONTH})月份?(?![龄大嫂饼子亮票])|"
    r"(?P<rel>这个|本|下下个?|下个|下|上上?个|上|每个|每|当)月份?)的?(?P<part>初(?![一二三四五六七八九十])|中旬|中(?!午|心)|底|末|上旬|下旬)?"
    rf"(?P<before>之前|以前|前)?(?:的?(?P<d>{_DAY})(?:[-–—~到至](?P<d2>{_DAY}))?[号日]{_NO_DATE})?"
)
_BARE_MONTH_PART = re.compile(
    r"(?<![满岁个每\d一二三四五六七八九十])月(?P<part>初|底|末|中旬|上旬|下旬)(?P<before>之前|以前|前)?"
)
_DAY_NUMBER = re.compile(
    rf"(?<![\d月.第:负-])(?P<d>{_DAY})(?:[-–—~到至](?P<d2>{_DAY}))?[号日]{_NO_DATE}(?P<before>之前|以前|前(?!面))?"
)
_LUNAR = re.compile(
    r"(?P<said>农历|阴历|旧历|古历|老历)?(?P<m>正月|冬月|腊月|(?:1[0-2]|[1-9]|十[一二]?|[二三四五六七八九一])月)"
    r"(?P<d>初[一二三四五六七八九十]|廿[一二三四五六七八九]?|二十[一二三四五六七八九]?|三十|十[一二三四五六七八九]?|30|[12]\d|[1-9])?"
    r"(?P<tail>[号日]|里|间|底|初)?(?P<before>之前|以前|前)?"
)
_LUNAR_MONTHS = {"正月": 1, "冬月": 11, "腊月": 12}
_NAMED = re.compile(
    r"(?<![包煮吃滚摇])(?:" + "|".join(sorted(NAMED_DAYS, key=len, reverse=True)) + r")"
    r"(?![路街村巷道桥轻纪粥蒜树班届楼店]|老人|小学|中学|大街|广场|社区|小区)"
)
_NAMED_TAIL = re.compile(r"(?:长假|小长假|假期|放假|期间|当天|那天|那几天|的时候|时)?")
_NAMED_SIDE = re.compile(
    r"(?P<around>前后)|(?P<before>之前|以前|前(?![天面]))|(?P<after>之后|以后|过后|后(?![天面])|完)"
)
_YEAR_TURN = re.compile(
    r"(?<![\d一二三四五六七八九十几多两半去今明前后当早往])(?:(?P<before>年前|年关前)|(?P<after>年后|过完年)|(?P<end>年底|年末|岁末|年终))"
    r"(?!会|奖|纪|代)"
)


def match_plain_day(text: str, position: int, *, today: date) -> Days | None:
    """Read the day or days that are said at a position of a folded text, None where none are said."""
    for reader in _READERS:
        found = reader(text, position, today)
        if found:
            return found
    return None


def span_to(first: Days, last: Days, *, today: date) -> Days | None:
    """Return the days from the first through the last, or None where they do not follow one another."""
    for begin, _ in first.spans:
        ends = [end for start, end in last.spans if begin <= start]
        if ends and ends[0] > today:
            return Days(last.end_char, ((begin, ends[0]),))
    return None


def _of_a_year(text: str, position: int, today: date) -> Days | None:
    """Read 明年国庆, 2027年农历八月十五 and 今年年底: the day of that year and of no other."""
    said = _SAID_YEAR.match(text, position)
    if not said:
        return None
    year = _years(said, today)[0]
    for reader in (_lunar, _named, _turn_of_the_year):
        found = reader(text, said.end(), date(year, 1, 1))
        if found:
            return Days(found.end_char, tuple(span for span in found.spans if span[0].year == year))
    return None


def _near_day(text: str, position: int, today: date) -> Days | None:
    found = _NEAR_DAY.match(text, position)
    if not found:
        return None
    distance = _NEAR[found.group()]
    return Days(found.end(), PAST if distance is None else _one(today + timedelta(days=distance)))


def _loose_days(text: str, position: int, today: date) -> Days | None:
    found = _LOOSE_DAYS.match(text, position)
    if not found:
        return None
    first, last = _LOOSE[found.group()]
    return Days(found.end(), ((today + timedelta(days=first), today + timedelta(days=last)),))


def _daily(text: str, position: int, today: date) -> Days | None:
    found = _DAILY.match(text, position)
    if not found:
        return None
    days = (today + timedelta(days=number) for number in range(3))
    return Days(found.end(), tuple((day, day + timedelta(days=1)) for day in days), "FREQ=DAILY")


def _weekdays(text: str, position: int, today: date) -> Days | None:
    found = match_weekdays(text, position)
    if not found:
        return None
    monday = today - timedelta(days=today.weekday())
    if found.week is not None and found.week < 0:
        return Days(found.end_char, PAST)
    if not found.weekdays:
        if found.week is None:
            return None
        first = monday + timedelta(weeks=found.week)
        return Days(found.end_char, ((max(first, today), first + timedelta(days=7)),))
    if found.is_weekend:
        week = found.week or 0
        saturdays = [monday + timedelta(weeks=week + number, days=5) for number in range(1 if found.week else 3)]
        spans = tuple((day, day + timedelta(days=2)) for day in saturdays)
        return Days(found.end_char, spans, "FREQ=WEEKLY;BYDAY=SA,SU" if found.repeats else None)
    if found.week is not None:
        week_days = [monday + timedelta(weeks=found.week, days=number) for number in found.weekdays]
        if found.is_range:
            return Days(found.end_char, ((max(week_days[0], today), week_days[-1] + timedelta(days=1)),))
        spans = tuple((day, day + timedelta(days=1)) for day in week_days)
        return Days(found.end_char, spans, is_list=True)
    days = [today + timedelta(days=number) for number in range(15)]
    spans = tuple((day, day + timedelta(days=1)) for day in days if day.weekday() in found.weekdays)
    again = f"FREQ=WEEKLY;BYDAY={','.join(WEEKDAYS[number] for number in found.weekdays)}"
    return Days(found.end_char, spans, again if found.repeats else None)


def _amount(text: str, position: int, today: date) -> Days | None:
    found = _AMOUNT.match(text, position)
    if found:
        if found["way"].endswith("前"):
            return Days(found.end(), PAST)
        end = _moved(today, found)
        if end is None:
            return None
        if found["way"].endswith("内"):
            return Days(found.end(), ((today, end + timedelta(days=1)),))
        return Days(found.end(), _one(end))
    found = _COMING.match(text, position)
    end = _moved(today, found) if found else None
    return Days(found.end(), ((today, end),)) if found and end and end > today else None


def _moved(today: date, found: re.Match[str]) -> date | None:
    """Return the date that lies the said amount after today."""
    unit, said = found["unit"], found["n"]
    plus_half = "个半" in found.group() or bool(found.groupdict().get("half"))
    number = 0 if said == "半" else number_of(said)
    if number is None:
        return None
    halves = number * 2 + (1 if plus_half or said == "半" else 0)
    if unit in ("天", "日"):
        return today + timedelta(days=(halves + 1) // 2)
    if unit in ("周", "星期", "礼拜"):
        return today + timedelta(days=7 * halves // 2)
    if unit == "月":
        moved = add_months(today, halves // 2)
        return moved + timedelta(days=15) if halves % 2 else moved
    return add_months(today, 6 * halves)


def _iso_date(text: str, position: int, _today: date) -> Days | None:
    found = _ISO.match(text, position)
    day = date_or_none(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    return Days(found.end(), _one(day)) if found and day else None


def _month_and_day(text: str, position: int, today: date) -> Days | None:
    found = _DATE.match(text, position)
    if not found:
        return None
    month, day = number_of(found["m"]), number_of(found["d"])
    last = number_of(found["d2"]) if found["d2"] else day
    return Days(found.end(), _dates(_years(found, today), month, day, last))


def _month_or_part(text: str, position: int, today: date) -> Days | None:
    found = _MONTH_WORD.match(text, position)
    if not found:
        return None
    way = found["rel"]
    if way in ("上", "上个", "上上个", "当"):
        return Days(found.end(), PAST)
    if way in ("每", "每个"):
        return _monthly(found, today)
    if way is None:
        month = number_of(found["m"]) or 0
        firsts = [first for year in _years(found, today) if (first := date_or_none(year, month, 1))]
    else:
        ahead = {"这个": 0, "本": 0, "下": 1, "下个": 1, "下下": 2, "下下个": 2}[way]
        firsts = [add_months(today.replace(day=1), ahead)]
    if found["d"]:
        return _days_of_months(found, firsts)
    spans = [_part_of_month(first, found["part"]) for first in firsts]
    return Days(found.end(), until(spans, today) if found["before"] else tuple(spans))


def _days_of_months(found: re.Match[str], firsts: Iterable[date]) -> Days:
    first_day, last_day = number_of(found["d"]), number_of(found["d2"] or found["d"])
    spans = [span for first in firsts for span in _dates([first.year], first.month, first_day, last_day)]
    return Days(found.end(), tuple(spans))


def _monthly(found: re.Match[str], today: date) -> Days | None:
    """Read 每月5号 and 每个月底; 每月 alone says nothing about when."""
    firsts = [add_months(today.replace(day=1), number) for number in range(3)]
    if found["d"]:
        days = _days_of_months(found, firsts)
        return Days(days.end_char, days.spans, f"FREQ=MONTHLY;BYMONTHDAY={number_of(found['d'])}")
    if not found["part"]:
        return None
    spans = tuple(_part_of_month(first, found["part"]) for first in firsts)
    return Days(found.end(), spans, "FREQ=MONTHLY")


def _bare_month_part(text: str, position: int, today: date) -> Days | None:
    found = _BARE_MONTH_PART.match(text, position)
    if not found:
        return None
    firsts = [add_months(today.replace(day=1), number) for number in range(2)]
    spans = [_part_of_month(first, found["part"]) for first in firsts]
    return Days(found.end(), until(spans, today) if found["before"] else tuple(spans))


def _day_number(text: str, position: int, today: date) -> Days | None:
    found = _DAY_NUMBER.match(text, position)
    if not found or (found.group().endswith("日") and text[found.end() : found.end() + 1] == "本"):
        return None
    firsts = [add_months(today.replace(day=1), number) for number in range(3)]
    spans = _days_of_months(found, firsts).spans
    return Days(found.end(), until(list(spans), today) if found["before"] else spans)


def _lunar(text: str, position: int, today: date) -> Days | None:
    found = _LUNAR.match(text, position)
    if not found:
        return None
    said_day, month_word = found["d"] or "", found["m"]
    is_lunar = found["said"] or month_word in _LUNAR_MONTHS or said_day.startswith(("初", "廿"))
    if not is_lunar or (not found["said"] and found["tail"] in ("号", "日") and month_word not in _LUNAR_MONTHS):
        return None
    month = _LUNAR_MONTHS.get(month_word) or number_of(month_word[:-1])
    day = number_of(said_day.removeprefix("初")) if said_day else None
    if month is None or (said_day and day is None):
        return None
    spans: list[tuple[date, date]] = []
    for year in range(today.year - 1, today.year + 3):
        first = lunar_day(year, month, day or 1)
        if first is None:
            continue
        after = lunar_day(year + month // 12, month % 12 + 1, 1) if day is None else first + timedelta(days=1)
        if after and first < after:
            spans.append((first, after))
    return Days(found.end(), until(spans, today) if found["before"] else tuple(spans))


def _named(text: str, position: int, today: date) -> Days | None:
    found = _NAMED.match(text, position)
    if not found:
        return None
    spans = list(occurrences(found.group(), year=today.year))
    tail = _NAMED_TAIL.match(text, found.end())
    end_char = tail.end() if tail else found.end()
    side = _NAMED_SIDE.match(text, end_char)
    if not side:
        return Days(end_char, tuple(spans))
    if side["before"]:
        return Days(side.end(), until(spans, today))
    if side["after"]:
        return Days(side.end(), tuple((end, end + timedelta(days=7)) for _, end in spans))
    near = timedelta(days=3)
    return Days(side.end(), tuple((start - near, end + near) for start, end in spans))


def _turn_of_the_year(text: str, position: int, today: date) -> Days | None:
    found = _YEAR_TURN.match(text, position)
    if not found:
        return None
    if found["end"]:
        december = date(today.year, 12, 1)
        return Days(found.end(), ((december, date(today.year + 1, 1, 1)),))
    festivals = list(occurrences("春节", year=today.year))
    if found["before"]:
        return Days(found.end(), until(festivals, today))
    return Days(found.end(), tuple((end, end + timedelta(days=7)) for _, end in festivals))


def until(spans: Iterable[tuple[date, date]], today: date) -> tuple[tuple[date, date], ...]:
    """Return from today to the beginning of each span still to come."""
    return tuple((today, start) for start, _ in spans if start > today)


def _part_of_month(first: date, part: str | None) -> tuple[date, date]:
    after = add_months(first, 1)
    if part is None:
        return first, after
    if part == "初":
        return first, first.replace(day=8)
    if part == "上旬":
        return first, first.replace(day=11)
    if part in ("中", "中旬"):
        return first.replace(day=11), first.replace(day=21)
    return first.replace(day=21 if part == "下旬" else 25), after


def _years(found: re.Match[str], today: date) -> list[int]:
    """Return the years meant, in order: the one that was said, or this one and those after it."""
    if found["y"]:
        return [int(found["y"])]
    if found["yw"]:
        return [today.year + {"今年": 0, "明年": 1, "后年": 2, "去年": -1, "前年": -2}[found["yw"]]]
    # A leap day may be eight years away.
    return list(range(today.year, today.year + 9))


def _dates(
    years: Iterable[int], month: int | None, first_day: int | None, last_day: int | None
) -> tuple[tuple[date, date], ...]:
    spans = []
    for year in years:
        first, last = date_or_none(year, month, first_day), date_or_none(year, month, last_day)
        if first and last and first <= last:
            spans.append((first, last + timedelta(days=1)))
    return tuple(spans)


def date_or_none(year: int, month: int | None, day: int | None) -> date | None:
    """Return the date, None where the calendar has none."""
    try:
        return date(year, month or 0, day or 0)
    except ValueError:
        return None


def add_months(day: date, number: int) -> date:
    """Return the same day some months on, or the last day of a shorter month."""
    months = day.year * 12 + day.month - 1 + number
    for number_of_day in range(day.day, 27, -1):
        found = date_or_none(months // 12, months % 12 + 1, number_of_day)
        if found:
            return found
    return date(months // 12, months % 12 + 1, min(day.day, 28))


def _one(day: date) -> tuple[tuple[date, date], ...]:
    return ((day, day + timedelta(days=1)),)


# The order decides where one expression begins another: dates before months, lunar days before named ones.
_READERS: tuple[Callable[[str, int, date], Days | None], ...] = (
    *(_of_a_year, _near_day, _loose_days, _daily, _weekdays, _amount, _iso_date, _month_and_day, _lunar),
    *(_named, _month_or_part, _bare_month_part, _day_number, _turn_of_the_year),
)
