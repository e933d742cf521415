"""The day or days said at a position, with what may follow them: "before", "within", the weekday of a date."""

import re
from dataclasses import replace
from datetime import date

from sanshe.engines.language.time_expressions.cycles import match_cycle
from sanshe.engines.language.time_expressions.days import Days, match_plain_day, until

_WEEKDAY_OF_DATE = re.compile(r"\s*\(?\s*(?:周|星期|礼拜)(?P<day>[一二三四五六日天])\s*\)?")
_BEFORE = re.compile(r"(?:之前|以前|前(?![面后台线排半天几两三]))")
_WITHIN = re.compile(r"(?:之内|以内|内(?![科部外衣容向]))")
_NUMBERS = {character: number for number, character in enumerate("一二三四五六日")} | {"天": 6}
# Names whose "before" means before their end.
_ENDS = ("年底", "年末", "岁末", "年终")


def match_day(text: str, position: int, *, today: date) -> Days | None:
    """Read the day or days that are said at a position of a folded text, None where none are said."""
    found = match_cycle(text, position, today) or match_plain_day(text, position, today=today)
    if found is None or found.recurrence or (found.is_list and len(found.spans) > 1) or not found.spans:
        return found
    found = _with_weekday(found, text)
    within = _WITHIN.match(text, found.end_char)
    if within:
        return replace(found, end_char=within.end())
    before = _BEFORE.match(text, found.end_char)
    if before:
        if text.startswith(_ENDS, position):
            return Days(before.end(), ((today, found.spans[0][1]),))
        return Days(before.end(), until(found.spans, today))
    return found


def _with_weekday(days: Days, text: str) -> Days:
    """Take the weekday that follows a date as said with it, where it is the right one."""
    found = _WEEKDAY_OF_DATE.match(text, days.end_char)
    number = _NUMBERS[found["day"]] if found else None
    fitting = tuple(span for span in days.spans if span[0].weekday() == number and (span[1] - span[0]).days == 1)
    return replace(days, end_char=found.end(), spans=fitting) if found and fitting else days
