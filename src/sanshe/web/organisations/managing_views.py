"""Looking after an organisation: who belongs to it and as what, what it says of itself, what it looks for."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanshe.domain.organisations import operations, queries, rules
from sanshe.domain.places import queries as places
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.organisations.access import managed_organization, named_organization
from sanshe.web.organisations.acts import ACTS
from sanshe.web.organisations.forms import (
    TITLES,
    DetailsForm,
    HandOverForm,
    InviteForm,
    WantedForm,
    kind_choices,
)
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first

SUCCESSORS_SHOWN = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def manage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who belongs to it, who asks, who is invited and what is looked for; take each step about them."""
    found = named_organization(pk)
    actor, at = actor_of(request), request.at
    manages = rules.may_manage(person=actor, organization_id=found.pk, at=at)
    heads = rules.may_head(person=actor, organization=found, at=at)
    invites = heads or (
        queries.is_dormant(organization=found, at=at) and rules.may_oversee(person=actor, organization=found, at=at)
    )
    if not (manages or invites):
        raise PermissionDenied
    act = text_in(request.POST, "act")
    forms = {
        "invite": InviteForm(request.POST if act == "invite" else None, prefix="invite", is_group=found.is_group),
        "wanted": WantedForm(request.POST if act == "wanted" else None, prefix="wanted"),
    }
    refused = None
    if request.method == "POST":
        refused = forms.get(act)
        if refused is None:
            return _step(request, found, act)
        if refused.is_valid():
            try:
                said = _SAID[act](request, found, refused.cleaned_data)
            except DomainError as error:
                refuse(refused, error)
            else:
                say(request, said)
                return redirect("manage_organization", pk=pk)
    page = page_of(request, queries.members_of(organization=found, at=at) if heads else [])
    shown = {
        "organization": found,
        "manages": manages,
        "heads": heads,
        "invites": invites,
        "forms": forms,
        "refused": refused,
        "page": page,
        "paging": paging(request, page),
        "requests": queries.join_requests_to(organization=found)[:50] if heads else (),
        "invitations": queries.invitations_from(organization=found)[:50] if invites else (),
        "wanted": queries.wanted_of(organization=found) if manages else (),
        "waiting": queries.verification_of(organization=found),
        "kinds": kind_choices(is_group=found.is_group),
        "titles": TITLES,
        "actor_id": actor.pk,
    }
    return render(request, "organisations/manage.html", shown, status=422 if refused else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def details(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what an organisation says about itself."""
    found = managed_organization(request, pk)
    community = found.community or community_of(request)
    landmarks = places.landmarks(community=community) if community else []
    names = [*DetailsForm.base_fields]
    initial = {name: getattr(found, name) for name in names if name != "spot"}
    form = DetailsForm(request.POST or None, initial=initial, landmarks=landmarks, is_group=found.is_group)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_details(
                actor=actor_of(request), organization_id=pk, changes=form.changes(), at=request.at
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("It is changed."))
            return redirect("organization", pk=pk)
    shown = {"organization": found, "form": form}
    return render(request, "organisations/details.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand one's office to another member, in one step and with a word."""
    found = managed_organization(request, pk)
    actor = actor_of(request)
    members = queries.members_of(organization=found, at=request.at).exclude(person=actor)[:SUCCESSORS_SHOWN]
    form = HandOverForm(request.POST or None, members=members)
    if request.method == "POST" and form.is_valid():
        try:
            operations.hand_over(
                actor=actor,
                organization_id=pk,
                to_person_id=UUID(form.cleaned_data["person"]),
                note=form.cleaned_data["note"],
                stays=not form.cleaned_data["leaves"],
                at=request.at,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("The office is handed over."))
            return redirect("organization", pk=pk)
    own = queries.membership_of(person=actor, organization=found, at=request.at)
    shown = {"organization": found, "form": form, "own": own, "has_members": bool(members)}
    return render(request, "organisations/hand_over.html", shown, status=422 if form.errors else 200)


def _step(request: HttpRequest, organization, act: str) -> HttpResponse:
    """Take a step that needs no form of its own, or say why it cannot be taken."""
    run = ACTS.get(act)
    if run is None:
        raise Http404
    try:
        said = run(request, organization)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, said)
    return redirect("manage_organization", pk=organization.pk)


def _invite(request: HttpRequest, organization, fields: dict) -> str:
    operations.invite(actor=actor_of(request), organization_id=organization.pk, at=request.at, **fields)
    return _("The invitation waits for whoever signs in with this phone.")


def _want(request: HttpRequest, organization, fields: dict) -> str:
    operations.post_wanted(actor=actor_of(request), organization_id=organization.pk, at=request.at, **fields)
    return _("It stands on your page.")


_SAID = {"invite": _invite, "wanted": _want}
