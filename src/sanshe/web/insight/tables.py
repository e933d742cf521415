"""The columns and rows of insight's downloads."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from sanshe.domain.insight.choices import Cause
from sanshe.domain.insight.queries import CoverageLine, Figure, PublicFigure
from sanshe.formats.spreadsheets.population import band_text
from sanshe.web.insight.downloads import Column
from sanshe.web.insight.words import age_text, what_for

DIGITS = 2


def _rate_columns() -> list[Column]:
    return [
        Column(_("For every 1,000"), _("Homes for every 1,000 people of that age. Empty where nobody counted them.")),
        Column(_("At least"), _("The lower end of what chance leaves open (95 of 100 times, exact Poisson interval).")),
        Column(_("At most"), _("The upper end of what chance leaves open.")),
    ]


def _rate_cells(rate) -> list[object]:
    return [round(one, DIGITS) for one in (rate.rate, rate.low, rate.high)] if rate else [None, None, None]


def _age_column() -> Column:
    meaning = _("For whom, by age: babies 0–2, children 3–12, young people 13–17, adults 18–59, elders from 60.")
    return Column(_("Age"), meaning)


def published_columns() -> list[Column]:
    """Return the columns of the published figures."""
    return [
        Column(_("Quarter"), _("The three months in which the need was first unmet.")),
        Column(_("Community"), _("Where; the whole district has rows of its own.")),
        Column(_("Category code"), _("The code of the category, the same in every language.")),
        Column(
            _("What for"), _("What was looked for. Kinds that few homes looked for are added up under their main kind.")
        ),
        _age_column(),
        Column(
            _("Homes"),
            _(
                "Homes that found nobody and still have not; one home counts once for each need. Empty: not told, "
                "because fewer than ten homes stand behind it or behind one that would follow from it."
            ),
        ),
        Column(_("People living there"), _("People of that age who live there, rounded to fifty.")),
        *_rate_columns(),
        Column(_("Mostly because"), _("The commonest cause, where it alone has ten homes or more.")),
    ]


def published_rows(figures: Sequence[PublicFigure]) -> list[list[object]]:
    """Return the rows of the published figures."""
    return [
        [
            one.quarter.code,
            one.community.name if one.community else _("the whole district"),
            one.category.code if one.category else "",
            what_for(one.category, is_rest=one.is_rest),
            age_text(one.age_band),
            one.count,
            one.population,
            *_rate_cells(one.rate),
            str(Cause(one.leading_cause).label) if one.leading_cause else "",
        ]
        for one in figures
    ]


def evidence_columns() -> list[Column]:
    """Return the columns of the desk's counts."""
    return [
        Column(_("Category code"), _("The code of the category, the same in every language.")),
        Column(_("What for"), _("What was looked for.")),
        _age_column(),
        Column(_("Homes"), _("Homes that found nobody; those that said “me too” are among them.")),
        Column(_("Needs"), _("Slips behind them.")),
        Column(_("Helped later"), _("Homes of them that were helped in the end.")),
        Column(_("People living there"), _("People of that age who live here.")),
        *_rate_columns(),
        *(Column(str(cause.label), _("Homes that found nobody for this cause.")) for cause in Cause),
    ]


def evidence_rows(figures: Sequence[Figure]) -> list[list[object]]:
    """Return the rows of the desk's counts."""
    return [
        [
            one.category.code if one.category else "",
            what_for(one.category),
            age_text(one.age_band),
            one.households,
            one.needs,
            one.met_later,
            None if one.population is None else round(one.population),
            *_rate_cells(one.rate),
            *(dict(one.causes).get(cause.value, 0) for cause in Cause),
        ]
        for one in figures
    ]


def coverage_columns(*, is_exact: bool) -> list[Column]:
    """Return the columns of what is within reach; figures only for staff, who see the population anyway."""
    columns = [
        Column(_("Category code"), _("The code of the category, the same in every language.")),
        Column(_("What for"), _("What is to be had.")),
        Column(_("Ages"), _("In whole years, both ends included.")),
        Column(_("How much"), _("How much is within reach, beside the average of the whole district.")),
    ]
    if is_exact:
        columns += [
            Column(
                _("Places for every 1,000"),
                _(
                    "Places to be had for every 1,000 people of these ages, near ones counting more (E2SFCA: up to "
                    "500 m counts 1, up to 1000 m 0.68, up to 1500 m 0.22)."
                ),
            ),
            Column(
                _("Share who have any"), _("The share of them, from 0 to 1, who have anything at all within 1500 m.")
            ),
        ]
    return columns


def coverage_rows(lines: Sequence[CoverageLine], *, is_exact: bool) -> list[list[object]]:
    """Return the rows of what is within reach, one for each category and age band."""
    rows = []
    for line in lines:
        for cell in line.cells:
            row: list[object] = [
                line.category.code,
                line.category.name,
                band_text(cell.low, cell.high),
                str(cell.level.label),
            ]
            exact = [round(cell.per_thousand, DIGITS), round(cell.reach, DIGITS)] if is_exact else []
            rows.append([*row, *exact])
    return rows
