"""The page of an organisation or a group, and what one does there: join, leave, answer an invitation."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.catalogue import queries as catalogue
from sanshe.domain.exchange import queries as exchange
from sanshe.domain.organisations import operations, queries, rules
from sanshe.domain.organisations.choices import JoinWish, Outcome
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.slips import slips_of
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.organisations.access import named_organization
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.places.maps import map_of, spot

OFFERS_SHOWN = 10
WORDS_MAX = 200


@never_cache
@require_safe
def organization(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an organisation: who looks after it, what it offers and looks for, where it is, and the way in or out."""
    found = named_organization(pk)
    actor, at = actor_of(request), request.at
    page = page_of(request, catalogue.services_of(organization=found))
    membership = queries.membership_of(person=actor, organization=found, at=at)
    officers = queries.officers_of(organization=found, at=at)
    heads = rules.heading_kinds(organization=found)
    is_dormant = not any(one.kind in heads for one in officers)
    offers = exchange.open_offers(community=found.community or community_of(request)).filter(
        organization=found, service=None
    )
    last = queries.last_verification(organization=found)
    manages = membership is not None and rules.may_manage(person=actor, organization_id=found.pk, at=at)
    oversees = rules.may_oversee(person=actor, organization=found, at=at)
    shown = {
        "organization": found,
        "page": page,
        "paging": paging(request, page),
        "offers": slips_of(offers[:OFFERS_SHOWN]),
        "wanted": queries.wanted_of(organization=found),
        "officers": officers,
        "member_count": queries.member_counts(organizations=[found], at=at).get(found.pk, 0),
        "members": queries.members_of(organization=found, at=at)[:100] if membership and found.is_group else (),
        "membership": membership,
        "join_request": queries.join_request_of(person=actor, organization=found),
        "invitation": _invitation(request, found),
        "is_dormant": is_dormant,
        "manages": manages,
        "oversees": oversees,
        "acts": rules.acts_for(person=actor, organization_id=found.pk, at=at),
        "may_reopen": rules.may_reopen(person=actor, organization=found, at=at),
        "waits_for_a_look": oversees and last is not None and last.ended_at is None,
        "refusal": last if manages and last and last.outcome == Outcome.REFUSED and not found.verified_at else None,
        "takeover": JoinWish.TAKEOVER,
        "map": _map(found) if found.is_on_the_map else None,
    }
    return render(request, "organisations/organization.html", shown)


@never_cache
@require_safe
def offices(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who held which office when, and what was said at each hand-over."""
    found = named_organization(pk)
    page = page_of(request, queries.offices_over_time(organization=found))
    shown = {"organization": found, "page": page, "paging": paging(request, page)}
    return render(request, "organisations/offices.html", shown)


@require_POST
@sign_in_first
def join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Join a group, or ask its officers."""

    def act() -> str:
        words = text_in(request.POST, "words", longest=WORDS_MAX)
        done = operations.join_group(actor=actor_of(request), organization_id=pk, words=words, at=request.at)
        is_in = done._meta.model_name == "membership"
        return _("You belong to it now.") if is_in else _("Your question is on its way to those who look after it.")

    return _try(request, pk, act)


@require_POST
@sign_in_first
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what one asked a group."""

    def act() -> str:
        operations.withdraw_join_request(actor=actor_of(request), organization_id=pk, at=request.at)
        return _("You ask no more. You can ask again any time.")

    return _try(request, pk, act)


@require_POST
@sign_in_first
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave a group or a body."""

    def act() -> str:
        operations.leave_organization(actor=actor_of(request), organization_id=pk, at=request.at)
        return _("You have left.")

    return _try(request, pk, act)


@require_POST
@sign_in_first
def take_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask to look after a group that nobody looks after."""

    def act() -> str:
        words = text_in(request.POST, "words", longest=WORDS_MAX)
        operations.ask_to_take_over(actor=actor_of(request), organization_id=pk, words=words, at=request.at)
        return _("Thank you. A worker of the community decides and tells you.")

    return _try(request, pk, act)


@require_POST
@sign_in_first
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a group."""

    def act() -> str:
        note = text_in(request.POST, "note", longest=WORDS_MAX)
        operations.close_group(actor=actor_of(request), organization_id=pk, note=note, at=request.at)
        return _("The group is closed. You can open it again within 30 days.")

    return _try(request, pk, act)


@require_POST
@sign_in_first
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a closed group again."""

    def act() -> str:
        operations.reopen_group(actor=actor_of(request), organization_id=pk, at=request.at)
        return _("The group is open again.")

    return _try(request, pk, act)


@never_cache
@require_safe
@sign_in_first
def invitations(request: HttpRequest) -> HttpResponse:
    """Show who invited one, and where one belongs."""
    actor = actor_of(request)
    page = page_of(request, queries.memberships_of(person=actor, at=request.at))
    shown = {
        "invitations": queries.invitations_for(person=actor),
        "page": page,
        "paging": paging(request, page),
    }
    return render(request, "organisations/invitations.html", shown)


@require_POST
@sign_in_first
def answer_invitation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say yes or no to an invitation."""
    actor = actor_of(request)
    try:
        if text_in(request.POST, "answer") == "yes":
            membership = operations.accept_invitation(actor=actor, invitation_id=pk, at=request.at)
            say(request, _("You belong to it now."))
            return redirect("organization", pk=membership.organization_id)
        operations.decline_invitation(actor=actor, invitation_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("You said no. Nobody else learns of it."))
    return redirect("invitations")


def _invitation(request: HttpRequest, organization):
    actor = actor_of(request)
    if actor is None:
        return None
    waiting = queries.invitations_for(person=actor)
    return next((one for one in waiting if one.organization_id == organization.pk), None)


def _map(organization):
    here = spot(
        longitude=organization.longitude,
        latitude=organization.latitude,
        title=organization.display_name,
        text=organization.address,
        icon="people" if organization.is_group else "building",
    )
    return map_of(label=_("Where it is"), features=[here])


def _try(request: HttpRequest, pk: UUID, act: Callable[[], str]) -> HttpResponse:
    """Do it and say so, or say why not; either way back to the page of the organisation."""
    named_organization(pk)
    try:
        done = act()
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, done)
    return redirect("organization", pk=pk)
