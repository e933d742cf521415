"""Lists that people filled in: every kind of file, every way of writing a cell, everything wrong told at once."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from django.utils.translation import override

from sanshe.formats.spreadsheets import NotSpreadsheet, Sheet, write_workbook
from sanshe.formats.spreadsheets.lists import Column, Line, key_of, read_list

HERE = Path(__file__).parent
COLUMNS = (
    Column("name", "姓名", ("姓名", "Name"), is_needed=True),
    Column("need", "需求", ("需求", "Need"), is_needed=True),
    Column("day", "日期", ("日期", "Date")),
    Column("clock", "开始", ("开始", "From")),
)
CONTENT = "urn:oasis:names:tc:opendocument:xmlns"


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def line(**values) -> Line:
    return Line(2, values)


def said(row: Line) -> list[str]:
    return [problem.code for problem in row.problems]


def table(*rows) -> bytes:
    return write_workbook(sheets=[Sheet("x", [], [])] if not rows else [Sheet("x", rows[0], rows[1:])])


def fault_of(content: bytes) -> str:
    with pytest.raises(NotSpreadsheet) as refused:
        read_list(content, columns=COLUMNS)
    assert str(refused.value)
    return refused.value.fault


def outcome(content: bytes) -> str:
    """Return why a list is refused, or that it was read."""
    try:
        read_list(content, columns=COLUMNS)
    except NotSpreadsheet as refused:
        return refused.fault
    return "read"


def opendocument(rows: str, *, manifest: str = "", mimetype: str = "", **more: str) -> bytes:
    """Make an OpenDocument table of rows written as XML."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{CONTENT}:office:1.0" '
        f'xmlns:table="{CONTENT}:table:1.0" xmlns:text="{CONTENT}:text:1.0" office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="需求">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype or "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{CONTENT}:manifest:1.0">{manifest}</manifest:manifest>',
        )
        archive.writestr("content.xml", content)
        for name, text in more.items():
            archive.writestr(name.replace("__", "/"), text)
    return stream.getvalue()


def cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


HEAD = row(cell("姓名"), cell("需求"), cell("日期"))


@pytest.mark.parametrize(
    "rows",
    [
        [["姓名", "需求"], ["甲", "买菜"]],
        [["Need", "Name"], ["买菜", "甲"]],
        [["2026年需求登记表"], [], ["姓名*", "需求（必填）", "备注"], ["甲", "买菜", "x"]],
        [["序号", "ＮＡＭＥ", " need："], [1, "甲", "买菜"]],
    ],
)
def test_headings_are_found_wherever_and_however_they_are_written(rows):
    longest = max(map(len, rows))
    found = read_list(table(*([*one, *[""] * (longest - len(one))] for one in rows)), columns=COLUMNS)

    assert [(one.number, one.text("name", longest=9), one.text("need", longest=9)) for one in found.lines] == [
        (len(rows), "甲", "买菜")
    ]


def test_columns_that_mean_nothing_are_named():
    assert read_list(table(["姓名", "需求", "备注"], ["甲", "买菜", ""]), columns=COLUMNS).left_aside == ("备注",)


def test_hidden_sheet_is_not_read():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, who in (("alt", "旧"), ("neu", "新")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["姓名", "需求"])
            sheet.write_row(1, 0, [who, "买菜"])
        book.get_worksheet_by_name("alt").hide()
        book.get_worksheet_by_name("neu").activate()
        book.get_worksheet_by_name("neu").set_first_sheet()
    found = read_list(stream.getvalue(), columns=COLUMNS)

    assert ([one.values["name"] for one in found.lines], found.has_hidden) == (["新"], True)


def test_empty_rows_and_the_example_are_passed_over():
    rows = [["例：王奶奶", "买菜"], ["", "  "], ["甲", "买菜"]]

    assert [one.number for one in read_list(table(["姓名", "需求"], *rows), columns=COLUMNS).lines] == [4]


def test_formulas_and_merged_cells_are_named_where_they_stand():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "登记表")
        sheet.write_row(1, 0, ["姓名", "需求", "日期", "别的"])
        sheet.write_formula(2, 1, '="买"&"菜"', None, "买菜")
        sheet.write_string(2, 0, "甲")
        sheet.write_formula(2, 3, "=1+1", None, 2)
        sheet.merge_range(3, 0, 4, 0, "乙")
        sheet.write_string(3, 1, "理发")
        sheet.write_string(4, 1, "看病")
    found = read_list(stream.getvalue(), columns=COLUMNS)
    for one in found.lines:
        one.text("name", longest=9, is_needed=True)
        one.text("need", longest=9, is_needed=True)

    assert [(one.row, one.column, one.code) for one in found.problems] == [
        (3, "need", "formula"),
        (4, "name", "merged"),
        (5, "name", "merged"),
    ]


def test_old_excel_file_is_read():
    """needs.xls: 149 rows, a date and a time as Excel keeps them, a hidden sheet; made with xlwt 1.3."""
    found = read_list((HERE / "needs.xls").read_bytes(), columns=COLUMNS)
    first, second = found.lines[:2]

    assert (len(found.lines), found.has_hidden) == (149, True)
    assert (first.day("day"), first.clock("clock")) == (date(2026, 3, 5), time(9, 30))
    assert (second.day("day"), second.clock("clock")) == (date(2026, 3, 5), time(12, 0))


def test_old_excel_file_tells_formulas_and_merged_cells():
    """marked.xls: a formula in B2, A3 and A4 merged; made with xlwt 1.3."""
    found = read_list((HERE / "marked.xls").read_bytes(), columns=COLUMNS)

    assert [dict(one.faults) for one in found.lines] == [{"need": "formula"}, {"name": "merged"}, {"name": "merged"}]


def test_old_excel_file_with_far_corners_is_refused():
    """far.xls: two cells in the far corners of a sheet; made with xlwt 1.3."""
    assert fault_of((HERE / "far.xls").read_bytes()) == "too_many_cells"


@pytest.mark.parametrize("cut", [700, 4_000, 12_000])
def test_cut_off_old_excel_file_is_refused(cut):
    assert outcome((HERE / "needs.xls").read_bytes()[:-cut]) in {"damaged", "no_headings", "empty"}


@pytest.mark.parametrize("at", range(0, 5_600, 61))
def test_damaged_old_excel_file_is_refused_or_read_but_never_breaks_the_program(at):
    content = bytearray((HERE / "marked.xls").read_bytes())
    content[at : at + 4] = b"\xff\xfe\xff\x7f"

    assert outcome(bytes(content)) in {"read", "damaged", "no_headings", "empty", "not_table", "too_many_cells"}


def test_open_document_is_read():
    rows = HEAD + row(
        cell("甲"), cell("买菜"), '<table:table-cell office:value-type="date" office:date-value="2026-03-05"/>'
    )
    rest = row(
        '<table:table-cell table:number-columns-repeated="16384"/>', attributes='table:number-rows-repeated="1048000"'
    )
    found = read_list(opendocument(rows + rest), columns=COLUMNS)

    assert [(one.number, one.text("name", longest=9), one.day("day")) for one in found.lines] == [
        (2, "甲", date(2026, 3, 5))
    ]


def test_open_document_tells_formulas_and_merged_cells():
    rows = HEAD + row(
        cell("甲", 'table:number-rows-spanned="2"'),
        cell("买菜", 'table:formula="of:=1"'),
    )
    rows += row("<table:covered-table-cell/>", cell("理发"))
    found = read_list(opendocument(rows), columns=COLUMNS)

    assert [dict(one.faults) for one in found.lines] == [{"name": "merged", "need": "formula"}, {"name": "merged"}]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (opendocument(row(cell("甲", 'table:number-columns-repeated="1000000"'))), "too_many_cells"),
        (opendocument(row(cell("甲"), attributes='table:number-rows-repeated="1000000"')), "too_many_cells"),
        (opendocument(row(cell("甲", 'table:number-columns-repeated="-1"'))), "damaged"),
        (opendocument(HEAD, Basic__script="x"), "macros"),
        (opendocument(HEAD, manifest="<manifest:encryption-data/>"), "locked"),
        (opendocument(HEAD, mimetype="application/vnd.oasis.opendocument.text"), "not_table"),
        (opendocument("<table:table-row>"), "damaged"),
    ],
)
def test_open_document_that_is_none_is_refused(content, fault):
    assert fault_of(content) == fault


def test_workbook_with_macros_is_refused():
    stream = io.BytesIO(table(["姓名", "需求"], ["甲", "买菜"]))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")

    assert fault_of(stream.getvalue()) == "macros"


def test_locked_workbook_is_refused():
    """A locked .xlsx is an old compound file with the real one, encrypted, inside."""
    name = "EncryptedPackage".encode("utf-16-le")
    content = bytearray((HERE / "marked.xls").read_bytes())
    place = content.index("Workbook".encode("utf-16-le"))
    content[place : place + len(name)] = name
    content[place + 64 : place + 66] = (len(name) + 2).to_bytes(2, "little")

    assert fault_of(bytes(content)) == "locked"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_in_every_usual_encoding_is_read(encoding, separator):
    text = f'姓名{separator}需求\r\n甲{separator}"买菜{separator}\n两斤"\r\n'
    found = read_list(text.encode(encoding), columns=COLUMNS)

    assert found.lines[0].text("need", longest=20) == f"买菜{separator.strip()} 两斤"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "not_table"),
        (b" \n ", "not_table"),
        (b"\x00\x01\x02", "not_table"),
        (b"%PDF-1.7\n\x00", "not_table"),
        ('姓名,需求\n甲,"买'.encode(), "damaged"),
        ("姓名,需求\n".encode(), "empty"),
        (("姓名,需求\n" + "甲,买菜\n" * 2_001).encode(), "too_many_rows"),
        ("姓名,".encode() + b"," * 2_000, "too_many_cells"),
        (b"x" * (10 * 1024 * 1024 + 1), "too_big"),
        ("名字是什么,什么事\n甲,买菜".encode(), "no_headings"),
        (b"PK\x05\x06" + b"\0" * 18, "not_table"),
        (b"PK\x03\x04 nothing", "damaged"),
    ],
)
def test_what_is_no_list_is_refused(content, fault):
    assert fault_of(content) == fault


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (date(2026, 3, 5), date(2026, 3, 5)),
        (datetime(2026, 3, 5, 9, 30), date(2026, 3, 5)),  # noqa: DTZ001 as Excel keeps it
        (46086.0, date(2026, 3, 5)),
        ("46086", date(2026, 3, 5)),
        ("2026-03-05", date(2026, 3, 5)),
        ("2026/3/5", date(2026, 3, 5)),
        ("2026.3.5", date(2026, 3, 5)),
        ("2026年3月5日", date(2026, 3, 5)),
        ("２０２６年３月５日（周四）", date(2026, 3, 5)),
        ("2026-03-05 09:30", date(2026, 3, 5)),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_taken_as_people_write_them(value, day):
    one = line(day="" if value is None else value)

    assert (one.day("day"), said(one)) == (day, [])


@pytest.mark.parametrize("value", ["3月5日", "2026-02-30", "2026-13-01", "明天", "5", 3.5, "99999", True, "2026年"])
def test_what_is_no_date_is_named(value):
    one = line(day=value)

    assert (one.day("day"), said(one)) == (None, ["not_date"])


@pytest.mark.parametrize(
    ("value", "clock"),
    [
        (time(9, 30), time(9, 30)),
        (datetime(1899, 12, 31, 9, 30), time(9, 30)),  # noqa: DTZ001 as Excel keeps it
        (timedelta(hours=9, minutes=30), time(9, 30)),
        (0.5, time(12, 0)),
        (0.0, time(0, 0)),
        ("9:30", time(9, 30)),
        ("９：３０", time(9, 30)),
        ("09:30:00", time(9, 30)),
        ("9点半", time(9, 30)),
        ("下午3点", time(15, 0)),
        ("晚上7点15分", time(19, 15)),
        ("上午 10 时", time(10, 0)),
        ("3pm", time(15, 0)),
        ("15", time(15, 0)),
        ("", None),
    ],
)
def test_times_of_day_are_taken_as_people_write_them(value, clock):
    one = line(clock=value)

    assert (one.clock("clock"), said(one)) == (clock, [])


@pytest.mark.parametrize("value", ["25:00", "9:75", "早饭后", "下午", 9.5, 2.0e9])
def test_what_is_no_time_of_day_is_named(value):
    one = line(clock=value)

    assert (one.clock("clock"), said(one)) == (None, ["not_clock"])


@pytest.mark.parametrize(
    ("value", "number", "codes"),
    [
        (12.0, 12, []),
        ("１２", 12, []),
        ("78岁", 78, []),
        ("3 人", 3, []),
        ("", None, []),
        ("1.5", None, ["not_whole"]),
        ("很多", None, ["not_whole"]),
        (-1, None, ["out_of_range"]),
        (1e300, None, ["not_whole"]),
        ("1" * 15, None, ["out_of_range"]),
        (float("nan"), None, ["not_whole"]),
        (float("inf"), None, ["not_whole"]),
    ],
)
def test_whole_numbers_are_taken_as_people_write_them(value, number, codes):
    one = line(age=value)

    assert (one.whole("age", least=0, most=120), said(one)) == (number, codes)


@pytest.mark.parametrize(
    ("value", "answer", "codes"),
    [
        ("是", True, []),
        ("√", True, []),
        (True, True, []),
        (1.0, True, []),
        ("YES", True, []),
        ("否", False, []),
        ("", False, []),
        ("也许", False, ["not_yes_no"]),
    ],
)
def test_yes_and_no_are_taken_as_people_write_them(value, answer, codes):
    one = line(urgent=value)

    assert (one.is_yes("urgent"), said(one)) == (answer, codes)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("周二 9:00-11:00", [[1, 540, 660]]),
        ("星期二9:00—11:00；周四 14:00至16:30", [[1, 540, 660], [3, 840, 990]]),
        ("周一至周三 8点-9点", [[0, 480, 540], [1, 480, 540], [2, 480, 540]]),
        ("周六到周一 9:00-10:00", [[0, 540, 600], [5, 540, 600], [6, 540, 600]]),
        ("每天 0:00-24:00", [[day, 0, 1440] for day in range(7)]),
        ("Tue 9:00-11:00; Thu 14:00-16:00", [[1, 540, 660], [3, 840, 960]]),
        ("", []),
    ],
)
def test_weekly_hours_are_taken_as_people_write_them(text, hours):
    one = line(hours=text)

    assert (one.weekly_hours("hours"), said(one)) == (hours, [])


@pytest.mark.parametrize(
    "text", ["全天", "周二", "9:00-11:00", "周二 11:00-9:00", "周八 9:00-10:00", "周二 9:00-25:00"]
)
def test_what_are_no_weekly_hours_is_named(text):
    one = line(hours=text)

    assert (one.weekly_hours("hours"), said(one)) == ([], ["not_hours"])


def test_choice_is_known_by_any_of_its_names():
    choices = {key_of("免费"): "free", key_of("Free"): "free"}
    one = line(cost=" ＦＲＥＥ ")
    wrong = line(cost="半价")

    assert one.choice("cost", choices, some="免费") == "free"
    assert (wrong.choice("cost", choices, some="免费"), said(wrong)) == ("", ["not_choice"])


def test_of_one_cell_the_first_fault_counts():
    one = Line(2, {"name": ""}, {"name": "formula"})
    one.text("name", longest=9, is_needed=True)
    one.text("name", longest=9, is_needed=True)

    assert said(one) == ["formula"]


def test_control_characters_and_halves_never_come_out():
    one = line(name="a\x00b\ud800\tc\nd")

    assert (one.text("name", longest=40), one.text("name", longest=40, lines=True)) == ("a b c d", "a b c\nd")
