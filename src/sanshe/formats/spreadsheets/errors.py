"""What is wrong with a workbook, where, and what to do about it."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError

SHOWN_MAX = 40
NAMED_MAX = 12

FILE_FAULTS: dict[str, str | Promise] = {
    "too_big": _("The file is larger than 10 MB. Please leave out pictures and other sheets, or split it."),
    "not_xlsx": _("This is no Excel file (.xlsx). Please open it in Excel or WPS and save it as “Excel workbook”."),
    "damaged": _("The Excel file is damaged. Please open it in Excel or WPS, save it again and send the new file."),
    "locked": _("The Excel file asks for a password. Please save it without one."),
    "unpacks_too_big": _("The file unpacks to far more than a table needs. Please copy the table into a new file."),
    "too_many_cells": _(
        "A sheet is too large: something stands far outside the table. Please copy the table into a new file."
    ),
    "macros": _("The file brings programs along (macros). Please save it as a plain “Excel workbook” (.xlsx)."),
    "not_table": _(
        "This is no table that can be read. Please save it as “Excel workbook” (.xlsx); .xls, .ods and .csv also work."
    ),
    "too_many_rows": _("The table has more than %(limit)s rows. Please split it into several files."),
    "no_headings": _(
        "The headings were not found. Please take the template and leave its first row as it is. "
        "Needed at least: %(column)s."
    ),
    "empty": _("There is no row below the headings. Please fill in the table."),
    "no_sheet": _("There is no sheet with the name “%(sheet)s”. Please use the template."),
}
CELL_FAULTS: dict[str, str | Promise] = {
    "formula": _("a formula stands here. Please put the figure itself (copy, then paste as values)"),
    "merged": _("cells are merged here. Please unmerge them and write the figure into each"),
    "missing": _("nothing stands here. Please fill it in, with 0 where there is nobody"),
    "not_whole": _("“%(value)s” is no whole number. Please write one like 12"),
    "negative": _("%(value)s is below zero. Please write 0 or more"),
    "too_big": _("%(value)s is too large. At most %(limit)s is possible"),
    "too_long": _("the text is longer than %(limit)s characters. Please shorten it"),
    "twice": _("“%(value)s” stands in row %(earlier)s already. Please keep one of the two"),
    "not_age": _("“%(value)s” names no ages. Please write them like 0–4, 5–9 and 100+"),
    "not_code": _("“%(value)s” is no code of a community. Please write its 12 digits, as text"),
    "adds_up_not": _("%(value)s stands here, but the cells add up to %(found)s. Please check them"),
}


class NotSpreadsheet(DomainError):
    """The file as a whole cannot be read."""

    code = "not_spreadsheet"
    field = "file"
    message = "%(fault)s"

    def __init__(self, *, fault: str, sheet: str = "", column: str = "", limit: int = 0) -> None:
        super().__init__(fault=fault, sheet=shown(sheet), column=shown(column), limit=limit)
        self.fault = fault

    def __str__(self) -> str:
        return str(FILE_FAULTS[self.fault]) % self.params


class ColumnMissing(DomainError):
    """A heading that is needed is not there, or there twice."""

    code = "column_missing"
    field = "file"
    message = _(
        "Sheet “%(sheet)s”: the column “%(column)s” has to stand exactly once in the first row. "
        "Please use the headings of the template."
    )


class CellRefused(DomainError):
    """One cell cannot be taken."""

    code = "cell_refused"
    field = "file"
    message = _("Sheet “%(sheet)s”, row %(row)s, column “%(column)s”: %(fault)s.")

    def __init__(self, *, sheet: str, row: int, column: str, fault: str, **params: object) -> None:
        super().__init__(
            sheet=shown(sheet), row=row, column=shown(column), **{key: shown(value) for key, value in params.items()}
        )
        self.fault = fault

    def __str__(self) -> str:
        return str(self.message) % {**self.params, "fault": str(CELL_FAULTS[self.fault]) % self.params}


class CellsRefused(DomainError):
    """Several cells cannot be taken; `faults` holds them all."""

    code = "cells_refused"
    field = "file"
    message = _("%(count)s cells cannot be taken.")

    def __init__(self, faults: Sequence[CellRefused]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults[:NAMED_MAX]]
        return "\n".join([str(self.message) % self.params, *lines] if len(self.faults) > 1 else lines)


def shown(value: object) -> object:
    """Return a value of the file as a refusal may quote it: short and printable."""
    if not isinstance(value, str):
        return value
    plain = "".join(char if char.isprintable() else " " for char in value)
    return plain[:SHOWN_MAX] + "…" if len(plain) > SHOWN_MAX else plain
