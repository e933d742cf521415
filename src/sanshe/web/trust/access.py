"""An agreement that an address names, and the doors of what belongs to it."""

from uuid import UUID

from django.http import Http404, HttpRequest

from sanshe.domain.exchange import queries as exchange
from sanshe.domain.trust import queries, rules
from sanshe.web.middleware import actor_of


def agreement_to_review(request: HttpRequest, pk: UUID):
    """Return an agreement to somebody on one of its sides, and the side.

    Raises
    ------
    Http404
        There is none for whoever asks.
    """
    agreement = exchange.agreement_for(actor=actor_of(request), pk=pk, at=request.at)
    side = rules.side_of(person=actor_of(request), agreement=agreement, at=request.at) if agreement else None
    if side is None:
        raise Http404
    return agreement, side


def heard_agreement(request: HttpRequest, pk: UUID):
    """Return a disputed or settled agreement and its hearing to both sides, to who hears it, and to the workers.

    Raises
    ------
    Http404
        There is none for whoever asks.
    """
    agreement = queries.agreement_to_hear(pk=pk)
    hearing = queries.hearing_of(agreement=agreement) if agreement else None
    if agreement is None or not rules.may_see_hearing(
        person=actor_of(request), agreement=agreement, hearing=hearing, at=request.at
    ):
        raise Http404
    return agreement, hearing
