"""Answers to a notice."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.boards import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.boards.finding import asked_in, comment_or_door, post_or_door, read_by_actor
from sanshe.web.boards.forms import CommentForm
from sanshe.web.boards.post_views import KEY_MAX, post_page
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import PER_PAGE
from sanshe.web.parameters import text_in, uuid_in
from sanshe.web.people.access import sign_in_first


@require_POST
@sign_in_first
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer a notice."""
    found = post_or_door(request, pk)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            made = operations.post_comment(
                actor=actor_of(request),
                post_id=pk,
                text=form.cleaned_data["text"],
                reply_to_id=uuid_in(request.POST, "reply"),
                idempotency_key=text_in(request.POST, "key", longest=KEY_MAX),
                at=request.at,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("Your answer stands below the notice."))
            return redirect("comment", made.pk)
    return post_page(request, found, form, status=422)


@never_cache
@require_safe
def comment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lead to an answer in its talk."""
    found = queries.comment_for(actor=actor_of(request), pk=pk, at=request.at)
    board = found and found.board
    if door := asked_in(request, board):
        return door
    read_by_actor(request, board)
    number = queries.page_number_of(comment=found, actor=actor_of(request), per_page=PER_PAGE)
    page = f"?page={number}" if number > 1 else ""
    return redirect(f"{reverse('post', args=[found.post_id])}{page}#a-{pk}")


@require_POST
@sign_in_first
def take_down(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own answer down."""
    return _act(
        request,
        pk,
        operations.take_comment_down,
        _("Your answer is down. You can put it back within %(days)s days.") % {"days": rules.PUT_BACK_WITHIN.days},
    )


@require_POST
@sign_in_first
def put_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put one's own answer back."""
    return _act(request, pk, operations.put_comment_back, _("Your answer is back."))


def _act(request: HttpRequest, pk: UUID, step: Callable[..., object], done: str) -> HttpResponse:
    comment_or_door(request, pk)
    try:
        step(actor=actor_of(request), comment_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, done)
    return redirect("comment", pk)
