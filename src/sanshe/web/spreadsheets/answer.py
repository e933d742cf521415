"""A workbook as the answer to a request."""

from collections.abc import Sequence
from tempfile import TemporaryFile

from django.http import FileResponse

from sanshe.formats.spreadsheets import Sheet, write_long_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_response(filename: str, sheets: Sequence[Sheet]) -> FileResponse:
    """Give a workbook to download; however long its sheets are, no more than one row is held in memory.

    `filename` is without its ending. What a cell says stays text: no formula, no link is made of it.
    """
    file = TemporaryFile()  # noqa: SIM115 the response closes it once it is sent
    try:
        write_long_workbook(file, sheets=sheets)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return FileResponse(file, as_attachment=True, filename=f"{filename}.xlsx", content_type=XLSX)
