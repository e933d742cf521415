"""One's own account, a group's, and the statement of either."""

import csv
import io
import re
from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.ledger import operations, queries, rules
from sanshe.domain.organisations import queries as organisations
from sanshe.formats.spreadsheets import Sheet, write_workbook
from sanshe.kernel.errors import DomainError
from sanshe.web.ledger.access import readable_account
from sanshe.web.ledger.words import balance_words, in_words, lines_of, name_of
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in, uuid_in
from sanshe.web.people.access import sign_in_first

LATEST = 6
PRINTED_MAX = 2000
MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
# What a spreadsheet program takes for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_safe
@sign_in_first
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own account, or how to get one, or that the community does not count time."""
    actor, community = actor_of(request), community_of(request)
    scheme = queries.scheme_of(community=community)
    own = queries.own_account(scheme=scheme, person=actor)
    if own is not None:
        return _account_page(request, own)
    return render(
        request,
        "ledger/start.html",
        {
            "community": community,
            "scheme": scheme if scheme and scheme.is_open else None,
            "may_open": rules.may_have_account(person=actor, community=community, at=request.at),
            "runs": rules.may_run_scheme(person=actor, community=community, at=request.at),
            "further": _further(request, scheme) if scheme else [],
            "without": queries.managed_without_account(scheme=scheme, person=actor, at=request.at) if scheme else [],
        },
    )


@never_cache
@require_safe
@sign_in_first
def account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an account to whom it opens."""
    return _account_page(request, readable_account(request, pk))


@require_POST
@never_cache
@sign_in_first
def open_account(request: HttpRequest) -> HttpResponse:
    """Open one's own account, or that of a group one looks after."""
    actor = actor_of(request)
    scheme = queries.open_scheme_of(community=community_of(request))
    if scheme is None:
        warn(request, _("This community does not use time credits at present."))
        return redirect("credits")
    group = None
    if "group" in request.POST:
        pk = uuid_in(request.POST, "group")
        group = organisations.organization(pk=pk) if pk else None
        if group is None:
            raise Http404
    try:
        opened = operations.open_account(actor=actor, scheme=scheme, organization=group, at=request.at)
    except DomainError as refused:
        warn(request, str(refused))
        return redirect("credits")
    say(request, _("The account is open. Its number is %(number)s.") % {"number": opened.number})
    return redirect("credit_account", opened.pk)


@never_cache
@require_safe
@sign_in_first
def statement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a month of an account, page by page."""
    return _statement_page(request, pk, is_printed=False)


@never_cache
@require_safe
@sign_in_first
def printed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a whole month of an account on one page, to be printed."""
    return _statement_page(request, pk, is_printed=True)


@never_cache
@require_safe
@sign_in_first
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a month of an account as a workbook, or as CSV."""
    found = readable_account(request, pk)
    starts_at, ends_at = _month(request)
    told = queries.statement(account=found, starts_at=starts_at, ends_at=ends_at)
    rows = [[starts_at.date(), _("At the beginning"), "", "", "", told.opening_min]]
    for entry, line in zip(told.lines, lines_of(told.lines), strict=True):
        rows.append([line.booked_at, line.what, line.who, line.note, line.amount_min, entry.balance_min])
    rows.append([(ends_at - timedelta(days=1)).date(), _("At the end"), "", "", "", told.closing_min])
    columns = [
        _("Day"),
        _("What happened"),
        _("The other side"),
        _("A word with it"),
        _("Minutes"),
        _("Balance in minutes"),
    ]
    name = f"credits-{found.number}-{starts_at:%Y-%m}"
    if text_in(request.GET, "as") == "csv":
        return _file(_as_csv([columns, *rows]), "text/csv; charset=utf-8", f"{name}.csv")
    return _file(write_workbook(sheets=[Sheet(f"{starts_at:%Y-%m}", columns, rows)]), XLSX, f"{name}.xlsx")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _as_csv(rows: list[list]) -> bytes:
    """Write rows for a spreadsheet program: marked as UTF-8, and a text that would be a formula stays a text."""
    written = io.StringIO()
    csv.writer(written).writerows([_csv_cell(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _csv_cell(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA_STARTS) else text


def _account_page(request: HttpRequest, found) -> HttpResponse:
    actor = actor_of(request)
    may_spend = rules.may_spend(person=actor, account=found, at=request.at)
    is_own = rules.owns(person=actor, account=found)
    room = queries.available(account=found)
    lapses = queries.next_lapse(account=found, at=request.at, within=rules.TOLD_BEFORE)
    return render(
        request,
        "ledger/account.html",
        {
            "account": found,
            "name": name_of(found),
            "is_own": is_own,
            "may_spend": may_spend,
            "runs": rules.may_run_scheme(person=actor, community=found.scheme.community, at=request.at),
            "balance": balance_words(found.balance_min),
            "room": in_words(room),
            "can_give": may_spend and found.scheme.is_open and room > 0,
            "lapses": in_words(lapses) if lapses else "",
            "lines": lines_of(queries.latest_entries(account=found, count=LATEST)),
            "further": _further(request, found.scheme) if is_own else [],
            "without": queries.managed_without_account(scheme=found.scheme, person=actor, at=request.at)
            if is_own and found.scheme.is_open
            else [],
        },
    )


def _further(request: HttpRequest, scheme) -> list[dict]:
    return [
        {"pk": one.pk, "name": name_of(one), "balance": balance_words(one.balance_min)}
        for one in queries.further_accounts(scheme=scheme, person=actor_of(request), at=request.at)
    ]


def _statement_page(request: HttpRequest, pk: UUID, *, is_printed: bool) -> HttpResponse:
    found = readable_account(request, pk)
    starts_at, ends_at = _month(request)
    told = queries.statement(account=found, starts_at=starts_at, ends_at=ends_at)
    page = page_of(request, told.lines, per_page=PRINTED_MAX if is_printed else 20)
    before = starts_at - timedelta(days=1)
    return render(
        request,
        "ledger/statement.html",
        {
            "account": found,
            "name": name_of(found),
            "is_own": rules.owns(person=actor_of(request), account=found),
            "month": starts_at,
            "opening": balance_words(told.opening_min),
            "closing": balance_words(told.closing_min),
            "lines": lines_of(page),
            "paging": paging(request, page),
            "earlier": f"{before:%Y-%m}" if before >= timezone.localtime(found.opened_at).replace(day=1) else "",
            "later": f"{ends_at:%Y-%m}" if ends_at <= request.at else "",
            "is_printed": is_printed,
        },
    )


def _month(request: HttpRequest) -> tuple[datetime, datetime]:
    """Return the month that `?month=2026-03` names, else the current one, as a half-open interval."""
    today = timezone.localtime(request.at).replace(hour=0, minute=0, second=0, microsecond=0)
    first = today.replace(day=1)
    named = MONTH.fullmatch(text_in(request.GET, "month"))
    if named and int(named[1]) <= today.year:
        first = first.replace(year=int(named[1]), month=int(named[2]))
    return first, (first + timedelta(days=32)).replace(day=1)
