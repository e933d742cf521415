"""What is wrong with a row of a list, and what to do about it, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanshe.domain.exchange import errors
from sanshe.domain.exchange.choices import SheetKind
from sanshe.formats.reports import Reason
from sanshe.formats.spreadsheets import needs, services
from sanshe.formats.spreadsheets.lists import CELL_REASONS

COLUMNS_OF = {SheetKind.NEEDS: needs.COLUMNS, SheetKind.SERVICES: services.COLUMNS}

REASONS: dict[str, Reason] = {
    **CELL_REASONS,
    "row_twice": Reason(
        gettext_lazy("The same stands in row %(earlier)s already."), gettext_lazy("Please delete one of the two rows.")
    ),
    "category_gone": Reason(
        gettext_lazy("This category is no longer used."), gettext_lazy("Please choose another from a new template.")
    ),
    "resident_unknown": Reason(
        gettext_lazy("Nobody called “%(value)s” is known as a resident here."),
        gettext_lazy("Please compare the name with the list of residents; who is new is written in there first."),
    ),
    "resident_without_phone": Reason(
        gettext_lazy("There is a resident “%(value)s”, but with another phone."),
        gettext_lazy("Please check the number, or leave it empty."),
    ),
    "resident_without_home": Reason(
        gettext_lazy("There is a resident “%(value)s”, but not at this address."),
        gettext_lazy("Please check building, entrance and flat, or leave it empty."),
    ),
    "resident_ambiguous": Reason(
        gettext_lazy("%(count)s residents are called “%(value)s”."),
        gettext_lazy("Please add the phone or the building."),
    ),
    "resident_writes_themselves": Reason(
        gettext_lazy("%(value)s has an account and writes there."),
        gettext_lazy("Please take the row out and let them write it themselves."),
    ),
    "resident_not_agreed": Reason(
        gettext_lazy("%(value)s has not agreed yet that you write for them."),
        gettext_lazy("Please ask them, and note their consent under “Write for somebody”."),
    ),
    "organization_unknown": Reason(
        gettext_lazy("No organisation called “%(value)s” is known here."),
        gettext_lazy("Please write the name as it stands under “Who is who”; who is missing is entered there first."),
    ),
    "organization_ambiguous": Reason(
        gettext_lazy("Several organisations are called “%(value)s”."),
        gettext_lazy("Please write the full name as it stands under “Who is who”."),
    ),
}
# What the rules say to everybody says already what to do.
REFUSALS = {
    one.code: one.message
    for one in (
        errors.SentenceMissing,
        errors.SentenceTooLong,
        errors.TimesDisordered,
        errors.TimePassed,
        errors.ActForbidden,
        errors.ConfidenceNotAgreed,
        errors.SheetForbidden,
    )
}


@dataclass(frozen=True)
class Wrong:
    """One problem as the page shows it."""

    row: int
    column: str
    what: str
    remedy: str


def wrong(problems: Iterable[Mapping[str, Any]], *, kind: str, written: Mapping[str, str]) -> list[Wrong]:
    """Return problems in the words of the page; columns by the headings `written` in the file, or the template's."""
    headings = {column.code: str(column.heading) for column in COLUMNS_OF[SheetKind(kind)]} | dict(written)
    return [Wrong(one["row"], headings.get(one["column"], ""), *_said(one["code"], one["params"])) for one in problems]


def _said(code: str, params: Mapping[str, Any]) -> tuple[str, str]:
    if reason := REASONS.get(code):
        return str(reason.message) % params, str(reason.remedy) % params
    if message := REFUSALS.get(code):
        return str(message) % params, ""
    return _("This row cannot be taken."), _("Please enter it by hand.")
