"""What neighbours called an offer: for those who look after the board."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.exchange import queries, rules
from sanshe.domain.exchange.operations import wordings as operations
from sanshe.web.exchange.slips import slip_of
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first


@never_cache
@require_safe
@sign_in_first
def wordings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show under which words an offer is found besides its own, and which were taken out."""
    offer = _looked_after(request, pk)
    page = page_of(request, queries.wordings_on(offer=offer))
    shown = {"offer": offer, "slip": slip_of(offer), "page": page, "paging": paging(request, page)}
    return render(request, "exchange/wordings.html", shown)


@require_POST
@sign_in_first
def take_out(request: HttpRequest, pk: UUID, wording: UUID) -> HttpResponse:
    """Let nobody find the offer by this wording any more."""
    _learned(request, pk, wording)
    operations.take_out_wording(actor=actor_of(request), offer_id=pk, wording_id=wording, at=request.at)
    say(request, _("Taken out. Nobody finds the offer by these words any more."))
    return redirect("offer_wordings", pk)


@require_POST
@sign_in_first
def put_back(request: HttpRequest, pk: UUID, wording: UUID) -> HttpResponse:
    """Let the offer be found by this wording again."""
    _learned(request, pk, wording)
    operations.put_back_wording(actor=actor_of(request), offer_id=pk, wording_id=wording, at=request.at)
    say(request, _("It is back: the offer is found by these words again."))
    return redirect("offer_wordings", pk)


def _looked_after(request: HttpRequest, pk: UUID):
    actor = actor_of(request)
    offer = queries.offer_for(actor=actor, pk=pk, at=request.at)
    if offer is None:
        raise Http404
    if not rules.may_see_wordings(person=actor, offer=offer, at=request.at):
        raise PermissionDenied
    return offer


def _learned(request: HttpRequest, pk: UUID, wording: UUID) -> None:
    if not queries.wordings_on(offer=_looked_after(request, pk)).filter(pk=wording).exists():
        raise Http404
