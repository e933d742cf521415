"""Reporting a review, and deciding about it at the desk."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.people.choices import WORKERS
from sanshe.domain.people.rules import has_role
from sanshe.domain.trust import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first
from sanshe.web.trust.forms import HIDE, DecisionForm, ReportForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell the workers what is wrong with a review."""
    found = queries.review_for(actor=actor_of(request), pk=pk, at=request.at)
    if found is None:
        raise Http404
    if not rules.may_report_review(person=actor_of(request), review=found, at=request.at):
        raise PermissionDenied
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.report_review(
                actor=actor_of(request), review_id=pk, words=form.cleaned_data["words"], at=request.at
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("Thank you. A worker of the community looks at it."))
            return redirect(_back(found))
    shown = {"review": found, "form": form, "back_url": _back(found)}
    return render(request, "trust/report.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@sign_in_first
def reported(request: HttpRequest) -> HttpResponse:
    """List reported reviews for the workers of the community."""
    _only_workers(request)
    return _desk(request)


@require_POST
@never_cache
@sign_in_first
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hide a reported review, or leave it, with a reason."""
    _only_workers(request)
    form = DecisionForm(request.POST, auto_id=f"d{pk}_%s")
    if not form.is_valid():
        return _desk(request, refused=pk, form=form, status=422)
    is_hidden = form.cleaned_data["decision"] == HIDE
    try:
        operations.decide_reports(
            actor=actor_of(request),
            review_id=pk,
            is_hidden=is_hidden,
            reason=form.cleaned_data["reason"],
            at=request.at,
        )
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("It is hidden, and its author knows why.") if is_hidden else _("It stays as it is."))
    return redirect("reported_reviews")


@require_POST
@never_cache
@sign_in_first
def show_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a hidden review back."""
    _only_workers(request)
    try:
        operations.show_review_again(actor=actor_of(request), review_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("It is shown again."))
    return redirect("reported_reviews")


def _only_workers(request: HttpRequest) -> None:
    if not has_role(person=actor_of(request), kinds=WORKERS, at=request.at):
        raise PermissionDenied


def _desk(request: HttpRequest, *, refused: UUID | None = None, form=None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    page = page_of(request, queries.reported_reviews(person=actor, at=request.at))
    rows = [(one, form if one.pk == refused else DecisionForm(auto_id=f"d{one.pk}_%s")) for one in page]
    shown = {
        "rows": rows,
        "paging": paging(request, page),
        "hidden": queries.hidden_reviews(person=actor, at=request.at),
    }
    return render(request, "trust/reported.html", shown, status=status)


def _back(review) -> str:
    if review.about_organization_id:
        return reverse("organization_record", args=[review.about_organization_id])
    return reverse("person_record", args=[review.about_id])
