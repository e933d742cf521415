"""Why these, and why not those: for whoever needs something, and for whoever offers it."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanshe.domain.exchange import operations, queries, rules
from sanshe.web.exchange.reasons import Hindrance, Share, hindrances_in_words, in_words, shares_of
from sanshe.web.exchange.slips import Slip, slip_of
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first

PER_PAGE = 8


@dataclass(frozen=True)
class Why:
    """One slip that came near, with why it fits or not, and what its place in the order is made of."""

    slip: Slip
    reasons: list[str]
    hindrances: list[Hindrance]
    shares: list[Share]
    points: int


@never_cache
@require_safe
@sign_in_first
def need_why(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the owner of a need who came near to it: why those fit and in this order, why others do not."""
    actor = actor_of(request)
    found = queries.need_for(actor=actor, pk=pk, at=request.at)
    if found is None:
        raise Http404
    if not rules.is_owner(person=actor, intent=found, at=request.at):
        raise PermissionDenied
    near = queries.considered_for_need(need=found, at=request.at) if found.is_open else ()
    return _page(request, near, slip=slip_of(found), name="need", about=found)


@never_cache
@require_safe
@sign_in_first
def offer_why(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show whoever gives an offer which needs came near to it: which are proposed to them, and why others are not."""
    actor = actor_of(request)
    found = queries.offer_for(actor=actor, pk=pk, at=request.at)
    if found is None:
        raise Http404
    if not rules.is_owner(person=actor, intent=found, at=request.at):
        raise PermissionDenied
    community = found.community or community_of(request)
    near = queries.considered_for_offer(offer=found, community=community, at=request.at) if found.is_open else ()
    return _page(request, near, slip=slip_of(found), name="offer", about=found)


def _page(request: HttpRequest, near, *, slip: Slip, name: str, about) -> HttpResponse:
    points = operations.points_of(queries.weights_in_force())
    able = [one for one in near if one.is_answer]
    page = page_of(request, [*able, *(one for one in near if not one.is_answer)], per_page=PER_PAGE)
    shown = {
        "kind": name,
        "about": about,
        "slip": slip,
        "able": [_why(one, about=about, kind=name, points=points) for one in page if one.is_answer],
        "unable": [_why(one, about=about, kind=name, points=points) for one in page if not one.is_answer],
        "able_count": len(able),
        "unable_count": len(near) - len(able),
        "paging": paging(request, page),
    }
    return render(request, "exchange/why.html", shown)


def _why(one: queries.Considered, *, about, kind: str, points: dict[str, int]) -> Why:
    offer, need = (about, one.intent) if kind == "offer" else (one.intent, about)
    shares = shares_of(one.components, weights=points)
    return Why(
        slip=slip_of(one.intent),
        reasons=in_words(one.reasons),
        hindrances=hindrances_in_words(one.hindrances, offer=offer, need=need, for_provider=kind == "offer"),
        shares=shares,
        points=sum(share.points for share in shares),
    )
