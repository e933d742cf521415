"""People by age and sex as an Excel workbook: the template, what comes back filled in, and the export.

Four shapes are read, told apart by their headings: one community by age and sex (年龄, 男, 女) · one community of
which only the totals are known (年龄, 合计, and the rows 男 and 女) · one row for each community (社区代码, then
男 0–4, 女 0–4 …) · many communities of which only the totals are known (社区代码, 合计, and a second sheet with the
ages and sexes of all together).
"""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sanshe.domain.places.choices import AGE_MAX, BANDS, COUNT_MAX, Sex
from sanshe.domain.places.operations import (
    Cell,
    CommunityTotal,
    PopulationMargins,
    PopulationShares,
    PopulationTable,
)
from sanshe.domain.places.queries import Pyramid
from sanshe.formats.spreadsheets.errors import CellRefused, CellsRefused, ColumnMissing, NotSpreadsheet
from sanshe.formats.spreadsheets.reading import ReadSheet, Row, read_sheets
from sanshe.formats.spreadsheets.writing import Sheet, write_workbook

# A sheet is read whatever language its template was in.
AGE = ("年龄", "Age", "age")
MALE = ("男", "Male", "male")
FEMALE = ("女", "Female", "female")
TOTAL = ("合计", "Total", "total")
CODE = ("社区代码", "Community code", "code")
SEXES = {Sex.MALE: MALE, Sex.FEMALE: FEMALE}
COMMUNITIES_MAX = 5_000

_BAND = re.compile(r"([0-9]{1,3}) ?岁? ?(?:[-–—~～至到] ?([0-9]{1,3}))? ?岁?\Z")
_OPEN_BAND = re.compile(r"([0-9]{1,3}) ?(?:\+|岁? ?[及或]?以上|and over)\Z")

Band = tuple[int, int | None]
Figures = tuple[PopulationTable, ...] | PopulationMargins | PopulationShares
Taken = TypeVar("Taken")


def read_population(content: bytes) -> Figures:
    """Read the people of one or many communities from a workbook in one of the four shapes.

    Raises
    ------
    NotSpreadsheet, ColumnMissing
        It is no workbook, or none of these.
    CellsRefused
        Cells cannot be taken; it names all of them, up to a dozen in words.
    """
    sheets = read_sheets(content)
    if not sheets:
        raise NotSpreadsheet(fault="empty")
    first = sheets[0]
    try:
        if first.has(*CODE):
            return _totals(first, sheets[1:]) if first.has(*TOTAL) else _communities(first)
        if first.has(*TOTAL) and not first.has(*MALE, *FEMALE):
            return _margins(first)
        return (PopulationTable(code="", cells=_by_age(first)),)
    except CellRefused as error:
        raise CellsRefused([error]) from None


def band_text(low: int, high: int | None) -> str:
    """Return ages as a sheet and a page write them: 5–9, and 100+ where there is no upper end."""
    if high is None:
        return f"{low}+"
    return str(low) if low == high else f"{low}–{high}"


def population_template() -> bytes:
    """Make the workbook to be filled in for one community, with how to do it on its second sheet."""
    columns = [_("Age"), pgettext("sheet", "Male"), pgettext("sheet", "Female")]
    how = [
        _("Write how many people live in the community, in whole numbers, with 0 where there is nobody."),
        _("Leave the headings and the ages as they are. Put figures, no formulas, and merge no cells."),
        _("Only the totals are known? Then use the sheet for totals: the ages and sexes are estimated from them."),
    ]
    bands = [band_text(*band) for band in BANDS]
    return write_workbook(
        sheets=[
            Sheet(_("Population"), columns, [[band, None, None] for band in bands]),
            Sheet(_("How to fill it in"), [_("How to fill it in")], [[line] for line in how]),
        ]
    )


def totals_template() -> bytes:
    """Make the workbook to be filled in for one community of which only the totals are known."""
    columns = [_("Age"), pgettext("sheet", "Total")]
    sexes = [pgettext("sheet", "Male"), pgettext("sheet", "Female")]
    names = [band_text(*band) for band in BANDS] + sexes
    return write_workbook(sheets=[Sheet(_("Population"), columns, [[name, None] for name in names])])


def write_population(*, pyramid: Pyramid, hidden: str) -> bytes:
    """Write the people of a community by age and sex; `hidden` stands where a figure is not shown."""
    columns = [
        _("Age"),
        pgettext("sheet", "Male"),
        pgettext("sheet", "Female"),
        pgettext("sheet", "Total"),
    ]

    def figures(*counts: int | None) -> list[object]:
        return [hidden if count is None else count for count in counts]

    rows = [[band_text(row.low, row.high), *figures(row.male, row.female, row.total)] for row in pyramid.rows]
    rows.append([pgettext("sheet", "Total"), *figures(pyramid.male, pyramid.female, pyramid.total)])
    title = f"{pyramid.year} {pgettext('sheet', 'estimated')}" if pyramid.is_estimated else str(pyramid.year)
    return write_workbook(sheets=[Sheet(title, columns, rows)])


def _by_age(sheet: ReadSheet) -> tuple[Cell, ...]:
    rows = sheet.rows({"age": AGE, "male": MALE, "female": FEMALE})
    seen: dict[int, int] = {}
    sums = dict.fromkeys(SEXES, 0)
    cells: list[Cell] = []

    def take(row: Row) -> None:
        if row.text("age") in TOTAL:
            for sex in SEXES:
                _check_sum(row, sex, sums[sex])
            return
        band = _band(row, seen)
        counts = {sex: row.whole_number(sex, most=COUNT_MAX) for sex in SEXES}
        for sex, count in counts.items():
            sums[sex] += count
            cells.append(Cell(sex=sex.value, low=band[0], high=band[1], count=count))

    _each(rows, take)
    return tuple(cells)


def _margins(sheet: ReadSheet) -> PopulationMargins:
    rows = sheet.rows({"age": AGE, "total": TOTAL})
    seen: dict[int, int] = {}
    ages: list[tuple[Band, int]] = []
    sexes: dict[str, int] = {}

    def take(row: Row) -> None:
        name = row.text("age")
        of_sex = next((sex for sex, names in SEXES.items() if name in names), None)
        if name in TOTAL:
            _check_sum(row, "total", sum(count for _, count in ages))
        elif of_sex is None:
            ages.append((_band(row, seen), row.whole_number("total", most=COUNT_MAX)))
        elif of_sex in sexes:
            raise row.refusal("age", "twice", value=name, earlier="?")
        else:
            sexes[of_sex.value] = row.whole_number("total", most=COUNT_MAX)

    _each(rows, take)
    for sex, names in SEXES.items():
        if sex.value not in sexes:
            raise CellRefused(sheet=sheet.name, row=rows[-1].number + 1, column=names[0], fault="missing")
    return PopulationMargins(age_totals=tuple(ages), sex_totals=sexes)


def _communities(sheet: ReadSheet) -> tuple[PopulationTable, ...]:
    columns: dict[str, tuple[str, ...]] = {"code": CODE}
    bands: dict[str, tuple[Sex, Band]] = {}
    for heading in sheet.headings:
        for sex, names in SEXES.items():
            for name in names:
                if heading.startswith(f"{name} ") and (band := _ages(heading.removeprefix(f"{name} "))):
                    columns[heading] = (heading,)
                    bands[heading] = (sex, band)
    if not bands:
        raise ColumnMissing(sheet=sheet.name, column=f"{MALE[0]} {band_text(*BANDS[0])}")
    rows = sheet.rows(columns)
    if len(rows) > COMMUNITIES_MAX:
        raise NotSpreadsheet(fault="too_many_cells")
    seen: dict[str, int] = {}

    def take(row: Row) -> PopulationTable:
        code = _code(row, seen)
        cells = tuple(
            Cell(sex=sex.value, low=band[0], high=band[1], count=row.whole_number(heading, most=COUNT_MAX))
            for heading, (sex, band) in bands.items()
        )
        return PopulationTable(code=code, cells=cells)

    return tuple(_each(rows, take))


def _totals(first: ReadSheet, others: Sequence[ReadSheet]) -> PopulationShares:
    table = next((sheet for sheet in others if sheet.has(*AGE) and sheet.has(*MALE)), None)
    if table is None:
        raise ColumnMissing(sheet=others[0].name if others else "2", column=AGE[0])
    rows = first.rows({"code": CODE, "total": TOTAL})
    if len(rows) > COMMUNITIES_MAX:
        raise NotSpreadsheet(fault="too_many_cells")
    seen: dict[str, int] = {}
    totals = _each(rows, lambda row: CommunityTotal(_code(row, seen), row.whole_number("total", most=COUNT_MAX)))
    return PopulationShares(cells=_by_age(table), totals=tuple(totals))


def _each(rows: Sequence[Row], take: Callable[[Row], Taken]) -> list[Taken]:
    """Take each row; what is wrong is told of all rows together."""
    taken: list[Taken] = []
    faults: list[CellRefused] = []
    for row in rows:
        try:
            taken.append(take(row))
        except CellRefused as error:
            faults.append(error)
    if faults:
        raise CellsRefused(faults)
    return taken


def _band(row: Row, seen: dict[int, int]) -> Band:
    text = row.text("age")
    band = _ages(text)
    if band is None:
        raise row.refusal("age", "not_age", value=text)
    if band[0] in seen:
        raise row.refusal("age", "twice", value=text, earlier=seen[band[0]])
    seen[band[0]] = row.number
    return band


def _ages(text: str) -> Band | None:
    if found := _OPEN_BAND.match(text):
        low, high = int(found[1]), None
    elif found := _BAND.match(text):
        low, high = int(found[1]), int(found[2] or found[1])
    else:
        return None
    return (low, high) if low <= (high if high is not None else low) <= AGE_MAX else None


def _code(row: Row, seen: dict[str, int]) -> str:
    code = row.text("code")
    if not re.fullmatch(r"[0-9]{12}", code):
        raise row.refusal("code", "not_code", value=code)
    if code in seen:
        raise row.refusal("code", "twice", value=code, earlier=seen[code])
    seen[code] = row.number
    return code


def _check_sum(row: Row, column: str, found: int) -> None:
    value = row.whole_number(column, most=COUNT_MAX)
    if value != found:
        raise row.refusal(column, "adds_up_not", value=value, found=found)
