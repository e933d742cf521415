"""Tables as plain text (.csv): in the encodings and with the separators that spreadsheet programs write."""

import csv
import io
import re

from sanshe.formats.spreadsheets.errors import NotSpreadsheet
from sanshe.formats.spreadsheets.unpacking import CELLS_MAX, COLUMNS_MAX, ROWS_MAX

SEPARATORS = ("\t", ";", ",")
CELL_MAX = 100_000
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")


def read_plain(content: bytes) -> list[list[object]]:
    """Read a table written as text; every cell is text.

    Raises
    ------
    NotSpreadsheet
        It is no text, or no table in it.
    """
    text = _decoded(content)
    first = text.lstrip("\ufeff").partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    csv.field_size_limit(CELL_MAX)
    grid: list[list[object]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator, strict=True):
            cells += len(row)
            if len(grid) >= ROWS_MAX or len(row) > COLUMNS_MAX or cells > CELLS_MAX:
                raise NotSpreadsheet(fault="too_many_cells")
            grid.append(list(row))
    except csv.Error:
        raise NotSpreadsheet(fault="damaged") from None
    return grid


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.strip() and not _BINARY.search(text):
            return text
    raise NotSpreadsheet(fault="not_table")
