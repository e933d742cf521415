"""Vouching for neighbours one knows."""

from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.people import queries as people
from sanshe.domain.trust import operations, queries, rules
from sanshe.domain.trust.errors import LinkUnreadable
from sanshe.kernel.errors import DomainError
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first


@never_cache
@require_safe
@sign_in_first
def vouching(request: HttpRequest) -> HttpResponse:
    """Show who vouches for one, for whom one vouches, and the link to show to a neighbour."""
    actor = actor_of(request)
    community = people.home_community(person=actor, at=request.at)
    running = queries.vouching_in(community=community)
    link = f"{settings.PUBLIC_ADDRESS}{reverse('vouch', args=[queries.vouching_token(person=actor)])}"
    shown = {
        "community": community,
        "vouching": running,
        "link": link,
        "code": segno.make(link, error="m").svg_data_uri(scale=4, border=2, dark="#000000", light="#ffffff"),
        "vouchers": queries.vouchers_of(person=actor, community=community) if running else (),
        "vouches": queries.vouched_by(person=actor, community=community) if running else (),
        "limit": rules.VOUCHES_MAX,
        "admission": queries.admission_of(person=actor, at=request.at),
    }
    return render(request, "trust/vouching.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def vouch(request: HttpRequest, token: str) -> HttpResponse:
    """Vouch for the neighbour who showed this link."""
    actor = actor_of(request)
    person = queries.person_of_vouching_token(token=token)
    if person is None:
        warn(request, str(LinkUnreadable()))
        return redirect("vouching")
    community = people.home_community(person=actor, at=request.at)
    if request.method == "POST" and community is not None:
        try:
            operations.vouch(actor=actor, person_id=person.pk, community=community, at=request.at)
        except DomainError as error:
            warn(request, str(error))
        else:
            say(request, _("You vouch for %(name)s now. You can take it back here.") % {"name": person.public_name})
        return redirect("vouching")
    return render(request, "trust/vouch.html", {"person": person, "is_own": person.pk == actor.pk})


@require_POST
@never_cache
@sign_in_first
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a vouch back."""
    try:
        operations.end_vouch(actor=actor_of(request), vouch_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("You vouch for them no more. Nobody is told."))
    return redirect("vouching")


@require_POST
@never_cache
@sign_in_first
def switch(request: HttpRequest) -> HttpResponse:
    """Let the community admit by vouching, or not any more, as its worker."""
    community = community_of(request)
    act = operations.start_vouching if text_in(request.POST, "turn") == "on" else operations.stop_vouching
    try:
        if community is not None:
            act(actor=actor_of(request), community=community, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("That is how your community does it from now on."))
    return redirect("mediators")
