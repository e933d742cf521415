"""Days that have a name: public holidays, days of the lunar calendar, solar terms.

Lunar dates come from the table of the Hong Kong Observatory as `lunardate` ships it (1900-2099); beyond it, and for
lunar days that a year does not have, nothing is returned.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from lunardate import LunarDate

Fixed = Callable[[int], date | None]

MOTHERS_DAY_MONTH, FATHERS_DAY_MONTH = 5, 6


@lru_cache(maxsize=4096)
def lunar_day(year: int, month: int, day: int) -> date | None:
    """Return the date of a day of the lunar year (which begins at the Spring Festival), None where there is none."""
    try:
        found = LunarDate(year, month, day).to_solar_date()
    except ValueError:
        return None
    return date(found.year, found.month, found.day)


def new_years_eve(year: int) -> date | None:
    """Return the eve of the Spring Festival that falls in the solar year."""
    spring = lunar_day(year, 1, 1)
    return spring - timedelta(days=1) if spring else None


def nth_sunday(year: int, month: int, n: int) -> date:
    """Return the n-th Sunday of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (n - 1))


def solar_term(year: int, month: int, century_constant: float) -> date:
    """Return a solar term's date after the common formula ``[Y·0.2422 + C] - [Y/4]``, good to a day for 2000-2099."""
    short = year % 100
    leap_days = (short - 1) // 4 if month <= 2 else short // 4
    return date(year, month, int(short * 0.2422 + century_constant) - leap_days)


def _solar(month: int, day: int) -> Fixed:
    return lambda year: date(year, month, day)


def _lunar(month: int, day: int) -> Fixed:
    return lambda year: lunar_day(year, month, day)


def _term(month: int, constant: float) -> Fixed:
    return lambda year: solar_term(year, month, constant)


# name: (first day in a year, days it lasts). Public holidays last as long as the state's rule gives them (2025 on).
# Names that are also parts of other words are only listed in their full form.
NAMED_DAYS: dict[str, tuple[Fixed, int]] = {
    # the lunar year
    "除夕": (new_years_eve, 1),
    "年三十": (new_years_eve, 1),
    "大年三十": (new_years_eve, 1),
    "大年夜": (new_years_eve, 1),
    "春节": (_lunar(1, 1), 7),
    "过年": (_lunar(1, 1), 7),
    "大年初一": (_lunar(1, 1), 1),
    "大年初二": (_lunar(1, 2), 1),
    "大年初三": (_lunar(1, 3), 1),
    "大年初四": (_lunar(1, 4), 1),
    "大年初五": (_lunar(1, 5), 1),
    "元宵节": (_lunar(1, 15), 1),
    "元宵": (_lunar(1, 15), 1),
    "端午节": (_lunar(5, 5), 1),
    "端午": (_lunar(5, 5), 1),
    "七夕": (_lunar(7, 7), 1),
    "中元节": (_lunar(7, 15), 1),
    "中秋节": (_lunar(8, 15), 1),
    "中秋": (_lunar(8, 15), 1),
    "八月十五": (_lunar(8, 15), 1),
    "重阳节": (_lunar(9, 9), 1),
    "重阳": (_lunar(9, 9), 1),
    "腊八节": (_lunar(12, 8), 1),
    "腊八": (_lunar(12, 8), 1),
    "小年": (_lunar(12, 23), 1),
    # solar terms that people celebrate
    "清明节": (_term(4, 4.81), 1),
    "清明": (_term(4, 4.81), 1),
    "立春": (_term(2, 3.87), 1),
    "惊蛰": (_term(3, 5.63), 1),
    "春分": (_term(3, 20.646), 1),
    "谷雨": (_term(4, 20.1), 1),
    "秋分": (_term(9, 23.042), 1),
    "立夏": (_term(5, 5.52), 1),
    "夏至": (_term(6, 21.37), 1),
    "立秋": (_term(8, 7.5), 1),
    "立冬": (_term(11, 7.438), 1),
    "冬至": (_term(12, 21.94), 1),
    # the solar year
    "元旦节": (_solar(1, 1), 1),
    "元旦": (_solar(1, 1), 1),
    "情人节": (_solar(2, 14), 1),
    "三八妇女节": (_solar(3, 8), 1),
    "三八节": (_solar(3, 8), 1),
    "妇女节": (_solar(3, 8), 1),
    "植树节": (_solar(3, 12), 1),
    "愚人节": (_solar(4, 1), 1),
    "五一劳动节": (_solar(5, 1), 5),
    "五一": (_solar(5, 1), 5),
    "劳动节": (_solar(5, 1), 5),
    "青年节": (_solar(5, 4), 1),
    "母亲节": (lambda year: nth_sunday(year, MOTHERS_DAY_MONTH, 2), 1),
    "六一儿童节": (_solar(6, 1), 1),
    "六一": (_solar(6, 1), 1),
    "儿童节": (_solar(6, 1), 1),
    "父亲节": (lambda year: nth_sunday(year, FATHERS_DAY_MONTH, 3), 1),
    "建党节": (_solar(7, 1), 1),
    "建军节": (_solar(8, 1), 1),
    "教师节": (_solar(9, 10), 1),
    "国庆节": (_solar(10, 1), 7),
    "国庆": (_solar(10, 1), 7),
    "十一长假": (_solar(10, 1), 7),
    "双十一": (_solar(11, 11), 1),
    "双十二": (_solar(12, 12), 1),
    "跨年夜": (_solar(12, 31), 1),
    "平安夜": (_solar(12, 24), 1),
    "圣诞节": (_solar(12, 25), 1),
    "圣诞": (_solar(12, 25), 1),
}


def occurrences(name: str, *, year: int) -> tuple[tuple[date, date], ...]:
    """Return the half-open spans of a named day from the year before to three years on, in order."""
    first_day, length = NAMED_DAYS[name]
    starts = (first_day(each) for each in range(year - 1, year + 4))
    return tuple((start, start + timedelta(days=length)) for start in starts if start)
