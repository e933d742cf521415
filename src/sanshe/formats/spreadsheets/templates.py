"""Empty lists to be filled in: headings, one example, choices to pick from, and how it is done."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.utility import xl_col_to_name

from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.formats.spreadsheets import choices, needs, services
from sanshe.formats.spreadsheets.lists import ROWS_MAX, Column
from sanshe.formats.spreadsheets.writing import CREATED, OPTIONS, Styles

WIDTH, WIDE = 16, 44
WIDE_COLUMNS = ("sentence", "description")


def needs_template(*, categories: Sequence[TaxonomyTerm]) -> bytes:
    """Make the list to be filled in with needs of residents."""
    example = {
        "name": _("Example:") + _("Grandma Wang"),
        "address": _("3-2-501"),
        "sentence": _("On Thursday morning I would like company to the hospital."),
        "category": next((one.name for one in categories if one.code == "escort_to_doctor"), ""),
        "day": "2026-03-05",
        "starts": "9:30",
        "ends": "11:30",
        "place": _("Provincial hospital"),
        "for_whom": "78",
        "people": "1",
        "at_home": "",
        "urgent": pgettext("sheet", "no"),
    }
    yes_no = (pgettext("sheet", "yes"), pgettext("sheet", "no"))
    picks = {
        "category": choices.of_categories(categories).names,
        "for_whom": choices.of_ages().names,
        "cost": choices.of_costs().names,
        "at_home": yes_no,
        "urgent": yes_no,
        "private": yes_no,
    }
    # An age may be written as a number too.
    return _template(_("Needs"), needs.COLUMNS, example=example, picks=picks, free=("for_whom",))


def services_template(*, categories: Sequence[TaxonomyTerm]) -> bytes:
    """Make the list to be filled in with services of organisations."""
    example = {
        "organization": _("Example:") + _("Warm Nest Centre"),
        "name": _("Calligraphy for elders"),
        "description": _("Brush and ink are there. Beginners are welcome."),
        "category": next((one.name for one in categories if one.code == "calligraphy_and_painting"), ""),
        "cost": choices.of_costs().names[0],
        "youngest": "60",
        "hours": _("Tue 9:00-11:00; Thu 14:00-16:00"),
        "place": _("Community house, second floor"),
        "capacity": "20",
    }
    picks = {"category": choices.of_categories(categories).names, "cost": choices.of_costs().names}
    return _template(_("Services"), services.COLUMNS, example=example, picks=picks, free=())


def _template(
    title: str,
    columns: Sequence[Column],
    *,
    example: Mapping[str, str],
    picks: Mapping[str, Sequence[str]],
    free: Sequence[str],
) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {**OPTIONS, "in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        styles = Styles(book)
        needed = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#f9ebe4"})
        faint = book.add_format({"font_color": "#615b4f", "valign": "top", "text_wrap": True, "num_format": "@"})
        plain = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        wrapped = book.add_format({"valign": "top", "text_wrap": True})
        sheet = book.add_worksheet(title)
        how = book.add_worksheet(_("How to fill it in"))
        lists = book.add_worksheet(_("Choices"))
        for place, column in enumerate(columns):
            sheet.write_string(0, place, str(column.heading), needed if column.is_needed else styles.heading)
            sheet.set_column(place, place, WIDE if column.code in WIDE_COLUMNS else WIDTH, plain)
            if column.code in example:
                sheet.write_string(1, place, example[column.code], faint)
        sheet.freeze_panes(1, 1)
        for place, (code, names) in enumerate(picks.items()):
            heading = next(str(column.heading) for column in columns if column.code == code)
            lists.write_string(0, place, heading, styles.heading)
            lists.set_column(place, place, WIDE if len(names) > len(WIDE_COLUMNS) else WIDTH)
            for row, name in enumerate(names, start=1):
                lists.write_string(row, place, str(name), styles.text)
            letter = xl_col_to_name(place, True)
            at = next(number for number, column in enumerate(columns) if column.code == code)
            sheet.data_validation(
                1,
                at,
                ROWS_MAX + 1,
                at,
                {
                    "validate": "list",
                    "source": f"='{_('Choices')}'!{letter}$2:{letter}${len(names) + 1}",
                    "error_type": "information" if code in free else "stop",
                    "error_title": heading,
                    "error_message": _("Please choose from the list."),
                    "show_error": code not in free,
                },
            )
        _explain(how, columns, styles.heading, wrapped)
    return stream.getvalue()


def _explain(how, columns: Sequence[Column], heading, wrapped) -> None:
    how.set_column(0, 0, WIDTH + 8)
    how.set_column(1, 1, WIDE + 20)
    how.write_string(0, 0, _("Column"), heading)
    how.write_string(0, 1, _("What to write"), heading)
    row = 1
    for column in columns:
        mark = " *" if column.is_needed else ""
        how.write_string(row, 0, f"{column.heading}{mark}", wrapped)
        how.write_string(row, 1, str(column.note), wrapped)
        row += 1
    for line in (
        _("Columns with a star have to be filled in; all others may stay empty or be taken out."),
        _("One row for each. The example in the second row may stay; it is not taken in."),
        _("Write, do not calculate: no formulas, no merged cells. At most %(limit)s rows.") % {"limit": ROWS_MAX},
        _("Nothing is taken in before you have seen it, and either every row is or none."),
    ):
        row += 1
        how.write_string(row, 0, line)
