"""Lists that people fill in: rows under headings, each cell taken with care, everything wrong told at once.

Nothing is raised for a cell: what is wrong with it is noted (`Problem`), so that whoever sent the list can put all of
it right in one go.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshe.formats.reports import Reason
from sanshe.formats.spreadsheets.errors import NotSpreadsheet, shown
from sanshe.formats.spreadsheets.reading import ReadSheet, read_any
from sanshe.formats.spreadsheets.unpacking import COLUMNS_MAX
from sanshe.kernel.fields import plain_text

ROWS_MAX = 2_000
# A title, the issuer and an empty line may stand above the headings.
HEADINGS_WITHIN = 10
# Excel counts days from here; of dates before 2000 and after 2100 it is rather a number.
EXCEL_ZERO = date(1899, 12, 30)
SERIAL_MIN, SERIAL_MAX = 36_526, 73_415
# The row of the template that shows how it is done may stay where it is.
EXAMPLES = ("例：", "例:", "Example:")
YES = frozenset(["是", "有", "对", "要", "需要", "√", "✓", "✔", "y", "yes", "true", "1", "x"])
NO = frozenset(["", "否", "无", "没有", "不", "不要", "不需要", "×", "n", "no", "false", "0", "-"])

CELL_REASONS: dict[str, Reason] = {
    "empty": Reason(_("Nothing stands here."), _("Please fill it in.")),
    "too_long": Reason(_("The text is longer than %(limit)s characters."), _("Please shorten it.")),
    "formula": Reason(_("A formula stands here."), _("Please copy the column and paste it as values.")),
    "merged": Reason(_("Cells are merged here."), _("Please unmerge them and write into each.")),
    "not_whole": Reason(_("“%(value)s” is no whole number."), _("Please write one like 12.")),
    "out_of_range": Reason(_("%(value)s cannot be."), _("Please write a number from %(least)s to %(most)s.")),
    "not_date": Reason(_("“%(value)s” is no date."), _("Please write it with the year, like 2026-03-05.")),
    "not_clock": Reason(_("“%(value)s” is no time of day."), _("Please write it like 9:30 or 15:00.")),
    "not_yes_no": Reason(_("“%(value)s” is neither yes nor no."), _("Please write yes or no, or leave it empty.")),
    "not_choice": Reason(
        _("“%(value)s” is not among the choices."), _("Please choose from the list in the template: %(some)s.")
    ),
    "not_hours": Reason(
        _("“%(value)s” cannot be read as weekly hours."),
        _("Please write them like Tue 9:00-11:00; Thu 14:00-16:00."),
    ),
    "ends_first": Reason(_("It ends before it begins."), _("Please write a later time here.")),
    "date_missing": Reason(_("A time of day stands without its date."), _("Please write the date too.")),
    "start_missing": Reason(_("An end stands without a beginning."), _("Please write when it begins too.")),
    "ages_mixed": Reason(_("The oldest is younger than the youngest."), _("Please exchange the two ages.")),
}

_CLOCK = re.compile(r"(上午|早上|中午|下午|晚上|am|pm)?(\d{1,2})(?:[:点时](\d{1,2}|半)?)?(?::\d{2})?分?(am|pm)?\Z")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\D.*)?\Z")
_AROUND = re.compile(r"\s*([-/.年月日])\s*")
_AFTERNOON = ("下午", "晚上", "pm")
_NOTE = re.compile(r"[(（\[【].*?[)）\]】]|[*＊:：]")
_WEEKDAYS = {name: day for day, names in enumerate((
    ("周一", "星期一", "礼拜一", "mon", "monday"),
    ("周二", "星期二", "礼拜二", "tue", "tuesday"),
    ("周三", "星期三", "礼拜三", "wed", "wednesday"),
    ("周四", "星期四", "礼拜四", "thu", "thursday"),
    ("周五", "星期五", "礼拜五", "fri", "friday"),
    ("周六", "星期六", "礼拜六", "sat", "saturday"),
    ("周日", "周天", "星期日", "星期天", "礼拜天", "sun", "sunday"),
)) for name in names}  # fmt: skip
_EVERY_DAY = ("每天", "每日", "daily")
_SPAN = re.compile(r"(\d{1,2})[:点](\d{2})?(?:-|至|到)(\d{1,2})[:点](\d{2})?\Z")


@dataclass(frozen=True)
class Column:
    """A column of a list: its code, the heading of the template, and what others write above it."""

    code: str
    heading: str | Promise
    synonyms: tuple[str, ...]
    note: str | Promise = ""
    is_needed: bool = False


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell: the row as Excel counts, the column's code, why."""

    row: int
    column: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Return it as it is kept."""
        return {"row": self.row, "column": self.column, "code": self.code, "params": dict(self.params)}


@dataclass
class Line:
    """One row of a list; what is wrong with a cell is noted in `problems` when it is asked for."""

    number: int
    values: Mapping[str, object]
    faults: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, column: str, code: str, **params: object) -> None:
        """Note what is wrong with a cell; the first thing counts."""
        if not any(one.column == column for one in self.problems):
            values = {name: shown(value) for name, value in params.items()}
            self.problems.append(Problem(self.number, column, code, values))

    def text(self, column: str, *, longest: int, is_needed: bool = False, lines: bool = False) -> str:
        """Return a cell as text in one line, or in several."""
        if fault := self.faults.get(column):
            self.refuse(column, fault)
            return ""
        text = _text(self.values.get(column, ""), lines=lines)
        if is_needed and not text:
            self.refuse(column, "empty")
        if len(text) > longest:
            self.refuse(column, "too_long", limit=longest)
            return ""
        return text

    def whole(self, column: str, *, least: int, most: int) -> int | None:
        """Return a cell as a whole number; None where it is empty."""
        text = _narrow(self.text(column, longest=40)).replace(",", "")
        text = text.removesuffix("岁").removesuffix("人").removesuffix("位")
        if not text:
            return None
        if not re.fullmatch(r"[+-]?[0-9]{1,15}(?:\.0+)?", text):
            self.refuse(column, "not_whole", value=text)
            return None
        number = int(text.partition(".")[0])
        if not least <= number <= most:
            self.refuse(column, "out_of_range", value=text, least=least, most=most)
            return None
        return number

    def day(self, column: str) -> date | None:
        """Return a cell as a date: a date of the spreadsheet, its serial number, or text with the year."""
        value = self.values.get(column, "")
        if column not in self.faults:
            if isinstance(value, datetime):
                return value.date()
            if isinstance(value, date):
                return value
        text = _AROUND.sub(r"\1", unicodedata.normalize("NFKC", self.text(column, longest=40)))
        if not text:
            return None
        if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text) and SERIAL_MIN <= float(text) <= SERIAL_MAX:
            return EXCEL_ZERO + timedelta(days=int(float(text)))
        found = _DATE.match(text)
        try:
            return date(*map(int, found.groups())) if found else self._no_date(column, text)
        except ValueError:
            return self._no_date(column, text)

    def clock(self, column: str) -> time | None:
        """Return a cell as a time of day: as the spreadsheet keeps it, as its fraction of a day, or as text."""
        value = self.values.get(column, "")
        if column not in self.faults:
            if isinstance(value, datetime):
                return value.time().replace(second=0, microsecond=0)
            if isinstance(value, time):
                return value.replace(second=0, microsecond=0)
            if isinstance(value, timedelta):
                value = value.total_seconds() / 86_400
            if isinstance(value, float) and 0 <= value < 1:
                return _of_minutes(round(value * 1440))
        text = _narrow(self.text(column, longest=40)).lower()
        if not text:
            return None
        found = _CLOCK.match(text)
        if found is None:
            self.refuse(column, "not_clock", value=text)
            return None
        hour, minute = int(found[2]), 30 if found[3] == "半" else int(found[3] or 0)
        if (found[1] in _AFTERNOON or found[4] == "pm") and hour < 12:
            hour += 12
        if hour > 23 or minute > 59:
            self.refuse(column, "not_clock", value=text)
            return None
        return time(hour, minute)

    def is_yes(self, column: str) -> bool:
        """Return a cell as yes or no; empty is no."""
        value = self.values.get(column, "")
        text = "1" if value is True else "0" if value is False else _narrow(self.text(column, longest=40)).lower()
        if text in YES:
            return True
        if text not in NO:
            self.refuse(column, "not_yes_no", value=text)
        return False

    def choice(self, column: str, choices: Mapping[str, str], *, some: str) -> str:
        """Return the code of what is chosen; `choices` has it by `key_of` what may be written, `some` names a few."""
        text = self.text(column, longest=200)
        if not text:
            return ""
        code = choices.get(key_of(text))
        if code is None:
            self.refuse(column, "not_choice", value=text, some=some)
            return ""
        return code

    def weekly_hours(self, column: str) -> list[list[int]]:
        """Return a cell as weekly hours: triples of weekday (Monday 0), start and end in minutes after midnight."""
        text = self.text(column, longest=300)
        if not text:
            return []
        hours: list[list[int]] = []
        for said in filter(None, re.split(r"[;；,，、\n]", text)):
            spans = _hours(said)
            if not spans:
                self.refuse(column, "not_hours", value=said.strip())
                return []
            hours += spans
        return sorted(hours)

    def _no_date(self, column: str, text: str) -> None:
        self.refuse(column, "not_date", value=text)


@dataclass(frozen=True)
class List:
    """What was read: the lines under the headings, and by which words the file calls each column."""

    lines: Sequence[Line]
    written: Mapping[str, str]
    left_aside: tuple[str, ...]
    has_hidden: bool

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that was noted of the lines, in the order of the file."""
        return [problem for line in self.lines for problem in line.problems]


def read_list(content: bytes, *, columns: Sequence[Column], rows_max: int = ROWS_MAX) -> List:
    """Read a list out of whatever kind of table it comes in.

    The headings are looked for in the first ten rows of each sheet that is not hidden, in both languages and by what
    people usually write; columns that mean nothing are left aside.

    Raises
    ------
    NotSpreadsheet
        It is no table, has no such headings, no rows below them, or too many.
    """
    sheets = read_any(content)
    visible = [sheet for sheet in sheets if not sheet.is_hidden]
    needed = [column.code for column in columns if column.is_needed]
    for sheet in visible:
        for place, cells in enumerate(sheet.grid[:HEADINGS_WITHIN]):
            places = _places(cells, columns)
            if all(code in places for code in needed):
                return _listed(sheet, place, places, rows_max=rows_max, has_hidden=len(visible) < len(sheets))
    names = "、".join(str(column.heading) for column in columns if column.is_needed)
    raise NotSpreadsheet(fault="no_headings", column=names)


def key_of(text: str) -> str:
    """Return what the ways of writing a heading or a choice have in common: width, case, no notes in brackets."""
    folded = unicodedata.normalize("NFKC", _NOTE.sub("", plain_text(text))).casefold()
    return "".join(char for char in folded if not char.isspace())


def _places(cells: Sequence[object], columns: Sequence[Column]) -> dict[str, int]:
    """Return where each column stands in a row of headings; of two with the same heading the first counts."""
    codes = {key_of(name): column.code for column in columns for name in (str(column.heading), *column.synonyms)}
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        code = codes.get(key_of(str(cell)[:80])) if isinstance(cell, str) else None
        if code:
            places.setdefault(code, place)
    return places


def _listed(sheet: ReadSheet, top: int, places: Mapping[str, int], *, rows_max: int, has_hidden: bool) -> List:
    faults = _faults(sheet, top, {place: code for code, place in places.items()})
    lines = []
    for number, cells in enumerate(sheet.grid[top + 1 :], start=top + 2):
        values = {code: cells[place] if place < len(cells) else "" for code, place in places.items()}
        is_example = _text(cells[0] if cells else "").startswith(EXAMPLES)
        if any(_text(value) for value in values.values()) and not is_example:
            lines.append(Line(number, values, faults.get(number, {})))
        if len(lines) > rows_max:
            raise NotSpreadsheet(fault="too_many_rows", limit=rows_max)
    if not lines:
        raise NotSpreadsheet(fault="empty")
    headings = [_text(cell) for cell in sheet.grid[top]]
    aside = tuple(str(shown(name)) for place, name in enumerate(headings) if name and place not in places.values())
    return List(lines, {code: headings[place] for code, place in places.items()}, aside, has_hidden)


def _faults(sheet: ReadSheet, top: int, codes: Mapping[int, str]) -> dict[int, dict[str, str]]:
    """Return, by row and column, where formulas and merged cells stand below the headings."""
    found: dict[int, dict[str, str]] = {}
    for row, column in sheet.part.formulas:
        if row > top + 1 and column - 1 in codes:
            found.setdefault(row, {})[codes[column - 1]] = "formula"
    for first, left, last, right in sheet.part.spans:
        for row in range(max(first, top + 2), min(last, len(sheet.grid)) + 1):
            for place in range(left - 1, min(right, COLUMNS_MAX)):
                if place in codes:
                    found.setdefault(row, {})[codes[place]] = "merged"
    return found


def _text(value: object, *, lines: bool = False) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, datetime):
        value = value.strftime("%Y-%m-%d %H:%M") if value.time() != time() else value.date().isoformat()
    if lines:
        kept = (" ".join(plain_text(line).split()) for line in str(value).splitlines())
        return "\n".join(kept).strip()
    return " ".join(plain_text(str(value)).split())


def _narrow(text: str) -> str:
    """Return text in one width without spaces: ９：３０ is 9:30."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _of_minutes(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _hours(said: str) -> list[list[int]]:
    text = _narrow(said).lower().replace("–", "-").replace("—", "-").replace("~", "-")
    days = next((list(range(7)) for name in _EVERY_DAY if text.startswith(name)), None)
    rest = text
    if days is None:
        found = re.match(r"[^\d]+", text)
        names = re.split(r"-|至|到", found.group()) if found else []
        numbers = [_WEEKDAYS.get(name) for name in names]
        if not names or None in numbers or len(numbers) > 2:
            return []
        first, last = numbers[0], numbers[-1]
        days = [day % 7 for day in range(first, (last if last >= first else last + 7) + 1)]
        rest = text[found.end() :]
    else:
        rest = next(text.removeprefix(name) for name in _EVERY_DAY if text.startswith(name))
    span = _SPAN.match(rest)
    if span is None:
        return []
    start, end = (int(span[at]) * 60 + int(span[at + 1] or 0) for at in (1, 3))
    minutes_fit = all(int(span[at] or 0) < 60 for at in (2, 4))
    return [[day, start, end] for day in days] if minutes_fit and 0 <= start < end <= 1440 else []
