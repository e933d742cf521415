"""The rounds of a community, and one of them."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.clearing import operations, queries, rules
from sanshe.domain.clearing.errors import RoundExists
from sanshe.kernel.errors import DomainError
from sanshe.web.clearing import words
from sanshe.web.clearing.forms import WeekForm, week_in_words
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first

PLAN, UNMET, TAKEN_OUT = "plan", "unmet", "taken_out"
PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds of the worker's community, and begin one."""
    actor, community = actor_of(request), community_of(request)
    if not rules.may_clear(person=actor, community=community, at=request.at):
        raise PermissionDenied
    form = WeekForm(request.POST or None, at=request.at)
    if request.method == "POST" and form.is_valid():
        try:
            found = operations.draw_up_round(
                actor=actor, community=community, week_starts_on=form.monday(), at=request.at
            )
        except RoundExists as error:
            standing = queries.round_of_week(community=community, week_starts_on=form.monday())
            if standing is not None:
                warn(request, str(error))
                return redirect("clearing_round", standing.pk)
            refuse(form, error)
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("The plan is being computed now. Nobody is asked before you send it."))
            return redirect("clearing_round", found.pk)
    page = page_of(request, queries.rounds_of(community=community))
    shown = [
        {"round": one, "week": week_in_words(one.week_starts_on), "sentence": words.sentence_of(one)} for one in page
    ]
    context = {"form": form, "rounds": shown, "paging": paging(request, page), "community": community}
    return render(request, "clearing/rounds.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@sign_in_first
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one round: what it comes to, who is to help whom, who is left without."""
    actor = actor_of(request)
    found = queries.round_for(actor=actor, pk=pk, at=request.at)
    if found is None:
        raise Http404
    part = request.GET.get("part", PLAN)
    lists = {
        PLAN: (_("The plan"), queries.assignments_of(round=found)),
        UNMET: (_("Without help"), queries.unmet_of(round=found)),
        TAKEN_OUT: (_("Taken out"), queries.taken_out(round=found)),
    }
    part = part if part in lists else PLAN
    page = page_of(request, lists[part][1], per_page=PER_PAGE)
    if part == PLAN:
        for line in page:
            line.day = timezone.localtime(line.starts_at).date()
            line.why = words.refusal_in_words(line.refusal) if line.refusal else ""
    tabs = [
        {"url": f"?part={code}", "text": text, "count": rows.count(), "is_current": code == part}
        for code, (text, rows) in lists.items()
    ]
    context = {
        "round": found,
        "week": week_in_words(found.week_starts_on),
        "sentence": words.sentence_of(found),
        "more": words.more_of(found),
        "changed": words.change_of(found, queries.proposed_count(round=found)),
        "outcome": words.outcome_of(found, queries.outcomes_of(round=found)),
        "part": part,
        "page": page,
        "paging": paging(request, page),
        "tabs": tabs,
        "is_waiting": words.can_wait(found) and not rules.is_stale(round=found, at=request.at),
        "is_editable": rules.is_editable(round=found),
        "may_compute": rules.may_be_computed(round=found, at=request.at),
        "may_drop": rules.may_be_dropped(round=found),
    }
    return render(request, "clearing/round.html", context)


@require_POST
@never_cache
@sign_in_first
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a round be computed anew."""
    return _done(
        request,
        pk,
        lambda: operations.compute_again(actor=actor_of(request), round_id=pk, at=request.at),
        lambda _round: _("The plan is being computed anew. What you hold fast stays."),
    )


@require_POST
@never_cache
@sign_in_first
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask every helper in the plan."""
    return _done(request, pk, lambda: operations.send_round(actor=actor_of(request), round_id=pk, at=request.at), _sent)


@require_POST
@never_cache
@sign_in_first
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Throw a plan away."""
    return _done(
        request,
        pk,
        lambda: operations.drop_round(actor=actor_of(request), round_id=pk, at=request.at),
        lambda _round: _("The plan is dropped. Nobody was asked."),
    )


def _sent(sent: operations.Sent) -> str:
    asked = ngettext("%(count)s helper is asked now.", "%(count)s helpers are asked now.", sent.asked)
    told = asked % {"count": sent.asked}
    if sent.refused:
        refused = ngettext(
            "%(count)s could not be asked; the reason stands beside it.",
            "%(count)s could not be asked; the reason stands beside each.",
            sent.refused,
        )
        told = f"{told} {refused % {'count': sent.refused}}"
    return told


def _done(request: HttpRequest, pk: UUID, act: Callable[[], object], told: Callable[..., str]) -> HttpResponse:
    if queries.round_for(actor=actor_of(request), pk=pk, at=request.at) is None:
        raise Http404
    try:
        result = act()
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, told(result))
    return redirect("clearing_round", pk)
