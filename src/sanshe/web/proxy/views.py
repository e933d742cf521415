"""The worker's start, printing forms, what a form's square code opens, and receipts."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.proxy import operations, queries, rules
from sanshe.domain.proxy.choices import FormKind, in_groups
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import uuid_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.proxy import paper
from sanshe.web.proxy.access import looking_in, writing_in
from sanshe.web.proxy.data import lines_of
from sanshe.web.proxy.forms import SheetsForm
from sanshe.web.proxy.writing import code_kept, keep_code

RETURNED_SHOWN = 20


@dataclass(frozen=True)
class Batch:
    """Forms printed together, as the list shows them."""

    batch_id: UUID
    kind: str
    name: str
    count: int
    used: int
    printed_at: object


@never_cache
@require_safe
@sign_in_first
def start(request: HttpRequest) -> HttpResponse:
    """Show a worker what waits for them, and the ways to write for somebody."""
    community = looking_in(request)
    actor = actor_of(request)
    page = page_of(request, queries.entries_in(actor=actor, community=community, at=request.at))
    return render(
        request,
        "proxy/start.html",
        {
            "may_enter": rules.may_enter(person=actor, community=community, at=request.at),
            "check_count": queries.entries_to_check(actor=actor, community=community, at=request.at).count(),
            "returned": queries.entries_returned(actor=actor, community=community, at=request.at)[:RETURNED_SHOWN],
            "entries": page,
            "paging": paging(request, page),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def sheets(request: HttpRequest) -> HttpResponse:
    """Print blank forms, each with its own number, and list what was printed."""
    community = writing_in(request)
    offers = queries.offers_with_places(community=community)
    form = SheetsForm(request.POST or None, offers=offers)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            printed = operations.print_sheets(
                actor=actor_of(request),
                community=community,
                kind=said["kind"],
                count=said["count"],
                is_large=said["is_large"],
                offer=next((one for one in offers if str(one.pk) == said["offer"]), None),
                agreement=_agreement(request, community, kind=said["kind"]),
                at=request.at,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            count = len(printed)
            say(
                request,
                ngettext("%(count)s form is ready to print.", "%(count)s forms are ready to print.", count)
                % {"count": count},
            )
            return redirect("proxy_sheets")
    page = page_of(request, queries.batches_of(community=community), per_page=10)
    batches = [
        Batch(
            batch_id=row["batch_id"],
            kind=FormKind(row["kind"]).label,
            name=row["name"],
            count=row["count"],
            used=row["used"],
            printed_at=row["printed_at"],
        )
        for row in page
    ]
    shown = {"form": form, "batches": batches, "paging": paging(request, page)}
    return render(request, "proxy/sheets.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@sign_in_first
def sheets_pdf(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Hand over forms printed together as one PDF."""
    community = writing_in(request)
    printed = queries.sheets_of_batch(batch_id=batch_id, community=community)
    if not printed:
        raise Http404
    return _pdf(request, lambda: paper.forms_pdf(printed), name="forms.pdf", back="proxy_sheets")


@never_cache
@require_safe
def sheet(request: HttpRequest, serial: str) -> HttpResponse:
    """Lead a worker from a form's square code to typing it in; tell everybody else what the form is."""
    found = queries.sheet_with_serial(text=serial)
    if found is None:
        raise Http404
    actor = actor_of(request)
    if rules.may_enter(person=actor, community=found.community, at=request.at):
        typed = queries.entry_of_sheet(sheet=found)
        if typed:
            return redirect("proxy_entry", pk=typed.pk)
        return redirect(f"{reverse('proxy_new')}?serial={found.serial}")
    return render(request, "proxy/sheet.html", {"sheet": found})


@never_cache
@require_safe
@sign_in_first
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the receipt of an entry; its code only to whoever has just issued it."""
    found = _entry(request, pk)
    live = queries.live_receipt_of(entry=found)
    code = code_kept(request, live)
    return render(
        request,
        "proxy/receipt.html",
        {
            "entry": found,
            "lines": lines_of(found),
            "receipt": live,
            "code": in_groups(code) if code else "",
            "may_reissue": found.person.claimed_at is None
            and rules.may_amend(person=actor_of(request), entry=found, at=request.at),
        },
    )


@never_cache
@require_safe
@sign_in_first
def receipt_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand the receipt over as PDF, to whoever has just issued it."""
    found = _entry(request, pk)
    live = queries.live_receipt_of(entry=found)
    code = code_kept(request, live)
    if not code:
        warn(request, _("The code is shown once only. Please issue a new receipt; the old code ends then."))
        return redirect("proxy_receipt", pk=pk)
    return _pdf(request, lambda: paper.receipt_pdf(found, live, code), name="receipt.pdf", back="proxy_receipt", pk=pk)


@require_POST
@sign_in_first
def reissue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Issue a new receipt; the codes on the earlier ones end."""
    found = _entry(request, pk)
    try:
        issued, code = operations.reissue_receipt(actor=actor_of(request), entry_id=found.pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        keep_code(request, issued, code)
        say(request, _("Here is the new receipt. The codes on the earlier ones no longer work."))
    return redirect("proxy_receipt", pk=pk)


def _agreement(request: HttpRequest, community, *, kind: str):
    """Return the agreement of this community for which a review is printed, where one was named."""
    named = uuid_in(request.POST, "agreement")
    found = queries.agreement(pk=str(named)) if named and kind == FormKind.REVIEW else None
    return found if found and found.community_id == community.pk else None


def _entry(request: HttpRequest, pk: UUID):
    """Return an entry to those who look at entries; whose it is finds it among their own."""
    found = queries.entry_for(actor=actor_of(request), pk=pk, at=request.at)
    if found is None or not rules.may_look_at_entries(
        person=actor_of(request), community=found.community, at=request.at
    ):
        raise Http404
    return found


def _pdf(request: HttpRequest, make, *, name: str, back: str, **where) -> HttpResponse:
    try:
        content = make()
    except DomainError as error:
        warn(request, str(error))
        return redirect(back, **where)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
