"""One line of a plan: held fast, taken out, put back, moved."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanshe.domain.clearing import operations, queries
from sanshe.kernel.errors import DomainError
from sanshe.web.clearing.forms import TimeForm, week_in_words
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.people.access import sign_in_first


@require_POST
@never_cache
@sign_in_first
def pin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hold a line fast."""
    return _done(request, pk, operations.pin_assignment, _("Held fast. It stays when the plan is computed anew."))


@require_POST
@never_cache
@sign_in_first
def unpin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a line go."""
    return _done(request, pk, operations.unpin_assignment, _("Let go. The next plan may change it."))


@require_POST
@never_cache
@sign_in_first
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a line out."""
    told = _("Taken out. The two are not put together again; you can put it back under “Taken out”.")
    return _done(request, pk, operations.remove_assignment, told)


@require_POST
@never_cache
@sign_in_first
def restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a line back."""
    return _done(request, pk, operations.restore_assignment, _("It stands in the plan again."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for another time for a line, and put it there."""
    line = _line(request, pk)
    form = TimeForm(
        request.POST if request.method == "POST" else None,
        monday=line.round.week_starts_on,
        initial=TimeForm.of(line.starts_at),
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.move_assignment(
                actor=actor_of(request), assignment_id=pk, starts_at=form.instant(), at=request.at
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("Moved, and held fast there."))
            return redirect("clearing_round", line.round_id)
    context = {"form": form, "line": line, "week": week_in_words(line.round.week_starts_on)}
    return render(request, "clearing/move.html", context, status=422 if form.errors else 200)


def _line(request: HttpRequest, pk: UUID):
    line = queries.assignment_for(actor=actor_of(request), pk=pk, at=request.at)
    if line is None:
        raise Http404
    return line


def _done(request: HttpRequest, pk: UUID, act: Callable[..., object], told: str) -> HttpResponse:
    line = _line(request, pk)
    try:
        act(actor=actor_of(request), assignment_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, told)
    return redirect("clearing_round", line.round_id)
