"""Slips that one home may have written twice, side by side."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.referrals import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.slips import slip_of
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import uuid_in
from sanshe.web.people.access import sign_in_first


@never_cache
@require_safe
@sign_in_first
def duplicate_needs(request: HttpRequest) -> HttpResponse:
    """Show the pairs to look at, and what was put together lately."""
    community = _desk_of(request)
    page = page_of(request, queries.duplicates(community=community, at=request.at), per_page=8)
    for one in page:
        for need in (one.first, one.second):
            if need.is_private:
                exchange.note_look_at_things(actor=actor_of(request), person=need.person, at=request.at)
    shown = {
        "pairs": [(one, slip_of(one.first), slip_of(one.second)) for one in page],
        "merged": queries.merged_lately(community=community),
        "paging": paging(request, page),
    }
    return render(request, "referrals/duplicates.html", shown)


@require_POST
@never_cache
@sign_in_first
def decide(request: HttpRequest, step: str) -> HttpResponse:
    """Put two slips together, keep them apart, or take them apart again."""
    _desk_of(request)
    keep, drop = uuid_in(request.POST, "keep"), uuid_in(request.POST, "drop")
    if keep is None or (drop is None and step != "undo"):
        raise Http404
    actor = actor_of(request)
    try:
        if step == "merge":
            operations.put_together(actor=actor, keep_id=keep, drop_id=drop, at=request.at)
            say(request, _("The two are one slip now. You can take them apart again below."))
        elif step == "apart":
            operations.keep_apart(actor=actor, first_id=keep, second_id=drop, at=request.at)
            say(request, _("They stay two slips, and nobody is asked again."))
        elif step == "undo":
            exchange.unmerge_need(actor=actor, need_id=keep, at=request.at)
            say(request, _("They are two slips again."))
        else:
            raise Http404
    except DomainError as error:
        warn(request, str(error))
    return redirect("duplicate_needs")


def _desk_of(request: HttpRequest):
    community = community_of(request)
    if not rules.may_call(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    return community
