"""What was entered for oneself: by whom, when, how, and the way to take it back."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.choices import AgreementState, IntentStatus
from sanshe.domain.people import queries as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.proxy import operations, queries
from sanshe.domain.proxy.choices import SLIPS, EntryState, FormKind
from sanshe.kernel.errors import DomainError
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first
from sanshe.web.proxy.data import lines_of_each


@never_cache
@require_safe
@sign_in_first
def entered(request: HttpRequest) -> HttpResponse:
    """List what was entered for the person, newest first, with how they agreed to it."""
    actor = actor_of(request)
    page = page_of(request, queries.entries_of(person=actor), per_page=10)
    entries = list(page)
    subjects = queries.subjects_of(entries=entries)
    lines = lines_of_each(entries)
    return render(
        request,
        "proxy/entered.html",
        {
            "entries": [_shown(entry, lines[entry.pk], subjects.get(entry.pk)) for entry in entries],
            "paging": paging(request, page),
            "consents": [one for one in people.consents_of(person=actor) if one.kind == ConsentKind.PROXY_ENTRY],
        },
    )


@require_POST
@sign_in_first
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own entry back, and where it is wished for, write it anew."""
    actor = actor_of(request)
    entry = queries.entry_for(actor=actor, pk=pk, at=request.at)
    if entry is None or entry.person_id != actor.pk:
        raise Http404
    try:
        _take_back(request, entry)
    except DomainError as error:
        warn(request, str(error))
        return redirect("entered")
    if request.POST.get("anew") and entry.kind in SLIPS:
        return redirect(f"{reverse('say')}?{urlencode({'kind': entry.kind, 'q': entry.sentence})}")
    say(request, _("It is taken back."))
    return redirect("entered")


def _take_back(request: HttpRequest, entry) -> None:
    act = {"actor": actor_of(request), "at": request.at}
    if entry.is_open:
        operations.discard_entry(entry_id=entry.pk, reason=_("Taken back by the person themselves"), **act)
    elif entry.kind == FormKind.NEED:
        exchange.close_need(need_id=entry.subject_id, **act)
    elif entry.kind == FormKind.OFFER:
        exchange.withdraw_offer(offer_id=entry.subject_id, **act)
    elif entry.kind == FormKind.REGISTRATION:
        exchange.withdraw_request(agreement_id=entry.subject_id, **act)


def _shown(entry, lines, subject) -> dict:
    """Return an entry with its lines, how it stands, where it is, and whether it can be taken back."""
    is_agreement = entry.kind not in SLIPS
    url = ""
    if subject:
        url = reverse("agreement" if is_agreement else entry.kind, args=[subject.pk])
    if entry.state != EntryState.POSTED:
        can_take_back = entry.is_open
    elif entry.kind == FormKind.REVIEW or subject is None:
        can_take_back = False
    elif is_agreement:
        can_take_back = subject.state == AgreementState.REQUESTED
    else:
        can_take_back = subject.status == IntentStatus.OPEN
    state = subject.get_state_display() if is_agreement and subject else ""
    if subject and not is_agreement:
        state = subject.get_status_display()
    return {
        "entry": entry,
        "lines": [(label, text) for label, text in lines if text != entry.sentence],  # it stands above
        "url": url,
        "state": state or entry.get_state_display(),
        "can_take_back": can_take_back,
        "is_slip": entry.kind in SLIPS,
    }
