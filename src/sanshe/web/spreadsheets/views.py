"""Lists that a worker sends: the template, what would become of each row, and taking them in."""

import hashlib
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.exchange.choices import SheetKind, SheetState
from sanshe.domain.exchange.operations import sheets as operations
from sanshe.domain.exchange.queries import sheets as queries
from sanshe.domain.people.rules import is_worker
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.formats.spreadsheets.needs import read_needs
from sanshe.formats.spreadsheets.services import read_services
from sanshe.formats.spreadsheets.templates import needs_template, services_template
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.when import when_in_words
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.spreadsheets.answer import XLSX
from sanshe.web.spreadsheets.forms import SheetForm
from sanshe.web.spreadsheets.words import wrong

READERS = {SheetKind.NEEDS: read_needs, SheetKind.SERVICES: read_services}
TEMPLATES = {SheetKind.NEEDS: needs_template, SheetKind.SERVICES: services_template}
ROWS_SHOWN = 20
ASIDE_SHOWN = 8


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def sheets(request: HttpRequest) -> HttpResponse:
    """Take a list of needs or services to be looked through; show those that came before."""
    community = community_of(request)
    if community is None:
        return redirect("home")
    if not is_worker(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    kind = _kind(text_in(request.GET, "kind")) or SheetKind.NEEDS
    form = SheetForm(request.POST or None, request.FILES or None) if request.method == "POST" else SheetForm()
    if request.method == "POST" and form.is_valid():
        try:
            received = _receive(request, form.cleaned_data["file"], kind=kind, community=community)
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("sheet", pk=received.pk)
    page = page_of(request, queries.sheets_of(community=community), per_page=10)
    names = {SheetKind.NEEDS: _("Needs of residents"), SheetKind.SERVICES: _("Services of organisations")}
    shown = {
        "form": form,
        "kind": kind.value,
        "tabs": [{"url": f"?kind={one.value}", "text": names[one], "is_current": one == kind} for one in names],
        "page": page,
        "paging": paging(request, page),
        "community": community,
    }
    return render(request, "spreadsheets/sheets.html", shown, status=422 if form.errors else 200)


@require_safe
@sign_in_first
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Give the list to be filled in, in the language of the page."""
    if not is_worker(person=actor_of(request), community=community_of(request), at=request.at):
        raise PermissionDenied
    wanted = _kind(kind)
    if wanted is None:
        raise Http404
    content = TEMPLATES[wanted](categories=taxonomy.categories())
    disposition = f'attachment; filename="{wanted.value}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@never_cache
@require_safe
@sign_in_first
def sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what would become of a list: its progress, everything that is wrong, or the rows as they will be."""
    found = queries.sheet_for(actor=actor_of(request), pk=pk, at=request.at)
    if found is None:
        raise Http404
    is_refused = found.state == SheetState.REFUSED
    items = found.problems if is_refused else found.rows if found.state == SheetState.READY else []
    page = page_of(request, items, per_page=ROWS_SHOWN)
    names = {one.code: one.name for one in taxonomy.categories()} if page and not is_refused else {}
    shown = {
        "sheet": found,
        "is_refused": is_refused,
        "wrong": wrong(page, kind=found.kind, written=found.headings) if is_refused else [],
        "rows": [] if is_refused else [_row(row, names) for row in page],
        "earlier": queries.earlier_import(sheet=found) if found.state == SheetState.READY else None,
        "paging": paging(request, page),
    }
    return render(request, "spreadsheets/sheet.html", shown)


@require_POST
@sign_in_first
def take_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a list in that was looked through."""
    if queries.sheet_for(actor=actor_of(request), pk=pk, at=request.at) is None:
        raise Http404
    try:
        found = operations.import_sheet(actor=actor_of(request), sheet_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        if found.state == SheetState.DONE:
            told = ngettext("%(count)s row is taken in.", "%(count)s rows are taken in.", found.new_count)
            say(request, told % {"count": found.new_count})
    return redirect("sheet", pk=pk)


@require_POST
@sign_in_first
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a list aside without taking anything in."""
    found = queries.sheet_for(actor=actor_of(request), pk=pk, at=request.at)
    if found is None:
        raise Http404
    try:
        operations.discard_sheet(actor=actor_of(request), sheet_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
        return redirect("sheet", pk=pk)
    say(request, _("The list is put aside; nothing of it was taken in."))
    return redirect("sheets")


def _kind(text: str) -> SheetKind | None:
    return SheetKind(text) if text in SheetKind.values else None


def _receive(request: HttpRequest, file, *, kind: SheetKind, community):
    content = file.read()
    found, rows = READERS[kind](content, categories=taxonomy.categories())
    received = operations.receive_sheet(
        actor=actor_of(request),
        community=community,
        kind=kind,
        file_name=text_in({"name": file.name or ""}, "name", longest=200),
        digest=hashlib.sha256(content).hexdigest(),
        rows=rows,
        problems=[problem.as_dict() for problem in found.problems],
        headings=found.written,
        at=request.at,
    )
    if found.left_aside:
        names = "、".join(found.left_aside[:ASIDE_SHOWN])
        warn(
            request,
            _("These columns were not read, for their headings mean nothing here: %(names)s.") % {"names": names},
        )
    if found.has_hidden:
        warn(request, _("Hidden sheets of the file were not read."))
    return received


def _row(row, names) -> dict:
    """Return a row as the preview shows it: who or which, what, and the chips of what was understood."""
    starts_at = parse_datetime(row.get("starts_at") or "")
    ends_at = parse_datetime(row.get("ends_at") or "")
    when = when_in_words(starts_at, ends_at) if starts_at else row.get("time_text") or row.get("hours_text") or ""
    return {
        "number": row["row"],
        "who": row.get("organization") or row.get("name"),
        "what": row.get("sentence") or row.get("name"),
        "category": names.get(row.get("category", ""), ""),
        "when": when,
        "place": row.get("place_text", ""),
        "is_known": row.get("is_known", False),
    }
