"""Take along everything that is kept about oneself: for Excel, or for another program."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanshe.domain.privacy import operations
from sanshe.domain.privacy.choices import Part
from sanshe.domain.privacy.queries import KeptRow
from sanshe.formats.spreadsheets import Sheet, write_workbook
from sanshe.web.middleware import actor_of
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.privacy.access import shown_of, whose_data
from sanshe.web.privacy.words import look_words

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a reader of the file can rely on; docs/privacy.md describes it.
SCHEMA = "sanshe.privacy/1"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def my_data_copy(request: HttpRequest) -> HttpResponse:
    """Say what is in the copy, and hand it out; that it was taken is written down."""
    person = whose_data(request)
    if request.method != "POST":
        return render(request, "privacy/copy.html", shown_of(request, person))
    form = text_in(request.POST, "form")
    if form not in _WRITERS:
        raise Http404
    export = operations.export_kept(actor=actor_of(request), person=person, form=form, at=request.at)
    content, kind = _WRITERS[form](export, request)
    name = f"sanshe-{localtime(request.at):%Y-%m-%d}.{form}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _json(export: operations.Export, request: HttpRequest) -> tuple[bytes, str]:
    said = {
        "schema": SCHEMA,
        "exported_at": request.at.isoformat(),
        "entry": {"id": str(export.entry.pk), **_stored(export.entry)},
        "kept": [
            {
                "kind": section.key,
                "part": section.kept.part.value,
                "label": str(section.kept.label),
                "at_closing": section.kept.at_closing.value,
                "rows": [{"id": str(row.pk), **_stored(row)} for row in rows],
            }
            for section, rows in export.sections
        ],
        "looks": [
            {
                "at": look.at.isoformat(),
                "who": look.who.public_name if look.who else "",
                "as": [str(role) for role in look.roles],
                "what": look.operation,
                "words": look_words(look),
            }
            for look in export.looks
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode(), "application/json"


def _excel(export: operations.Export, request: HttpRequest) -> tuple[bytes, str]:
    by_part: dict[Part, list[KeptRow]] = {part: [] for part in Part}
    by_part[Part.ENTRY].append(export.entry)
    for section, rows in export.sections:
        by_part[section.kept.part] += rows
    sheets = [_sheet(str(part.label), rows) for part, rows in by_part.items() if rows]
    looks = [
        [look.at, look.who.public_name if look.who else "", ", ".join(map(str, look.roles)), look_words(look)]
        for look in export.looks
    ]
    columns = [pgettext("field", "On"), pgettext("field", "Who"), pgettext("field", "As"), pgettext("field", "What")]
    sheets.append(Sheet(title=_("Who has looked"), columns=columns, rows=looks))
    return write_workbook(sheets=sheets), EXCEL


def _sheet(title: str, rows: list[KeptRow]) -> Sheet:
    """Return one sheet of several kinds of rows: its columns are all fields that any of them has."""
    columns = list(dict.fromkeys((one.name, one.words) for row in rows for one in row.fields))
    cells = []
    for row in rows:
        values = {(one.name, one.words): one.value if hasattr(one.value, "year") else one.said for one in row.fields}
        cells.append([row.label, *(values.get(column, "") for column in columns)])
    return Sheet(title=title, columns=[pgettext("field", "What"), *(words for _name, words in columns)], rows=cells)


def _stored(row: KeptRow) -> dict[str, object]:
    return {one.name: one.stored for one in row.fields}


_WRITERS = {"json": _json, "xlsx": _excel}
