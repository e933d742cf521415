"""A workbook as a stranger sent it."""

import io
import math
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import python_calamine

from sanshe.formats.spreadsheets import compound, opendocument, plain
from sanshe.formats.spreadsheets.errors import CellRefused, ColumnMissing, NotSpreadsheet
from sanshe.formats.spreadsheets.unpacking import BYTES_MAX, SheetPart, unpacked
from sanshe.kernel.fields import plain_text

Columns = Sequence[str] | Mapping[str, Sequence[str]]

TEXT_MAX = 200
WHOLE_MAX = 100_000_000
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}(?:\.0+)?\Z")


@dataclass(frozen=True)
class Row:
    """One row below the headings; `number` counts as Excel does. Cells are asked for by their heading."""

    sheet: str
    number: int
    values: Mapping[str, object]
    headings: Mapping[str, str] = field(default_factory=dict)

    def text(self, column: str, *, longest: int = TEXT_MAX, is_needed: bool = True) -> str:
        """Return a cell as one line of text; a whole number as its digits.

        Raises
        ------
        CellRefused
            The cell is empty although it is needed, or its text is too long.
        """
        value = self.values.get(column, "")
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            value = int(value)
        text = " ".join(plain_text(str(value)).split())
        if is_needed and not text:
            raise self.refusal(column, "missing")
        if len(text) > longest:
            raise self.refusal(column, "too_long", limit=longest)
        return text

    def whole_number(self, column: str, *, most: int = WHOLE_MAX) -> int:
        """Return a cell as a whole number of 0 or more.

        Raises
        ------
        CellRefused
            The cell is empty, no number, negative, fractional or too large.
        """
        value = self.values.get(column, "")
        if isinstance(value, str):
            plain = value.strip().replace(",", "").replace("，", "")
            if not plain:
                raise self.refusal(column, "missing")
            if not _WHOLE.match(plain):
                raise self.refusal(column, "not_whole", value=value)
            value = float(plain)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.refusal(column, "not_whole", value=str(value))
        if not math.isfinite(value) or value != math.floor(value):
            raise self.refusal(column, "not_whole", value=str(value))
        if value < 0:
            raise self.refusal(column, "negative", value=int(value))
        if value > most:
            raise self.refusal(column, "too_big", value=str(value), limit=most)
        return int(value)

    def refusal(self, column: str, fault: str, **params: object) -> CellRefused:
        """Return the refusal of one cell of this row."""
        heading = self.headings.get(column, column)
        return CellRefused(sheet=self.sheet, row=self.number, column=heading, fault=fault, **params)


@dataclass(frozen=True)
class ReadSheet:
    """One sheet of a workbook: its headings as written, and the cells below them."""

    name: str
    headings: tuple[str, ...]
    grid: Sequence[Sequence[object]]
    part: SheetPart
    is_hidden: bool = False

    def has(self, *headings: str) -> bool:
        """Tell whether one of these is a heading here."""
        return any(heading in self.headings for heading in headings)

    def rows(self, columns: Columns) -> list[Row]:
        """Return the rows that are not empty, with the cells under the wanted headings.

        A column is asked for by its heading, or by a name of its own with the headings that mean it.

        Raises
        ------
        ColumnMissing, CellRefused, NotSpreadsheet
            As `read_rows`.
        """
        wanted = columns if isinstance(columns, Mapping) else {column: (column,) for column in columns}
        places: dict[str, int] = {}
        for column, accepted in wanted.items():
            found = [place for place, heading in enumerate(self.headings) if heading in accepted]
            if len(found) != 1:
                raise ColumnMissing(sheet=self.name, column=accepted[0])
            places[column] = found[0]
        for fault, cells in (("formula", self.part.formulas), ("merged", self.part.merged)):
            for row, column in cells[:1]:
                raise CellRefused(sheet=self.name, row=row, column=_heading(self.headings, column), fault=fault)
        written = {column: self.headings[place] for column, place in places.items()}
        rows = [
            Row(self.name, number, {column: _cell(cells, place) for column, place in places.items()}, written)
            for number, cells in enumerate(self.grid[1:], start=2)
            if any(str(cell).strip() for cell in cells)
        ]
        if not rows:
            raise NotSpreadsheet(fault="empty")
        return rows


def read_sheets(content: bytes) -> list[ReadSheet]:
    """Read all sheets of an Excel workbook.

    Raises
    ------
    NotSpreadsheet
        It is no workbook that can be read with safety.
    """
    workbook = unpacked(content)
    return _read(workbook.content, workbook.sheet)


def read_any(content: bytes) -> list[ReadSheet]:
    """Read all sheets of a table in whatever kind of file it comes: .xlsx, .xls, .ods or .csv.

    Raises
    ------
    NotSpreadsheet
        It is none of these, or none that can be read with safety.
    """
    if len(content) > BYTES_MAX:
        raise NotSpreadsheet(fault="too_big")
    if content.startswith(compound.MAGIC):
        parts = compound.scanned(content)
        return _read(content, lambda name: parts.get(name, SheetPart()))
    if content.startswith(b"PK"):
        if _holds(content, "xl/workbook.xml"):
            return read_sheets(content)
        clean, parts = opendocument.unpacked_table(content)
        return _read(clean, lambda name: parts.get(name, SheetPart()))
    return [_as_sheet("", plain.read_plain(content), SheetPart())]


def _read(content: bytes, part_of: Callable[[str], SheetPart]) -> list[ReadSheet]:
    with _opened(content) as book:
        hidden = {
            sheet.name for sheet in book.sheets_metadata if sheet.visible != python_calamine.SheetVisibleEnum.Visible
        }
        return [_as_sheet(name, _grid(book, name), part_of(name), name in hidden) for name in book.sheet_names]


def _as_sheet(name: str, grid: list[list[object]], part: SheetPart, is_hidden: bool = False) -> ReadSheet:
    headings = tuple(" ".join(plain_text(str(cell)).split()) for cell in grid[0]) if grid else ()
    return ReadSheet(name, headings, grid, part, is_hidden)


def _holds(content: bytes, name: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return name in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise NotSpreadsheet(fault="damaged") from None


def read_rows(content: bytes, *, columns: Columns, sheet: str = "") -> list[Row]:
    """Read the rows of one sheet (the first unless named) of an Excel workbook under these headings.

    The first row holds the headings, in any order; other columns are left aside, empty rows too.

    Raises
    ------
    NotSpreadsheet
        It is no workbook that can be read with safety, it has no such sheet, or no rows.
    ColumnMissing
        A heading is missing or there twice.
    CellRefused
        A formula or merged cells stand in the sheet.
    """
    found = [one for one in read_sheets(content) if one.name == sheet or not sheet]
    if not found:
        raise NotSpreadsheet(fault="no_sheet", sheet=sheet)
    return found[0].rows(columns)


def _opened(content: bytes) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except BaseException as error:
        raise _readable(error) from None


def _grid(book: python_calamine.CalamineWorkbook, name: str) -> list[list[object]]:
    try:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except BaseException as error:
        raise _readable(error) from None


def _readable(error: BaseException) -> BaseException:
    """Return what to raise: a panic of the reader's Rust derives from BaseException and must not end the program."""
    if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
        return error
    return NotSpreadsheet(fault="damaged")


def _cell(cells: Sequence[object], place: int) -> object:
    return cells[place] if place < len(cells) else ""


def _heading(headings: Sequence[str], column: int) -> str:
    if column <= len(headings) and headings[column - 1]:
        return headings[column - 1]
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
