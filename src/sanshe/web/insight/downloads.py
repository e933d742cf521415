"""Tables to take along, as a workbook or as CSV, each column explained."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sanshe.formats.spreadsheets import Sheet, write_workbook
from sanshe.formats.spreadsheets.writing import FORMULA_STARTS
from sanshe.web.parameters import text_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Column:
    """A column of a download: its heading, and what stands in it."""

    name: str
    meaning: str


def download(
    request: HttpRequest, *, name: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]
) -> HttpResponse:
    """Give a table as a workbook, whose second sheet explains its columns, or with `?as=csv` as CSV."""
    headings = [column.name for column in columns]
    if text_in(request.GET, "as") == "csv":
        return _file(_as_csv([headings, *rows]), CSV, f"{name}.csv")
    explained = Sheet(
        _("What it means"), [_("Column"), _("What it means")], [[one.name, one.meaning] for one in columns]
    )
    return _file(write_workbook(sheets=[Sheet(title, headings, rows), explained]), XLSX, f"{name}.xlsx")


def _as_csv(rows: Sequence[Sequence[object]]) -> bytes:
    stream = StringIO()
    writer = csv.writer(stream)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    # With the mark at its beginning Excel knows that the file is UTF-8.
    return stream.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
