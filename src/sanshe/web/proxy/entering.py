"""Writing for one person: who it is, what they said, how they agreed."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanshe.domain.people import operations as people
from sanshe.domain.proxy import operations, queries
from sanshe.domain.proxy.choices import SLIPS, Channel, FormKind
from sanshe.domain.proxy.errors import LikelyDuplicate
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.chips import chips_of
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of
from sanshe.web.parameters import text_in, uuid_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.proxy.access import writing_in
from sanshe.web.proxy.consent import wording
from sanshe.web.proxy.data import details_form
from sanshe.web.proxy.forms import HowForm, NewcomerForm
from sanshe.web.proxy.writing import Writing, consent_form, read_into_slip

# By what a newcomer is compared with those who are here.
TELLING = ("full_name", "form_of_address", "phone", "birth_year")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def new(request: HttpRequest) -> HttpResponse:
    """Write something down for somebody: choose who, take their sentence, read it back, keep it."""
    community = writing_in(request)
    if request.method == "POST":
        return _write(request, community)
    sheet = queries.sheet_with_serial(text=text_in(request.GET, "serial"))
    person = _person(request, community, request.GET, sheet)
    if person is None and "new" not in request.GET:
        return _choose(request, community, sheet)
    kind = _kind(request.GET, sheet)
    if person:
        operations.note_look(actor=actor_of(request), person=person, community=community, at=request.at)
    how = HowForm(initial={"channel": Channel.PAPER, "serial": sheet.serial} if sheet else None)
    shown = {
        "newcomer": None if person else NewcomerForm(initial={"form_of_address": text_in(request.GET, "name")}),
        "details": details_form(kind, person=person, community=community, sheet=sheet),
        "consent": consent_form(person=person),
        "how": how,
        "key": uuid.uuid4().hex,
    }
    return _page(request, kind=kind, person=person, sheet=sheet, **shown)


def _choose(request: HttpRequest, community, sheet) -> HttpResponse:
    text = text_in(request.GET, "q")
    found = queries.residents_found(community=community, text=text, at=request.at) if text else []
    people.look_at_residents(actor=actor_of(request), people=found, community=community, at=request.at)
    return render(
        request,
        "proxy/choose.html",
        {"q": text, "found": found, "sheet": sheet, "carried": _carried(request, sheet)},
    )


def _write(request: HttpRequest, community) -> HttpResponse:
    sheet = queries.sheet_with_serial(text=text_in(request.POST, "serial"))
    person = _person(request, community, request.POST, sheet)
    kind = _kind(request.POST, sheet)
    how = HowForm(request.POST)
    writing = Writing(
        kind=kind,
        person=person,
        newcomer=None if person else NewcomerForm(request.POST),
        details=details_form(kind, request.POST, person=person, community=community, sheet=sheet),
        consent=consent_form(request.POST, person=person),
        channel=text_in(request.POST, "channel"),
        serial=text_in(request.POST, "serial"),
        key=text_in(request.POST, "entry_key"),
    )
    shown = {"newcomer": writing.newcomer, "how": how, "key": writing.key, "kind": kind, "person": person}
    if request.POST.get("step") == "read" and kind in SLIPS:
        return _read(request, community, writing, shown)
    same = []
    if how.is_valid() & writing.is_valid():
        try:
            issued = writing.enter(request, community)
        except DomainError as error:
            writing.refuse(error, how)
            same = _same(request, community, writing) if isinstance(error, LikelyDuplicate) else []
        else:
            say(request, _written(issued.entry))
            return redirect("proxy_receipt", pk=issued.entry.pk)
    page = {**shown, "details": writing.details, "consent": writing.consent, "same": same, "is_read": True}
    return _page(request, sheet=sheet, status=422, **page)


def _read(request: HttpRequest, community, writing: Writing, shown: dict) -> HttpResponse:
    newcomer, details = writing.newcomer, writing.details
    # What is asked on the next screen may still be missing; the sentence and who it is may not.
    is_ready = (newcomer is None or newcomer.is_valid()) & shown["how"].is_valid()
    details.is_valid()
    if not is_ready or "sentence" in details.errors:
        page = {**shown, "details": details, "consent": consent_form(person=writing.person)}
        return _page(request, sheet=None, status=422, **page)
    same = _same(request, community, writing) if newcomer and not newcomer.cleaned_data["is_somebody_else"] else []
    page = {
        **shown,
        "details": read_into_slip(details, kind=writing.kind, community=community, at=request.at),
        "consent": consent_form(person=writing.person),
        "same": same,
        "is_read": True,
    }
    return _page(request, sheet=None, **page)


def _page(request: HttpRequest, *, status: int = 200, **shown) -> HttpResponse:
    details, kind, person = shown["details"], shown["kind"], shown["person"]
    newcomer = shown["newcomer"]
    is_slip = kind in SLIPS
    name = person.public_name if person else (newcomer["form_of_address"].value() if newcomer else "")
    whose = f"person={person.pk}" if person else "new=1"
    serial = shown["how"]["serial"].value() or ""
    kinds = [one for one in FormKind if person or one != FormKind.REVIEW]
    tabs = [
        {
            "url": f"{reverse('proxy_new')}?{whose}&kind={one.value}",
            "text": one.label,
            "is_current": one.value == kind,
        }
        for one in kinds
    ]
    return render(
        request,
        "proxy/new.html",
        {
            "same": [],
            "is_read": not is_slip,
            **shown,
            "name": name,
            "tabs": [] if serial or shown.get("is_read") else tabs,
            "is_slip": is_slip,
            "chips": chips_of(details) if is_slip else {},
            "wording": wording(),
        },
        status=status,
    )


def _person(request: HttpRequest, community, values, sheet):
    """Return whom it is for: who was chosen, or whose agreement the form was printed for."""
    chosen = uuid_in(values, "person")
    if chosen is None and sheet and sheet.agreement_id:
        chosen = sheet.agreement.receiver_id
    return queries.resident(community=community, pk=chosen, at=request.at) if chosen else None


def _kind(values, sheet) -> str:
    if sheet:
        return sheet.kind
    kind = text_in(values, "kind")
    return kind if kind in FormKind.values else FormKind.NEED.value


def _carried(request: HttpRequest, sheet) -> str:
    """Return what the address carries on to the next page."""
    return f"&serial={sheet.serial}" if sheet else ""


def _same(request: HttpRequest, community, writing: Writing) -> list:
    said = {name: writing.newcomer.cleaned_data[name] for name in TELLING}
    same = queries.likely_the_same(community=community, at=request.at, **said)
    people.look_at_residents(actor=actor_of(request), people=same, community=community, at=request.at)
    return same


def _written(entry) -> str:
    name = entry.person.public_name
    if entry.is_open:
        return _("Written down for %(name)s. Somebody else has a second look at it first.") % {"name": name}
    return _("Written down for %(name)s, and done.") % {"name": name}
