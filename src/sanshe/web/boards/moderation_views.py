"""Reporting, objecting, and the moderator's desk."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanshe.domain.boards import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.boards.board_views import address_of
from sanshe.web.boards.finding import writing_or_door
from sanshe.web.boards.forms import DecisionForm, HideForm, ReportForm, WordsForm
from sanshe.web.boards.shown import shown_comment, shown_post
from sanshe.web.forms import refuse
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def report(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Report what somebody wrote."""
    writing = writing_or_door(request, kind, pk)
    actor = actor_of(request)
    if not rules.may_report(person=actor, writing=writing, at=request.at):
        raise PermissionDenied
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.report_writing(
                actor=actor,
                writing=writing,
                reason=form.cleaned_data["reason"],
                words=form.cleaned_data["words"],
                at=request.at,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("Thank you. Somebody will look at it; your name is not told to the author."))
            return redirect("post", writing.notice.pk)
    shown = {"form": form, "kind": kind, **_shown(request, writing)}
    return render(request, "boards/report.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def appeal(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Show the author what was decided about their words, and let them object to a hiding."""
    writing = writing_or_door(request, kind, pk)
    actor = actor_of(request)
    if not rules.is_author(person=actor, writing=writing):
        raise PermissionDenied
    form = WordsForm(
        request.POST or None,
        label=_("Why should it be shown again?"),
        help_text=_("Somebody else than who hid it reads this and decides. You can object once."),
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.appeal(actor=actor, writing=writing, words=form.cleaned_data["words"], at=request.at)
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("Your objection is on its way. Somebody else decides and tells you why."))
            return redirect("post", writing.notice.pk)
    shown = {
        "form": form,
        "may_appeal": rules.may_appeal(person=actor, writing=writing),
        "steps": queries.history_of(writing=writing),
        **_shown(request, writing),
    }
    return render(request, "boards/appeal.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def moderate(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Show everything about one notice or answer to a moderator, and take the decision."""
    writing = writing_or_door(request, kind, pk)
    actor = actor_of(request)
    if not rules.may_decide(person=actor, writing=writing, at=request.at):
        raise PermissionDenied
    step = request.POST.get("step", "") if request.method == "POST" else ""
    forms = {
        "hide": HideForm(request.POST if step == "hide" else None, prefix="hide"),
        "dismiss": WordsForm(
            request.POST if step == "dismiss" else None, prefix="dismiss", label=_("Why you leave it as it is")
        ),
        "decide": DecisionForm(request.POST if step == "decide" else None, prefix="decide"),
    }
    if step in forms and forms[step].is_valid():
        try:
            done = _take(request, step, forms[step].cleaned_data, writing)
        except DomainError as error:
            refuse(forms[step], error)
        else:
            say(request, done)
            return redirect("moderation")
    objection = queries.open_appeal(writing=writing)
    reports = queries.open_reports(writing=writing)
    is_hidden = bool(writing.hiding and writing.hiding.actor_id)
    shown = {
        "forms": forms,
        "step": step,
        "reports": reports,
        "history": queries.history_of(writing=writing),
        "objection": objection,
        "may_decide_appeal": bool(objection)
        and rules.may_decide_appeal(person=actor, writing=writing, hiding=objection.answers, at=request.at),
        "may_hide": not is_hidden and writing.taken_down_at is None,
        "may_dismiss": bool(reports) and not is_hidden,
        **_shown(request, writing),
    }
    return render(request, "boards/moderate.html", shown, status=422 if step else 200)


def _take(request: HttpRequest, step: str, said: dict, writing) -> str:
    actor = actor_of(request)
    if step == "hide":
        operations.hide_writing(actor=actor, writing=writing, reason=said["reason"], words=said["words"], at=request.at)
        return _("It is hidden. The author reads why and can object once.")
    if step == "dismiss":
        operations.dismiss_reports(actor=actor, writing=writing, words=said["words"], at=request.at)
        return _("It stays as it is. That is written down.")
    objection = queries.open_appeal(writing=writing)
    operations.decide_appeal(
        actor=actor,
        appeal_id=objection.pk if objection else writing.pk,
        is_restored=said["outcome"] == "restored",
        words=said["words"],
        at=request.at,
    )
    return _("It is decided. The author reads why.")


@never_cache
@require_safe
@sign_in_first
def desk(request: HttpRequest) -> HttpResponse:
    """List what waits for a moderator, what waits longest first, the objections, and what was decided lately."""
    actor = actor_of(request)
    if not queries.moderates_somewhere(person=actor, at=request.at):
        raise PermissionDenied
    part = request.GET.get("show", "reports")
    waiting = queries.reports_waiting(person=actor, at=request.at)
    appeals = queries.appeals_waiting(person=actor, at=request.at)
    if part == "decided":
        page = page_of(request, queries.decisions_lately(person=actor, at=request.at))
        rows = {"acts": page}
    elif part == "appeals":
        page = page_of(request, appeals)
        rows = {"appeals": page}
    else:
        part = "reports"
        page = page_of(request, waiting)
        rows = {"waiting": queries.with_writings(rows=page)}
    tabs = [
        {"url": "?", "text": _("Reported"), "count": waiting.count(), "is_current": part == "reports"},
        {"url": "?show=appeals", "text": _("Objections"), "count": appeals.count(), "is_current": part == "appeals"},
        {"url": "?show=decided", "text": _("Decided"), "is_current": part == "decided"},
    ]
    return render(
        request, "boards/moderation.html", {"tabs": tabs, "part": part, "paging": paging(request, page), **rows}
    )


@never_cache
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Show everybody how often something was reported, hidden and restored, by quarter."""
    community = community_of(request)
    if community is None:
        return redirect("home")
    return render(request, "boards/counts.html", {"rows": queries.quarterly_counts(community=community)})


def _shown(request: HttpRequest, writing) -> dict:
    is_post = writing is writing.notice
    shown = shown_post if is_post else shown_comment
    moderates = rules.may_moderate(person=actor_of(request), board=writing.board, at=request.at)
    return {
        "shown": shown(request, writing, moderates=moderates),
        "writing": writing,
        "is_post": is_post,
        "board": writing.board,
        "board_url": address_of(writing.board),
        "post_url": reverse("post", args=[writing.notice.pk]),
    }
