"""How sentences are sorted: what was learned, how well it does, and having it learned anew."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.operations.routing import ask_for_training
from sanshe.domain.exchange.queries.routing import training_under_way
from sanshe.domain.taxonomy import queries
from sanshe.kernel.errors import DomainError
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first


@dataclass(frozen=True)
class InHundred:
    """What was seen on the sentences kept back, in whole hundredths."""

    kept_back: int
    right: int
    left_open: int
    sorted_right: int | None


@never_cache
@require_safe
@sign_in_first
def sorting(request: HttpRequest) -> HttpResponse:
    """Show what sorts now, how well, and what was learned before."""
    _teacher(request)
    running = queries.model_in_force()
    page = page_of(request, queries.routing_models())
    shown = {
        "running": running,
        "figures": _in_hundred(running.figures) if running else None,
        "under_way": training_under_way(),
        "models": [(model, _in_hundred(model.figures)) for model in page],
        "page": page,
        "paging": paging(request, page),
    }
    return render(request, "taxonomy/sorting.html", shown)


@never_cache
@require_POST
@sign_in_first
def learn(request: HttpRequest) -> HttpResponse:
    """Have it learned anew by the queue."""
    try:
        ask_for_training(actor=_teacher(request), at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("It is being learned. What comes out is used only if it sorts no worse than before."))
    return redirect("sorting")


def _teacher(request: HttpRequest):
    actor = actor_of(request)
    if not rules.may_teach(person=actor, at=request.at):
        raise PermissionDenied
    return actor


def _in_hundred(figures: dict) -> InHundred:
    kept, routed = figures["kept_back"], figures["routed"]
    return InHundred(
        kept_back=kept,
        right=round(100 * figures["right"] / kept),
        left_open=round(100 * (kept - routed) / kept),
        sorted_right=round(100 * figures["routed_right"] / routed) if routed else None,
    )
