"""Excel workbooks, in and out.

`write_workbook` makes one for a download; `read_rows` reads one that a stranger sent and refuses, with sheet,
row, column and what to do, everything that is not a plain table. Formulas never come out and never go in.
`lists` reads what people fill in by hand, also as .xls, .ods and .csv, and names everything wrong at once.
"""

from sanshe.formats.spreadsheets.errors import CellRefused, CellsRefused, ColumnMissing, NotSpreadsheet
from sanshe.formats.spreadsheets.reading import ReadSheet, Row, read_rows, read_sheets
from sanshe.formats.spreadsheets.writing import Sheet, write_long_workbook, write_workbook

__all__ = [
    "CellRefused",
    "CellsRefused",
    "ColumnMissing",
    "NotSpreadsheet",
    "ReadSheet",
    "Row",
    "Sheet",
    "read_rows",
    "read_sheets",
    "write_long_workbook",
    "write_workbook",
]
