"""A pile of forms, typed in one after the other with the keyboard alone: Enter always leads to the next question."""

import uuid

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanshe.domain.people import operations as people
from sanshe.domain.proxy import queries
from sanshe.domain.proxy.choices import SLIPS, Channel
from sanshe.domain.proxy.errors import SerialUnknown, SheetElsewhere, SheetUsed
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.chips import chips_of
from sanshe.web.middleware import actor_of
from sanshe.web.parameters import text_in, uuid_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.proxy.access import writing_in
from sanshe.web.proxy.consent import wording
from sanshe.web.proxy.data import details_form
from sanshe.web.proxy.forms import NewcomerForm
from sanshe.web.proxy.writing import Writing, consent_form, read_into_slip

SHOWN = 5
NEWCOMER = "new"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def pile(request: HttpRequest) -> HttpResponse:
    """Take one form of a pile after the other: its number, who it is, what it says, and whether it was understood."""
    community = writing_in(request)
    if request.method != "POST":
        return _page(request, community, {"focus": "serial"})
    state = _sheet(request, community)
    if "sheet" in state and "focus" not in state:
        state |= _whose(request, community, state["sheet"])
    if "focus" not in state:
        state |= _said(request, community, state)
    if "issued" in state:
        return redirect("proxy_pile")
    return _page(request, community, state)


def _sheet(request: HttpRequest, community) -> dict:
    """Find the form whose number was typed."""
    typed = text_in(request.POST, "serial")
    sheet = queries.sheet_with_serial(text=typed)
    state = {"serial": typed, "sheet": sheet}
    refusal: DomainError | None = None
    if sheet is None:
        refusal = SerialUnknown()
    elif sheet.community_id != community.pk:
        refusal = SheetElsewhere(place=sheet.community.name)
    elif queries.entry_of_sheet(sheet=sheet):
        refusal = SheetUsed()
    if refusal:
        return {"serial": typed, "focus": "serial", "error": str(refusal)}
    return {**state, "serial": sheet.serial}


def _whose(request: HttpRequest, community, sheet) -> dict:
    """Find out whom the form is from: the one it was printed for, who was chosen, or who fits the name typed."""
    chosen = sheet.agreement.receiver_id if sheet.agreement_id else uuid_in(request.POST, "person")
    if chosen:
        person = queries.resident(community=community, pk=chosen, at=request.at)
        if person:
            return {"person": person}
    name = text_in(request.POST, "name")
    if request.POST.get("person") == NEWCOMER:
        return _newcomer(request, name)
    if not name:
        is_first = "name" not in request.POST
        return {"focus": "name"} if is_first else {"focus": "name", "error": _("Please type the name on the form.")}
    found = queries.residents_found(community=community, text=name, at=request.at)
    people.look_at_residents(actor=actor_of(request), people=found, community=community, at=request.at)
    return {"name": name, "found": found, "focus": "person"}


def _newcomer(request: HttpRequest, name: str) -> dict:
    if "form_of_address" not in request.POST:
        return {"name": name, "newcomer": NewcomerForm(initial={"form_of_address": name}), "focus": "newcomer"}
    form = NewcomerForm(request.POST)
    if form.is_valid():
        return {"name": name, "newcomer": form}
    return {"name": name, "newcomer": form, "focus": "newcomer"}


def _said(request: HttpRequest, community, state: dict) -> dict:
    """Take what the form says; once it was read back and agreed to, write it down."""
    sheet, person = state["sheet"], state.get("person")
    kind = sheet.kind
    step = text_in(request.POST, "step")
    shown = {
        "kind": kind,
        "wording": wording(),
        "is_read": step == "enter",
        "key": text_in(request.POST, "entry_key") or uuid.uuid4().hex,
    }
    if step not in ("read", "enter"):
        details = details_form(kind, person=person, community=community, sheet=sheet)
        return {**shown, "details": details, "focus": "details"}
    details = details_form(kind, request.POST, person=person, community=community, sheet=sheet)
    if step == "read":
        if kind in SLIPS:
            details.is_valid()
            if "sentence" in details.errors:
                return {**shown, "details": details, "focus": "details"}
            details = read_into_slip(details, kind=kind, community=community, at=request.at)
        elif not details.is_valid():
            return {**shown, "details": details, "focus": "details"}
        return {
            **shown,
            "is_read": True,
            "details": details,
            "focus": "consent",
            "consent": consent_form(person=person),
        }
    writing = Writing(
        kind=kind,
        person=person,
        newcomer=state.get("newcomer"),
        details=details,
        consent=consent_form(request.POST, person=person),
        channel=Channel.PAPER,
        serial=sheet.serial,
        key=shown["key"],
    )
    if writing.is_valid():
        try:
            return {"issued": writing.enter(request, community)}
        except DomainError as error:
            writing.refuse(error)
    return {**shown, **_back_to(writing, request, community)}


def _back_to(writing: Writing, request: HttpRequest, community) -> dict:
    """Return to the question that is not answered yet, with everything else as it is."""
    shown = {"details": writing.details, "consent": writing.consent}
    if writing.newcomer and writing.newcomer.errors:
        said = {name: text_in(request.POST, name) for name in ("full_name", "form_of_address", "phone")}
        same = queries.likely_the_same(community=community, birth_year=None, at=request.at, **said)
        people.look_at_residents(actor=actor_of(request), people=same, community=community, at=request.at)
        return {**shown, "same": same, "focus": "newcomer"}
    return {**shown, "focus": "details" if writing.details.errors else "consent"}


def _page(request: HttpRequest, community, state: dict) -> HttpResponse:
    midnight = timezone.localtime(request.at).replace(hour=0, minute=0, second=0, microsecond=0)
    typed = queries.entries_typed_by(person=actor_of(request), community=community, since=midnight)
    details = state.get("details")
    is_slip = state.get("kind") in SLIPS
    if state.get("focus") == "details" and not is_slip:
        _put_hand_on(details)
    if state.get("focus") == "newcomer":
        _put_hand_on(state["newcomer"])
    person, newcomer = state.get("person"), state.get("newcomer")
    name = person.public_name if person else (newcomer["form_of_address"].value() if newcomer else "")
    wrong = state.get("error") or any(
        form is not None and form.errors for form in (details, state.get("consent"), newcomer)
    )
    shown = {
        "found": [],
        "same": [],
        **state,
        "whose": name,
        "is_slip": is_slip,
        "chips": chips_of(details) if is_slip and state.get("is_read") else {},
        "count": typed.count(),
        "typed": typed[:SHOWN],
    }
    return render(request, "proxy/pile.html", shown, status=422 if wrong else 200)


def _put_hand_on(form: Form) -> None:
    """Let the page open with the hand on the first field that is wrong, else on the first of all."""
    wrong = [field for field in form.visible_fields() if field.errors] or form.visible_fields()
    wrong[0].field.widget.attrs["autofocus"] = True
