from datetime import date

import pytest
from django.utils.translation import override

from sanshe.domain.places.operations import (
    Cell,
    CommunityTotal,
    PopulationMargins,
    PopulationShares,
    PopulationTable,
)
from sanshe.domain.places.queries import Pyramid, PyramidRow
from sanshe.formats.spreadsheets import CellsRefused, ColumnMissing, Sheet, read_sheets, write_workbook
from sanshe.formats.spreadsheets.population import population_template, read_population, write_population

ONE, OTHER = "510199001004", "510199002006"


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def book(columns, *rows, second=None) -> bytes:
    sheets = [Sheet("人口", columns, rows)]
    if second:
        sheets.append(Sheet("全区", second[0], second[1:]))
    return write_workbook(sheets=sheets)


def cells(*quads):
    return tuple(Cell(*quad) for quad in quads)


def test_one_community_by_age_and_sex():
    figures = read_population(book(["年龄", "男", "女"], ["0–4岁", 1, 2], ["5岁及以上", 3, 4], ["合计", 4, 6]))

    assert figures == (
        PopulationTable(
            "", cells(("male", 0, 4, 1), ("female", 0, 4, 2), ("male", 5, None, 3), ("female", 5, None, 4))
        ),
    )


def test_one_row_for_each_community():
    columns = ["社区代码", "社区", "男 0–4", "男 5+", "女 0–4", "女 5+"]

    figures = read_population(book(columns, [ONE, "甲", 1, 2, 3, 4], [OTHER, "乙", 5, 6, 7, 8]))

    assert [(table.code, [cell.count for cell in table.cells]) for table in figures] == [
        (ONE, [1, 2, 3, 4]),
        (OTHER, [5, 6, 7, 8]),
    ]


def test_only_totals_of_one_community():
    figures = read_population(book(["年龄", "合计"], ["0-4", 10], ["5+", 20], ["男", 12], ["女", 18], ["合计", 30]))

    assert figures == PopulationMargins((((0, 4), 10), ((5, None), 20)), {"male": 12, "female": 18})


def test_only_totals_of_many_communities_and_the_whole():
    figures = read_population(
        book(["社区代码", "合计"], [ONE, 10], [OTHER, 20], second=(["年龄", "男", "女"], ["0+", 12, 18]))
    )

    assert figures == PopulationShares(
        cells(("male", 0, None, 12), ("female", 0, None, 18)), (CommunityTotal(ONE, 10), CommunityTotal(OTHER, 20))
    )


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (book(["年龄", "男", "女"], ["0–4", -1, 2], ["5+", 1, "x"]), [(2, "男", "negative"), (3, "女", "not_whole")]),
        (book(["年龄", "男", "女"], ["0–4", 1, 2], ["0-4", 1, 2]), [(3, "年龄", "twice")]),
        (book(["年龄", "男", "女"], ["小孩", 1, 2]), [(2, "年龄", "not_age")]),
        (book(["年龄", "男", "女"], ["9–5", 1, 2]), [(2, "年龄", "not_age")]),
        (book(["年龄", "男", "女"], ["0–999", 1, 2]), [(2, "年龄", "not_age")]),
        (book(["年龄", "男", "女"], [date(2026, 5, 9), 1, 2]), [(2, "年龄", "not_age")]),
        (book(["年龄", "男", "女"], ["0+", 1, 2], ["合计", 1, 3]), [(3, "女", "adds_up_not")]),
        (book(["年龄", "合计"], ["0+", 1], ["男", 1]), [(4, "女", "missing")]),
        (book(["年龄", "合计"], ["0+", 1], ["男", 1], ["男", 1], ["女", 0]), [(4, "年龄", "twice")]),
        (book(["社区代码", "男 0+", "女 0+"], ["12", 1, 2]), [(2, "社区代码", "not_code")]),
        (book(["社区代码", "男 0+", "女 0+"], [ONE, 1, 2], [ONE, 1, 2]), [(3, "社区代码", "twice")]),
    ],
)
def test_every_refused_cell_is_named(content, faults):
    with pytest.raises(CellsRefused) as refused:
        read_population(content)

    told = str(refused.value)
    assert [(one.params["row"], one.params["column"], one.fault) for one in refused.value.faults] == faults
    assert all(f"row {row}, column “{column}”" in told for row, column, _ in faults)


@pytest.mark.parametrize(
    "content",
    [
        book(["name"], ["x"]),
        book(["社区代码", "甲"], [ONE, 1]),
        book(["社区代码", "合计"], [ONE, 1]),
        book(["年龄", "男"], ["0+", 1]),
    ],
)
def test_sheet_of_another_shape_is_refused(content):
    with pytest.raises(ColumnMissing):
        read_population(content)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_filled_template_can_be_read_in_every_language(language):
    with override(language):
        sheet = read_sheets(population_template())[0]
    rows = [[cells[0], 1, 2] for cells in sheet.grid[1:]]

    (table,) = read_population(book(list(sheet.headings), *rows))

    assert len(table.cells) == 42
    assert (table.cells[-1].low, table.cells[-1].high) == (100, None)


def test_export_says_what_is_not_shown():
    pyramid = Pyramid(2025, (PyramidRow(0, None, None, 30, None),), None, 30, None, False, True)

    grid = read_sheets(write_population(pyramid=pyramid, hidden="not shown"))[0].grid

    assert [list(row[1:]) for row in grid[1:]] == [["not shown", 30, "not shown"]] * 2
