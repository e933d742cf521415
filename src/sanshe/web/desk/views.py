"""The worker's desk: needs that nobody could meet, and disputes to hear."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanshe.domain.exchange import queries
from sanshe.domain.people import rules
from sanshe.web.doors import desk_doors
from sanshe.web.exchange.slips import slip_of, with_state
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first

REASONS = {
    "no_answer": _("Nobody offers this here"),
    "all_declined": _("Everybody asked said no"),
    "time_passed": _("The wanted time is over"),
    "waiting_long": _("Waiting for more than three days"),
}
CONFIDENCES_SHOWN, CONFIDENCES_ALL = 3, 200


@never_cache
@require_safe
@sign_in_first
def desk(request: HttpRequest) -> HttpResponse:
    """List the unmet needs of the community with the reason of each, and its open disputes."""
    community = community_of(request)
    if community is None:
        return redirect("home")
    if not rules.may_see_desk(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    is_worker = rules.is_worker(person=actor_of(request), community=community, at=request.at)
    reason = request.GET.get("reason", "") if request.GET.get("reason") in REASONS else ""
    confidences = list(queries.private_needs(community=community)[:CONFIDENCES_ALL]) if is_worker else []
    shown = confidences if request.GET.get("confidences") == "all" else confidences[:CONFIDENCES_SHOWN]
    page = page_of(request, queries.unmet_needs(community=community, at=request.at, reason=reason))
    slips = [with_state(slip_of(need), REASONS[queries.unmet_reason(need=need, at=request.at)]) for need in page]
    tabs = [{"url": "?", "text": _("All"), "is_current": not reason}] + [
        {"url": f"?reason={code}", "text": text, "is_current": code == reason} for code, text in REASONS.items()
    ]
    return render(
        request,
        "desk/desk.html",
        {
            "slips": slips,
            "paging": paging(request, page),
            "tabs": tabs,
            "disputes": queries.disputes_in(community=community),
            "confidences": shown,
            "more_confidences": len(confidences) - len(shown),
            "doors": desk_doors(request, community=community),
        },
    )
