"""Saying how it was after a promise, and answering what the other side said."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.trust import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first
from sanshe.web.trust.access import agreement_to_review
from sanshe.web.trust.forms import NO, YES, ReplyForm, ReviewForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say how it was; see what the other side said once both have spoken or time has passed."""
    agreement, side = agreement_to_review(request, pk)
    if request.method != "POST":
        return _page(request, agreement, side)
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            written = operations.write_review(actor=actor_of(request), agreement_id=pk, at=request.at, **form.said())
        except DomainError as error:
            refuse(form, error)
        else:
            is_open = written.is_open(request.at)
            say(
                request,
                _("Thank you. You both can read it now.")
                if is_open
                else _("Thank you. It is kept closed until the other side has written, or for two weeks."),
            )
            return redirect("review", pk=pk)
    return _page(request, agreement, side, form=form, status=422)


@require_POST
@never_cache
@sign_in_first
def reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer what was said of oneself."""
    found = queries.review_for(actor=actor_of(request), pk=pk, at=request.at)
    if found is None:
        raise Http404
    agreement, side = agreement_to_review(request, found.agreement_id)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            operations.reply_to_review(
                actor=actor_of(request), review_id=pk, words=form.cleaned_data["words"], at=request.at
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("Your answer stands below what was said."))
            return redirect("review", pk=agreement.pk)
    return _page(request, agreement, side, reply_form=form, status=422)


@never_cache
@require_safe
@sign_in_first
def to_write(request: HttpRequest) -> HttpResponse:
    """List what ended lately and of which one has not said how it was."""
    page = page_of(request, queries.reviews_waiting_of(person=actor_of(request), at=request.at))
    rows = [(one, queries.name_across(agreement=one, person=actor_of(request))) for one in page]
    return render(request, "trust/to_write.html", {"rows": rows, "paging": paging(request, page)})


def _page(request: HttpRequest, agreement, side, *, form=None, reply_form=None, status: int = 200) -> HttpResponse:
    written = queries.reviews_of(agreement=agreement)
    own, other = written.get(side), written.get(side.other)
    may_write = rules.may_write_review(agreement=agreement, own=own, other=other, at=request.at)
    is_other_open = other is not None and other.is_open(request.at)
    initial = {"is_kept": YES if own.is_kept else NO, "words": own.words} if own else {}
    shown = {
        "agreement": agreement,
        "own": own,
        "is_own_open": own is not None and own.is_open(request.at),
        "other": other if is_other_open else None,
        "other_waits": other is not None and not is_other_open,
        "other_name": queries.name_of(agreement=agreement, side=side.other),
        "other_side": side.other,
        "form": (form or ReviewForm(initial=initial)) if may_write else form,
        "reply_form": (reply_form or ReplyForm(auto_id="reply_%s"))
        if is_other_open and not hasattr(other, "reply")
        else reply_form,
        "is_private": agreement.need is not None and agreement.need.is_private,
    }
    return render(request, "trust/review.html", shown, status=status)
