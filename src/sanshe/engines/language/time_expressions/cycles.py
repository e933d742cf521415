"""Days that come in turns of another kind: every other week, the first Saturday of the month, days of the moon."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from lunardate import LunarDate

from sanshe.engines.language.time_expressions.calendar import lunar_day
from sanshe.engines.language.time_expressions.days import MONTH, Days, add_months, date_or_none
from sanshe.engines.language.time_expressions.numerals import DIGITS, SMALL_NUMBER, number_of
from sanshe.engines.language.time_expressions.weekdays import WEEKDAYS

_WEEK = r"(?:周|星期|礼拜)"
_WEEKDAY_NUMBERS = {character: number for number, character in enumerate("一二三四五六日")} | {"天": 6}

_EVERY_OTHER_WEEK = re.compile(
    rf"(?:隔周的?|(?:每隔一个?|每两个?){_WEEK}的?){_WEEK}?(?P<day>[一二三四五六日天])(?![次趟遍点时号个])"
)
_EVERY_OTHER_DAY = re.compile(r"每隔一[天日]|每两天|隔[天日](?!如)")
_USUALLY = re.compile(r"平[时常](?=的?(?:早上|上午|中午|下午|傍晚|晚上|夜里|白天))")
_NTH_DAY = re.compile(
    rf"(?:(?P<every>每个?月)|(?P<month>{MONTH})月份?|(?P<next>下下?)个?月|(?P<this>这个|本)月)的?"
    rf"(?:第(?P<nth>[一二三四五1-5])个?|(?P<last>最后一?个?))(?:{_WEEK}(?P<day>[一二三四五六日天])(?![次点])|(?P<weekend>周末)|"
    r"(?P<lastday>天))"
)
_MONTH_DAYS = re.compile(
    rf"每个?月的?(?P<first>{SMALL_NUMBER})[号日]?(?P<more>(?:[、,和跟及]{{1,2}}(?:每个?月的?)?{SMALL_NUMBER}[号日]?){{1,5}})(?<=[号日])"
)
_SEVERAL_AFTER = re.compile(
    r"(?:再?过)?(?P<a>[一二两三四五六七八])(?P<b>[二两三四五六七八九])(?:个)?(?P<unit>天|周|星期|礼拜|月)"
    r"(?P<way>之后|以后|过后|后(?![面天半])|之内|以内|内)"
)
_GOING_BY = re.compile(
    rf"(?<![经超度渡不通胜错难])(?:再过|过)(?P<n>{SMALL_NUMBER}|半)个?(?P<unit>天|周|星期|礼拜|(?<=个)月)(?![年岁后之以多半内末])"
)
_THIS_YEAR = re.compile(r"(?<![\d一二三四五六七八九十几多两半明后去前今])今?年(?:之|以)?内(?!容|部|蒙|科)")
_THIS_MONTH = re.compile(r"(?<![\d一二三四五六七八九十几多两半个上下])月内")
_SUMMER = re.compile(r"暑假(?:期间|里)?(?!工|作业|班)")
_LUNAR_MONTHLY = r"(?:(?:农历|阴历|旧历)的?)?(?:每个?月的?|每逢|逢)"
_LUNAR_NAME = r"(?:农历|阴历|旧历)(?:的)?"
_NEW_YEAR_DAY = re.compile(
    r"大?年初(?P<d>[一二三四五六七八九十])(?!月)(?:[到至-](?:大?年)?初(?P<d2>[一二三四五六七八九十]))?"
)
_FIRST_AND_FIFTEENTH = re.compile(rf"(?:{_LUNAR_MONTHLY}|{_LUNAR_NAME})?初一(?=[、,和跟及]?十五)")
_FIFTEENTH = re.compile(r"(?:(?<=初一)|(?<=初一[、,和跟及]))十五(?![个岁点分天块元人])")
_MOON_DAY = re.compile(
    rf"(?:(?:{_LUNAR_MONTHLY}|{_LUNAR_NAME})(?P<any>初[一二三四五六七八九十]|十五)|(?<!大年)(?P<late>初[四五六七八九十]))"
    r"(?![月个点号中级])"
)
_FOLK = re.compile(r"(?P<name>二月二|三月三|六月六|七月半)(?![十号日月\d点])|龙抬头")
_FOLK_DAYS = {"二月二": (2, 2), "三月三": (3, 3), "六月六": (6, 6), "七月半": (7, 15), None: (2, 2)}
# Beyond these days from now no turn of the moon is looked for: a year and a month.
_MOONS_AHEAD_DAYS = 420


def match_cycle(text: str, position: int, today: date) -> Days | None:
    """Read such days at a position of a folded text, None where none are said."""
    for reader in _READERS:
        found = reader(text, position, today)
        if found:
            return found
    return None


def _every_other(text: str, position: int, today: date) -> Days | None:
    found = _EVERY_OTHER_WEEK.match(text, position)
    if found:
        number = _WEEKDAY_NUMBERS[found["day"]]
        first = today + timedelta(days=(number - today.weekday()) % 7)
        spans = tuple(_day(first + timedelta(weeks=n)) for n in range(2))
        return Days(found.end(), spans, f"FREQ=WEEKLY;INTERVAL=2;BYDAY={WEEKDAYS[number]}")
    found = _EVERY_OTHER_DAY.match(text, position)
    if found:
        return Days(found.end(), tuple(_day(today + timedelta(days=n)) for n in range(2)), "FREQ=DAILY;INTERVAL=2")
    found = _USUALLY.match(text, position)
    if found:
        return Days(found.end(), tuple(_day(today + timedelta(days=n)) for n in range(2)), "FREQ=DAILY")
    return None


def _nth_day(text: str, position: int, today: date) -> Days | None:
    found = _NTH_DAY.match(text, position)
    if not found or (found["lastday"] and not found["last"]):
        return None
    nth = -1 if found["last"] else number_of(found["nth"]) or 0
    weekday = 5 if found["weekend"] else _WEEKDAY_NUMBERS.get(found["day"] or "")
    length = 2 if found["weekend"] else 1
    days = [_nth_of(first, nth, weekday) for first in _firsts(found, today)]
    spans = tuple((day, day + timedelta(days=length)) for day in days if day)
    again = None
    if found["every"]:
        which = "BYMONTHDAY=-1" if weekday is None else f"BYDAY={nth}{WEEKDAYS[weekday]}"
        again = f"FREQ=MONTHLY;{which}"
    return Days(found.end(), spans, again)


def _firsts(found: re.Match[str], today: date) -> list[date]:
    """Return the first days of the months that are meant, in order."""
    this = today.replace(day=1)
    if found["every"]:
        return [add_months(this, number) for number in range(5)]
    if found["month"]:
        return [date(year, number_of(found["month"]) or 1, 1) for year in (today.year, today.year + 1)]
    return [add_months(this, len(found["next"]) if found["next"] else 0)]


def _nth_of(first: date, nth: int, weekday: int | None) -> date | None:
    """Return the nth (or last, -1) such weekday of the month that begins on a day; without a weekday its last day."""
    last = add_months(first, 1) - timedelta(days=1)
    if weekday is None:
        return last
    if nth < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return day if day <= last else None


def _month_days(text: str, position: int, today: date) -> Days | None:
    found = _MONTH_DAYS.match(text, position)
    if not found:
        return None
    said = [found["first"], *re.findall(SMALL_NUMBER, found["more"])]
    numbers = sorted({number for one in said if (number := number_of(one)) and number <= 31})
    firsts = [add_months(today.replace(day=1), number) for number in range(3)]
    days = [day for first in firsts for number in numbers if (day := date_or_none(first.year, first.month, number))]
    again = f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, numbers))}"
    return Days(found.end(), tuple(_day(day) for day in days), again)


def _amounts(text: str, position: int, today: date) -> Days | None:
    found = _SEVERAL_AFTER.match(text, position)
    if found and DIGITS[found["a"]] < DIGITS[found["b"]]:
        first, last = (_ahead(today, DIGITS[found[name]], found["unit"]) for name in ("a", "b"))
        begin = today if found["way"].endswith("内") else first
        return Days(found.end(), ((begin, last + timedelta(days=1)),))
    found = _GOING_BY.match(text, position)
    if found:
        if found["n"] == "半":
            return None if found["unit"] != "月" else Days(found.end(), (_day(today + timedelta(days=15)),))
        number = number_of(found["n"])
        return Days(found.end(), (_day(_ahead(today, number, found["unit"])),)) if number else None
    found = _THIS_YEAR.match(text, position)
    if found:
        return Days(found.end(), ((today, date(today.year + 1, 1, 1)),))
    found = _THIS_MONTH.match(text, position)
    if found:
        return Days(found.end(), ((today, add_months(today.replace(day=1), 1)),))
    found = _SUMMER.match(text, position)
    if found:
        years = (today.year, today.year + 1)
        return Days(found.end(), tuple((date(year, 7, 1), date(year, 9, 1)) for year in years))
    return None


def _ahead(today: date, number: int, unit: str) -> date:
    if unit == "月":
        return add_months(today, number)
    return today + timedelta(days=number if unit == "天" else 7 * number)


def _moon(text: str, position: int, today: date) -> Days | None:
    found = _NEW_YEAR_DAY.match(text, position)
    if found:
        day = number_of(found["d"]) or 1
        length = max(1, (number_of(found["d2"] or "") or day) - day + 1)
        days = (lunar_day(year, 1, day) for year in (today.year, today.year + 1))
        return Days(found.end(), tuple((day, day + timedelta(days=length)) for day in days if day))
    found = _FOLK.match(text, position)
    if found:
        month, day = _FOLK_DAYS[found["name"]]
        days = (lunar_day(year, month, day) for year in (today.year - 1, today.year, today.year + 1))
        return Days(found.end(), tuple(_day(day) for day in days if day))
    found = _FIRST_AND_FIFTEENTH.match(text, position)
    if found:
        return Days(found.end(), tuple(_moon_days(today, 1)))
    found = _FIFTEENTH.match(text, position)
    if found:
        return Days(found.end(), tuple(_moon_days(today, 15)))
    found = _MOON_DAY.match(text, position)
    if found:
        number = number_of((found["any"] or found["late"]).removeprefix("初"))
        return Days(found.end(), tuple(_moon_days(today, number or 1)))
    return None


def _moon_days(today: date, number: int) -> Iterator[tuple[date, date]]:
    """Yield the days of this number of the lunar months, from today on."""
    ahead = 0
    while ahead < _MOONS_AHEAD_DAYS:
        day = today + timedelta(days=ahead)
        if LunarDate.from_solar_date(day.year, day.month, day.day).day == number:
            yield _day(day)
            ahead += 28
        ahead += 1


def _day(day: date) -> tuple[date, date]:
    return day, day + timedelta(days=1)


_READERS = (_every_other, _nth_day, _month_days, _amounts, _moon)
