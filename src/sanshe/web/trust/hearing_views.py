"""A dispute as it is heard: for both sides, for who hears it, and the list at the desk."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange import rules as exchange_rules
from sanshe.domain.exchange.choices import AgreementState, Side
from sanshe.domain.trust import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.slips import slips_of
from sanshe.web.forms import refuse
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first
from sanshe.web.trust.access import heard_agreement
from sanshe.web.trust.forms import FindingForm, MediatorForm, StepForm


@never_cache
@require_safe
@sign_in_first
def hearing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who hears a dispute, what was done so far and until when the rest is."""
    return _page(request, *heard_agreement(request, pk))


@require_POST
@never_cache
@sign_in_first
def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Take a step of a hearing: name who hears it, write down what was heard, settle it."""
    agreement, found = heard_agreement(request, pk)
    if step == "name":
        people = queries.who_may_hear(agreement=agreement, at=request.at)
        form = MediatorForm(request.POST, people=people, auto_id="name_%s")
    elif step in ("note", "settle"):
        form = (StepForm if step == "note" else FindingForm)(request.POST, auto_id=f"{step}_%s")
    else:
        raise Http404
    if form.is_valid():
        try:
            done = _act(request, pk, step, form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, done)
            return redirect("hearing", pk=pk)
    return _page(request, agreement, found, refused={step: form}, status=422)


@never_cache
@require_safe
@sign_in_first
def disputes(request: HttpRequest) -> HttpResponse:
    """List the open disputes of a community, what is due first standing first, for its workers."""
    community = community_of(request)
    if not rules.may_see_disputes(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    page = page_of(request, queries.disputes(community=community, at=request.at))
    rows = [_row(request, one) for one in page]
    shown = {"rows": rows, "paging": paging(request, page), "community": community}
    return render(request, "trust/disputes.html", shown)


@never_cache
@require_safe
@sign_in_first
def mine(request: HttpRequest) -> HttpResponse:
    """List what one is to hear."""
    page = page_of(request, queries.hearings_of(mediator=actor_of(request)))
    rows = [_row(request, one) for one in queries.disputes_heard(hearings=page)]
    return render(request, "trust/my_hearings.html", {"rows": rows, "paging": paging(request, page)})


def _act(request: HttpRequest, pk: UUID, step: str, said: dict) -> str:
    who = {"actor": actor_of(request), "agreement_id": pk, "at": request.at}
    if step == "name":
        operations.name_mediator(**who, mediator_id=UUID(said["mediator"]))
        return _("Both sides learn who hears them.")
    if step == "note":
        operations.note_step(**who, kind=said["kind"], words=said["words"])
        return _("That is written down; both sides can read it.")
    operations.settle_hearing(**who, settled_as=said["settled_as"], finding=said["finding"])
    return _("The dispute is settled.")


def _page(request: HttpRequest, agreement, found, *, refused=None, status: int = 200) -> HttpResponse:
    actor, at, refused = actor_of(request), request.at, refused or {}
    is_running = agreement.state == AgreementState.DISPUTED
    hears = is_running and rules.is_mediator(person=actor, hearing=found)
    names = is_running and rules.may_name_mediator(person=actor, agreement=agreement, at=at)
    is_party = exchange_rules.is_party(person=actor, agreement=agreement, at=at)
    dispute = queries.dispute_of(agreement=agreement)
    if not is_party:
        for person in filter(None, (agreement.receiver, agreement.provider)):
            exchange.note_look_at_things(actor=actor, person=person, at=at)
    people = queries.who_may_hear(agreement=agreement, at=at) if names else ()
    shown = {
        "agreement": agreement,
        "dispute": dispute,
        "hearing": found,
        "steps": found.steps.all() if found else (),
        "receiver": queries.name_of(agreement=agreement, side=Side.RECEIVER),
        "giver": queries.name_of(agreement=agreement, side=Side.PROVIDER),
        "is_party": is_party,
        "is_overdue": dispute.is_overdue(at),
        "slips": slips_of(intent for intent in (agreement.need, agreement.offer) if intent),
        "name_form": refused.get("name") or (MediatorForm(people=people, auto_id="name_%s") if names else None),
        "note_form": refused.get("note") or (StepForm(auto_id="note_%s") if hears else None),
        "settle_form": refused.get("settle") or (FindingForm(auto_id="settle_%s") if hears else None),
        "hears": hears,
        "step": next(iter(refused), ""),
    }
    return render(request, "trust/hearing.html", shown, status=status)


def _row(request: HttpRequest, dispute) -> dict:
    return {
        "dispute": dispute,
        "receiver": queries.name_of(agreement=dispute.agreement, side=Side.RECEIVER),
        "giver": queries.name_of(agreement=dispute.agreement, side=Side.PROVIDER),
        "is_overdue": dispute.is_overdue(request.at),
    }
