"""The second look, and what came back from it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.exchange import queries as exchange
from sanshe.domain.proxy import operations, queries, rules
from sanshe.domain.proxy.choices import SLIPS, EntryState
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.chips import chips_of
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first
from sanshe.web.proxy.access import looking_in
from sanshe.web.proxy.data import data_of, details_form, lines_of, understood_lines
from sanshe.web.proxy.forms import ReturnForm
from sanshe.web.proxy.writing import count_answers


@never_cache
@require_safe
@sign_in_first
def check_list(request: HttpRequest) -> HttpResponse:
    """List what waits for this person's second look, the oldest first."""
    community = looking_in(request)
    page = page_of(request, queries.entries_to_check(actor=actor_of(request), community=community, at=request.at))
    return render(request, "proxy/check_list.html", {"entries": page, "paging": paging(request, page)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Compare an entry with its paper: confirm it, correct it, or send it back."""
    entry = _entry(request, pk)
    actor = actor_of(request)
    if not rules.may_check(person=actor, entry=entry, at=request.at):
        raise PermissionDenied
    if entry.state != EntryState.ENTERED:
        warn(request, _("Somebody has already looked at this entry."))
        return redirect("proxy_check_list")
    back = ReturnForm(request.POST if request.POST.get("step") == "return" else None)
    form = details_form(entry.kind, person=entry.person, community=entry.community, sheet=entry.sheet, entry=entry)
    if request.method == "POST":
        if request.POST.get("step") == "return":
            done = back.is_valid() and _send_back(request, entry, back)
        else:
            form = details_form(
                entry.kind,
                request.POST,
                person=entry.person,
                community=entry.community,
                sheet=entry.sheet,
                entry=entry,
            )
            done = form.is_valid() and _confirm(request, entry, form)
        if done:
            return _next(request, entry.community)
    else:
        operations.note_look(actor=actor, person=entry.person, community=entry.community, at=request.at)
    is_slip = entry.kind in SLIPS
    understood = []
    if is_slip:
        reading = exchange.reading_of(sentence=entry.sentence, community=entry.community, at=request.at)
        understood = understood_lines(reading)
    shown = {
        "entry": entry,
        "form": form,
        "back": back,
        "is_slip": is_slip,
        "chips": chips_of(form) if is_slip else {},
        "sides": _sides(lines_of(entry), understood) if is_slip else [],
        "lines": [] if is_slip else lines_of(entry),
    }
    return render(request, "proxy/check.html", shown, status=422 if form.errors or back.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one entry with all that happened to it; what is not done yet can be typed in again."""
    found = _entry(request, pk)
    actor = actor_of(request)
    if not rules.may_look_at_entries(person=actor, community=found.community, at=request.at):
        return redirect("entered")
    may_amend = found.is_open and rules.may_amend(person=actor, entry=found, at=request.at)
    values = request.POST if request.method == "POST" else None
    form = details_form(
        found.kind, values, person=found.person, community=found.community, sheet=found.sheet, entry=found
    )
    if request.method == "POST":
        if form.is_valid() and _amend(request, found, form):
            return redirect("proxy_entry", pk=pk)
    else:
        operations.note_look(actor=actor, person=found.person, community=found.community, at=request.at)
    receipt = queries.live_receipt_of(entry=found)
    shown = {
        "entry": found,
        "lines": lines_of(found),
        "form": form if may_amend else None,
        "is_slip": found.kind in SLIPS,
        "chips": chips_of(form) if found.kind in SLIPS else {},
        "corrections": queries.corrections_of(entry=found),
        "receipt": receipt,
        "may_discard": may_amend,
        "subject": queries.subjects_of(entries=[found]).get(found.pk),
        "promised": _promised(request, found),
    }
    return render(request, "proxy/entry.html", shown, status=422 if form.errors else 200)


@require_POST
@sign_in_first
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw an entry away before it is done."""
    found = _entry(request, pk)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        warn(request, _("Please say in a few words what is not right."))
        return redirect("proxy_entry", pk=pk)
    try:
        operations.discard_entry(
            actor=actor_of(request), entry_id=found.pk, reason=form.cleaned_data["reason"], at=request.at
        )
    except DomainError as error:
        warn(request, str(error))
        return redirect("proxy_entry", pk=pk)
    say(request, _("Thrown away. Its form can be typed in once more."))
    return redirect("proxy")


def _entry(request: HttpRequest, pk: UUID):
    found = queries.entry_for(actor=actor_of(request), pk=pk, at=request.at)
    if found is None:
        raise Http404
    return found


def _promised(request: HttpRequest, entry) -> list:
    """Return what was promised on the need that came of an entry, for whoever may print a form to say how it went."""
    if entry.subject_id is None or not rules.may_enter(
        person=actor_of(request), community=entry.community, at=request.at
    ):
        return []
    return [one for one in queries.reviewable(person=entry.person) if entry.subject_id in (one.need_id, one.pk)]


def _confirm(request: HttpRequest, entry, form) -> bool:
    try:
        checked = operations.check_entry(
            actor=actor_of(request), entry_id=entry.pk, data=data_of(form, entry.kind), at=request.at
        )
    except DomainError as error:
        refuse(form, error)
        return False
    if checked.state == EntryState.RETURNED:
        warn(request, _("It went back to who typed it in: %(reason)s") % {"reason": checked.note})
        return True
    count_answers(checked, at=request.at)
    say(request, _("Right. What %(name)s said stands now.") % {"name": checked.person.public_name})
    return True


def _send_back(request: HttpRequest, entry, form: ReturnForm) -> bool:
    try:
        operations.return_entry(
            actor=actor_of(request), entry_id=entry.pk, reason=form.cleaned_data["reason"], at=request.at
        )
    except DomainError as error:
        refuse(form, error)
        return False
    say(request, _("It is on its way back to %(name)s.") % {"name": entry.entered_by.public_name})
    return True


def _amend(request: HttpRequest, entry, form) -> bool:
    try:
        operations.amend_entry(
            actor=actor_of(request), entry_id=entry.pk, data=data_of(form, entry.kind), at=request.at
        )
    except DomainError as error:
        refuse(form, error)
        return False
    say(request, _("Typed in again. Somebody else has a second look at it."))
    return True


def _next(request: HttpRequest, community) -> HttpResponse:
    """Go on with the next one at once; after the last, back to the list."""
    following = queries.entries_to_check(actor=actor_of(request), community=community, at=request.at).first()
    return redirect("proxy_check", pk=following.pk) if following else redirect("proxy_check_list")


def _sides(typed: list[tuple[str, str]], understood: list[tuple[str, str]]) -> list[dict]:
    """Put what was typed beside what was understood, line by line, and mark where they differ."""
    shown_above = (_("What it is"), _("In their words"))
    left = {label: text for label, text in typed if label not in shown_above}
    right = dict(understood)
    labels = [*left, *(label for label in right if label not in left)]
    return [
        {
            "label": label,
            "typed": left.get(label, ""),
            "understood": right.get(label, ""),
            "differs": left.get(label, "") != right.get(label, ""),
        }
        for label in labels
    ]
