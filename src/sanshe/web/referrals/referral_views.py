"""Handing a need on, and each step of a referral: for who needs it, for the community, for the organisation."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.exchange import queries as exchange
from sanshe.domain.exchange import rules as exchange_rules
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.organisations import rules as organisation_rules
from sanshe.domain.people import queries as people
from sanshe.domain.referrals import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.slips import slip_of
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.organisations.access import named_organization
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in, uuid_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.referrals.forms import AcceptForm, DeclineForm, OutcomeForm, ReferForm
from sanshe.web.residents.pages import as_said

FOUND = 12
PARTS = ("waiting", "taken", "over")


@never_cache
@require_safe
@sign_in_first
def referrals(request: HttpRequest) -> HttpResponse:
    """List the referrals of a community, for its workers."""
    community = community_of(request)
    if not rules.may_call(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    part = text_in(request.GET, "part")
    part = part if part in PARTS else PARTS[0]
    page = page_of(request, queries.referrals_of_community(community=community, part=part, at=request.at))
    shown = {"community": community, "tabs": _tabs(part), "page": page, "paging": paging(request, page)}
    return render(request, "referrals/referrals.html", shown)


@never_cache
@require_safe
@sign_in_first
def inbox(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List what was referred to an organisation, for those who act for it."""
    organization = named_organization(pk)
    if not organisation_rules.acts_for(person=actor_of(request), organization_id=organization.pk, at=request.at):
        raise PermissionDenied
    is_over = text_in(request.GET, "part") == "over"
    page = page_of(request, queries.referrals_to(organization=organization, is_over=is_over))
    here = reverse("organization_referrals", args=[pk])
    tabs = [
        {"url": here, "text": _("To do"), "is_current": not is_over},
        {"url": f"{here}?part=over", "text": _("Over"), "is_current": is_over},
    ]
    shown = {"organization": organization, "tabs": tabs, "page": page, "paging": paging(request, page)}
    return render(request, "referrals/inbox.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def refer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand a need to an organisation."""
    actor = actor_of(request)
    need = exchange.need_for(actor=actor, pk=pk, at=request.at)
    if need is None or need.person_id is None:
        raise Http404
    if not rules.may_refer(person=actor, need=need, at=request.at):
        raise PermissionDenied
    q = text_in(request.GET, "q")
    found = (
        list(organisations.organizations(community=need.community, words=q)[:FOUND])
        if q
        else queries.could_take(need=need, at=request.at)
    )
    is_own = need.person_id == actor.pk
    given = request.POST if request.method == "POST" else None
    if given is not None:
        chosen = uuid_in(given, "organization")
        named = organisations.organization(pk=chosen) if chosen else None
        found = [named] if named else found
    form = ReferForm(given, organizations=found, is_own=is_own, at=request.at)
    if given is not None and form.is_valid():
        said = form.cleaned_data
        try:
            made = operations.refer(
                actor=actor,
                need_id=pk,
                organization_id=UUID(said["organization"]),
                consent_how=said.get("consent_how", ""),
                message=said["message"],
                due_at=form.due_at(),
                at=request.at,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("It is on its way to %(name)s.") % {"name": made.organization.display_name})
            return redirect("referral", pk=made.pk)
    shown = {"need": need, "slip": slip_of(need), "form": form, "q": q, "found": found, "is_own": is_own}
    return render(request, "referrals/refer.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@sign_in_first
def referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show where a referral stands and what whoever looks may do."""
    return _page(request, _named(request, pk))


@require_POST
@never_cache
@sign_in_first
def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Take a step with a referral."""
    found = _named(request, pk)
    forms = {"accept": AcceptForm, "decline": DeclineForm, "close": OutcomeForm}
    who = {"actor": actor_of(request), "referral_id": pk, "at": request.at}
    form = None
    if step in forms:
        if not rules.answers_for(person=who["actor"], referral=found, at=request.at):
            raise PermissionDenied
        form = forms[step](request.POST, auto_id=f"{step}_%s")
        if not form.is_valid():
            return _page(request, found, refused={step: form}, status=422)
    try:
        done = _act(step, who, form.cleaned_data if form else request.POST)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, done)
    if step == "withdraw" and not rules.may_refer(person=who["actor"], need=found.need, at=request.at):
        return redirect("mine")
    return redirect("referral", pk=pk)


def _act(step: str, who: dict, said) -> str:
    if step == "accept":
        operations.accept_referral(**who, answer=said["answer"])
        return _("You have taken them over. Now you see how to reach them.")
    if step == "decline":
        operations.decline_referral(**who, reason=said["reason"], answer=said["answer"])
        return _("The community knows and looks for somebody else.")
    if step == "close":
        operations.close_referral(**who, outcome=said["outcome"], words=said["words"])
        return _("Thank you. The community knows what came of it.")
    if step == "withdraw":
        operations.withdraw_referral(**who)
        return _("It is taken back. They see nothing of it any more.")
    if step in ("solved", "unsolved"):
        operations.say_solved(**who, is_solved=step == "solved")
        return _("Thank you. That is written down.")
    raise Http404


def _named(request: HttpRequest, pk: UUID):
    found = queries.referral_for(actor=actor_of(request), pk=pk, at=request.at)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found, *, refused=None, status: int = 200) -> HttpResponse:
    actor, at, refused = actor_of(request), request.at, refused or {}
    answers = rules.answers_for(person=actor, referral=found, at=at)
    waits, runs = found.state == "sent", found.state == "accepted"
    sees_contact = rules.sees_contact(person=actor, referral=found, at=at)
    operations.look_at_referral(actor=actor, referral=found, at=at)
    person = found.need.person
    home = people.home_of(person=person, at=at) if sees_contact else None
    shown = {
        "referral": found,
        "slip": slip_of(found.need),
        "answers": answers,
        "is_own": exchange_rules.is_owner(person=actor, intent=found.need, at=at),
        "name": (person.full_name or person.public_name) if sees_contact else person.public_name,
        "phone": person.phone if sees_contact else "",
        "phone_as_said": as_said(person.phone) if sees_contact and person.phone else "",
        "home": home.household.address if home else "",
        "accept_form": refused.get("accept") or (AcceptForm(auto_id="accept_%s") if answers and waits else None),
        "decline_form": refused.get("decline") or (DeclineForm(auto_id="decline_%s") if answers and waits else None),
        "close_form": refused.get("close") or (OutcomeForm(auto_id="close_%s") if answers and runs else None),
        "may_take_back": rules.may_take_back(person=actor, referral=found, at=at),
        "may_say_solved": rules.may_say_solved(person=actor, referral=found, at=at),
        "step": next(iter(refused), ""),
    }
    return render(request, "referrals/referral.html", shown, status=status)


def _tabs(part: str) -> list[dict]:
    names = {"waiting": _("Waiting"), "taken": _("Taken over"), "over": _("Over")}
    here = reverse("referrals")
    return [{"url": f"{here}?part={one}", "text": names[one], "is_current": one == part} for one in PARTS]
