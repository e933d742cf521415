"""A workbook to download."""

import io
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import IO

import xlsxwriter
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from sanshe.kernel.fields import plain_text

TITLE_MAX = 31
CELL_MAX = 32_767
ROWS_MAX = 1_048_576
COLUMNS_MAX = 16_384
# A figure beyond this loses digits in Excel, which keeps floating point numbers only.
WHOLE_MAX = 10**15
FORMULA_STARTS = ("=", "+", "-", "@")
WIDTH_MIN, WIDTH_MAX = 8, 48
# The same content is the same file.
CREATED = datetime(2000, 1, 1, tzinfo=UTC)
OPTIONS: dict[str, object] = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True)
class Sheet:
    """One sheet: headings, and rows of values below them."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


def write_workbook(*, sheets: Sequence[Sheet]) -> bytes:
    """Make an Excel workbook of these sheets; numbers, dates and moments stay such, everything else is text.

    Text that begins with = + - @ stays text, also when somebody edits the cell. Moments are shown in local time.
    A text beyond what a cell holds (32 767 characters) ends with “…”.

    Raises
    ------
    ValueError
        There is no sheet, or one has more rows or columns than Excel has.
    """
    stream = io.BytesIO()
    _write_to(stream, sheets, {"in_memory": True})
    return stream.getvalue()


def write_long_workbook(stream: IO[bytes], *, sheets: Sequence[Sheet]) -> None:
    """Write an Excel workbook of long sheets into a file, row by row: it needs no more memory for more rows.

    Rows are taken from each sheet once, in order. Else as `write_workbook`.
    """
    _write_to(stream, sheets, {"constant_memory": True})


def _write_to(stream: IO[bytes], sheets: Sequence[Sheet], options: dict[str, object]) -> None:
    if not sheets:
        raise ValueError("A workbook needs a sheet.")
    with xlsxwriter.Workbook(stream, {**OPTIONS, **options}) as workbook:
        workbook.set_properties({"created": CREATED})
        styles = Styles(workbook)
        titles: set[str] = set()
        for sheet in sheets:
            worksheet = workbook.add_worksheet(_free_title(str(sheet.title), titles))
            _fill(worksheet, sheet, styles)


class Styles:
    """How the cells of a workbook look."""

    def __init__(self, workbook: Workbook) -> None:
        self.heading: Format = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.text: Format = workbook.add_format({"valign": "top"})
        self.quoted: Format = workbook.add_format({"valign": "top", "quote_prefix": True})
        self.day: Format = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.moment: Format = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
        self.clock: Format = workbook.add_format({"num_format": "hh:mm", "valign": "top"})


def _fill(worksheet: Worksheet, sheet: Sheet, styles: Styles) -> None:
    if len(sheet.columns) > COLUMNS_MAX:
        raise ValueError(f"{sheet.title}: {len(sheet.columns)} columns do not fit into a sheet.")
    widths = [WIDTH_MIN] * len(sheet.columns)
    for column, heading in enumerate(sheet.columns):
        text = _text(heading)
        worksheet.write_string(0, column, text, styles.heading)
        widths[column] = max(widths[column], _width(text))
    for number, row in enumerate(sheet.rows, start=1):
        if number >= ROWS_MAX or len(row) > len(sheet.columns):
            raise ValueError(f"{sheet.title}: row {number + 1} does not fit into a sheet of {len(sheet.columns)}.")
        for column, value in enumerate(row):
            widths[column] = max(widths[column], _write(worksheet, number, column, value, styles))
    for column, width in enumerate(widths):
        worksheet.set_column(column, column, min(width, WIDTH_MAX) + 2)
    worksheet.freeze_panes(1, 0)


def _write(worksheet: Worksheet, row: int, column: int, value: object, styles: Styles) -> int:
    """Write one cell; return how wide it is shown."""
    if value is None:
        return 0
    if isinstance(value, bool):
        worksheet.write_boolean(row, column, value, styles.text)
    elif isinstance(value, (int, float, Decimal)) and math.isfinite(value) and abs(value) < WHOLE_MAX:
        worksheet.write_number(row, column, value, styles.text)
    elif isinstance(value, datetime):
        moment = timezone.make_naive(value) if timezone.is_aware(value) else value
        return _write_dated(worksheet, row, column, moment, styles.moment, moment.year)
    elif isinstance(value, date):
        return _write_dated(worksheet, row, column, value, styles.day, value.year)
    elif isinstance(value, time) and value.tzinfo is None:
        worksheet.write_datetime(row, column, value, styles.clock)
    else:
        text = _text(value)
        worksheet.write_string(row, column, text, styles.quoted if text.startswith(FORMULA_STARTS) else styles.text)
        return _width(text)
    return len(str(value))


def _write_dated(worksheet: Worksheet, row: int, column: int, value: date, style: Format, year: int) -> int:
    if year >= 1900:
        worksheet.write_datetime(row, column, value, style)
    else:
        # Excel's calendar begins in 1900.
        worksheet.write_string(row, column, value.isoformat(), style)
    return 16


def _text(value: object) -> str:
    text = "\n".join(plain_text(line) for line in str(value).splitlines())
    return text if len(text) <= CELL_MAX else text[: CELL_MAX - 1] + "…"


def _width(text: str) -> int:
    longest = max(text.splitlines(), key=len, default="")[: WIDTH_MAX * 2]
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in longest)


def _free_title(wanted: str, taken: set[str]) -> str:
    """Return a title as Excel allows it: no []:*?/\\, no apostrophe at its ends, 31 characters, each once."""
    plain = plain_text(wanted).translate(dict.fromkeys(map(ord, "[]:*?/\\"), " ")).strip(" '")
    title = plain[:TITLE_MAX].rstrip(" '") or "1"
    number = 2
    # "History" is a name Excel keeps for itself.
    while title.lower() in taken or title.lower() == "history":
        suffix = f" ({number})"
        title = f"{plain[: TITLE_MAX - len(suffix)]}{suffix}"
        number += 1
    taken.add(title.lower())
    return title
