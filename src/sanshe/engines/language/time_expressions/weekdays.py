"""Days of the week as they are said: 周二, 下周三, 每周二四, 周一到周五, 这周末, 工作日, 一三五早上."""

import re
from dataclasses import dataclass

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NUMBERS = {character: number for number, character in enumerate("一二三四五六日")} | {"天": 6}
_NUMBERS |= {str(number + 1): number for number in range(7)}

_WEEK = r"(?:周|星期|礼拜)"
_PREFIX = r"(?P<prefix>上上个?|(?<![早晚马线网路楼身])上个?|下下个?|(?<![楼乡线])下个?|这一?个?|本|每一?个?|每逢|逢)?"
# What follows a character that only looks like a weekday: 周二三点, 一个人, 一起, 一次.
_NO_WEEKDAY = r"(?![点时号月个楼年岁块栋:.米元单幢刻次趟遍])(?!(?<=\d)\d)"
_ONE_AHEAD = r"(?![起次趟回般共定直样些下边家天])"
_DAY = rf"(?:一{_ONE_AHEAD}|[二三四五六日1-7]|天(?!气))"
_MORE = (
    rf"(?:\s*(?:[、,，和跟与及]|还有)?\s*{_WEEK}?(?:一{_ONE_AHEAD}|[二三四五六]|日(?!常|用|子)|天(?!气)){_NO_WEEKDAY})"
)
_DAYS = re.compile(
    rf"(?<![一两二三四几圆四]){_PREFIX}{_WEEK}的?(?P<first>{_DAY}){_NO_WEEKDAY}"
    rf"(?:\s*(?:到|至|-|–|—|~)\s*{_WEEK}?(?P<last>[一二三四五六日天1-7]){_NO_WEEKDAY}|(?P<more>{_MORE}{{0,6}}))"
)
_ONE_PERSON = re.compile(rf"{_WEEK}一个?人")
_WEEKEND = re.compile(
    r"(?P<prefix>上上个?|(?<![早晚])上个?|下下个?|下个?|这一?个?|本|每一?个?|每逢|逢)?(?:周末|双休日?|星期末)"
)
_WHOLE_WEEK = re.compile(
    r"(?P<prefix>上上一?个?|(?<![早晚])上一?个?|下下一?个?|(?<![楼乡线])下一?个?|这一?个?|本)(?:周|星期|礼拜)"
)
_WORKDAYS = re.compile(r"(?<![非个])(?:每个?)?(?:工作日|上班日)|平日(?!里?的)|每个工作日|周内(?=[早上中下晚白])")
_BARE_LIST = re.compile(
    r"(?<![\d一二三四五六七八九十第星期周拜])(?P<list>一三五|二四六|一四|二五|三六)(?=的?[早上中下晚傍夜白])"
)


@dataclass(frozen=True)
class Weekdays:
    """Days of the week and the week they are in.

    Attributes
    ----------
    end_char : int
    weekdays : tuple of int
        Monday is 0; empty: the whole week.
    week : int or None
        Weeks from this one (0), negative: gone by; None: not said.
    repeats : bool
        Whether it comes every week.
    is_range, is_weekend : bool
    """

    end_char: int
    weekdays: tuple[int, ...]
    week: int | None
    repeats: bool
    is_range: bool = False
    is_weekend: bool = False


def match_weekdays(text: str, position: int) -> Weekdays | None:
    """Read weekdays at a position of a folded text, None where there are none."""
    workdays = _WORKDAYS.match(text, position)
    if workdays:
        return Weekdays(workdays.end(), (0, 1, 2, 3, 4), None, repeats=True)
    weekend = _WEEKEND.match(text, position)
    if weekend:
        week, repeats = _week(weekend["prefix"])
        return Weekdays(weekend.end(), (5, 6), week, repeats, is_weekend=True)
    days = _DAYS.match(text, position)
    if days and not (days["prefix"] and _ONE_PERSON.match(text, days.end("prefix"))):
        return _listed(days)
    whole = _WHOLE_WEEK.match(text, position)
    if whole:
        return Weekdays(whole.end(), (), _week(whole["prefix"])[0], repeats=False)
    bare = _BARE_LIST.match(text, position)
    if bare:
        return Weekdays(bare.end(), tuple(_NUMBERS[one] for one in bare["list"]), None, repeats=True)
    return None


def _listed(found: re.Match[str]) -> Weekdays:
    week, repeats = _week(found["prefix"])
    first = _NUMBERS[found["first"]]
    if found["last"]:
        last = _NUMBERS[found["last"]]
        numbers = tuple(range(first, last + 1)) or (*range(first, 7), *range(last + 1))
        return Weekdays(found.end(), numbers, week, repeats or week is None, is_range=first <= last)
    more = re.sub(_WEEK, "", found["more"] or "")
    numbers = tuple(sorted({first, *(_NUMBERS[one] for one in more if one in _NUMBERS)}))
    return Weekdays(found.end(), numbers, week, repeats or (week is None and len(numbers) > 1))


def _week(prefix: str | None) -> tuple[int | None, bool]:
    if not prefix:
        return None, False
    if prefix.startswith(("每", "逢")):
        return None, True
    return prefix.count("下") - prefix.count("上"), False
