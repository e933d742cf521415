import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from django.utils.translation import override

from sanshe.formats.spreadsheets import (
    CellRefused,
    ColumnMissing,
    NotSpreadsheet,
    Sheet,
    read_rows,
    read_sheets,
    write_workbook,
)

COLUMNS = ("年龄", "男", "女")


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def workbook(*rows, columns=COLUMNS) -> bytes:
    return write_workbook(sheets=[Sheet("人口", columns, rows)])


def made(fill) -> bytes:
    """Make a workbook with what ours never writes."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("人口")
        for column, heading in enumerate(COLUMNS):
            sheet.write_string(0, column, heading)
        fill(sheet, book)
    return stream.getvalue()


def rezipped(content: bytes, **changed: bytes) -> bytes:
    """Return a workbook with the contents of some of its parts replaced, by the end of their names."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            key = name.rsplit("/", 1)[-1].split(".")[0]
            new.writestr(name, changed.get(key, old.read(name)))
    return stream.getvalue()


def sheet_xml(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def fault_of(content: bytes) -> str:
    with pytest.raises((NotSpreadsheet, CellRefused)) as refused:
        read_rows(content, columns=COLUMNS)
    assert str(refused.value)
    return refused.value.fault


def test_what_is_written_can_be_read():
    rows = read_rows(workbook(["0–4", 12, 13], [None, None, None], ["5–9", "14", 1.0]), columns=["男", "年龄"])

    assert [(row.number, row.text("年龄"), row.whole_number("男")) for row in rows] == [(2, "0–4", 12), (4, "5–9", 14)]


def test_the_same_content_is_the_same_file():
    assert workbook(["0–4", 1, 2]) == workbook(["0–4", 1, 2])


@pytest.mark.parametrize("text", ["=1+1", "+8613900000000", "-1+2", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x"])
def test_text_never_becomes_a_formula_or_a_link(text):
    content = workbook([text, 1, 2])

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert read_rows(content, columns=["年龄"])[0].text("年龄") == text
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet


def test_values_keep_their_kind():
    values = [True, Decimal("1.5"), date(2026, 3, 2), datetime(2026, 3, 2, 1, 0, tzinfo=UTC)]

    grid = read_sheets(write_workbook(sheets=[Sheet("x", "abcd", [values])]))[0].grid

    assert list(grid[1]) == [True, 1.5, date(2026, 3, 2), datetime(2026, 3, 2, 9, 0)]  # noqa: DTZ001 as Excel keeps it


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**40, "\x00\ud800", "字" * 40_000, date(1850, 1, 1)])
def test_odd_values_are_written_as_text(value):
    cell = read_sheets(workbook([value, 1, 2]))[0].grid[1][0]

    assert isinstance(cell, str)
    assert len(cell) <= 32_767


def test_titles_are_made_fit_and_unique():
    titles = ["a/b:[c]", "A b  c", "", "'x'", "History", "长" * 40, "长" * 40]

    names = [sheet.name for sheet in read_sheets(write_workbook(sheets=[Sheet(t, ["x"], []) for t in titles]))]

    assert len({name.lower() for name in names}) == len(titles)
    assert max(map(len, names)) <= 31


def test_a_workbook_needs_a_sheet_and_rows_that_fit():
    with pytest.raises(ValueError, match="needs a sheet"):
        write_workbook(sheets=[])
    with pytest.raises(ValueError, match="does not fit"):
        workbook([1, 2, 3, 4])


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (-1, "negative"),
        ("-3", "negative"),
        (1.5, "not_whole"),
        ("2.5", "not_whole"),
        ("zwölf", "not_whole"),
        ("1e308", "not_whole"),
        ("nan", "not_whole"),
        (True, "not_whole"),
        (None, "missing"),
        ("  ", "missing"),
        (1e12, "too_big"),
        ("９９９９９９９９９９９９９９９９", "not_whole"),
        (date(2026, 5, 9), "not_whole"),
    ],
)
def test_cell_that_is_no_count_is_named_with_sheet_row_and_column(value, fault):
    row = read_rows(workbook(["0–4", value, 1]), columns=COLUMNS)[0]

    with pytest.raises(CellRefused) as refused:
        row.whole_number("男")

    assert refused.value.fault == fault
    assert str(refused.value).startswith("Sheet “人口”, row 2, column “男”: ")


def test_missing_and_doubled_headings_are_named():
    for columns in (("年龄", "男"), ("年龄", "男", "女", "女")):
        with pytest.raises(ColumnMissing) as refused:
            read_rows(workbook(columns=columns), columns=COLUMNS)
        assert "“女”" in str(refused.value)


def test_sheet_without_rows_is_refused():
    assert fault_of(workbook()) == "empty"


def test_formula_is_refused_where_it_stands():
    content = made(lambda sheet, book: sheet.write_formula(2, 1, "=1+1", None, 2))

    with pytest.raises(CellRefused, match="row 3, column “男”: a formula"):
        read_rows(content, columns=COLUMNS)


def test_merged_cells_are_refused_where_they_stand():
    content = made(lambda sheet, book: sheet.merge_range(1, 1, 2, 2, 5, book.add_format()))

    with pytest.raises(CellRefused, match="row 2, column “男”: cells are merged"):
        read_rows(content, columns=COLUMNS)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "not_xlsx"),
        (b"%PDF-1.7", "not_xlsx"),
        (b"age,male\n1,2", "not_xlsx"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "not_xlsx"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (b"PK\x03\x04" + b"\0" * 40, "damaged"),
        (b"x" * (10 * 1024 * 1024 + 1), "too_big"),
    ],
)
def test_what_is_no_workbook_is_refused(content, fault):
    assert fault_of(content) == fault


def test_fifty_megabytes_are_refused_unread():
    assert fault_of(b"PK" + b"\0" * 50 * 1024 * 1024) == "too_big"


@pytest.mark.parametrize("cut", [30, 200, 1000, 3000])
def test_cut_off_workbook_is_refused(cut):
    assert fault_of(workbook(["0–4", 1, 2])[:-cut]) in {"damaged", "not_xlsx"}


def test_zip_of_something_else_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "hello")

    assert fault_of(stream.getvalue()) == "not_xlsx"


def test_zip_bomb_is_refused():
    huge = sheet_xml("<row><c><v>" + "1" * 60_000_000 + "</v></c></row>")

    content = rezipped(workbook(["0–4", 1, 2]), sheet1=huge)

    assert len(content) < 200_000
    assert fault_of(content) == "unpacks_too_big"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="90000"><c r="ZZ90000"><v>1</v></c></row>',
        '<row r="999999999"/>',
    ],
)
def test_cells_in_far_corners_are_refused_before_they_fill_the_memory(cells):
    assert fault_of(rezipped(workbook(["0–4", 1, 2]), sheet1=sheet_xml(cells))) == "too_many_cells"


@pytest.mark.parametrize(
    "part",
    [
        b"<worksheet>",
        b"not xml at all",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>',
        sheet_xml("<a>" * 5_000 + "</a>" * 5_000),
        sheet_xml('<row r="x"><c r="A1"/></row>'),
        sheet_xml('<row r="1"><c r="??"/></row>'),
    ],
)
def test_damaged_parts_are_refused(part):
    assert fault_of(rezipped(workbook(["0–4", 1, 2]), sheet1=part)) == "damaged"


def test_one_long_text_in_very_many_cells_is_refused():
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>' % (
        b"x" * 30_000
    )
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_001))

    content = rezipped(workbook(["0–4", 1, 2]), sheet1=sheet_xml(cells), sharedStrings=strings)

    assert fault_of(content) == "unpacks_too_big"
