"""One notice: reading, writing, changing, pinning, printing it, taking it down."""

import uuid
from collections.abc import Callable
from uuid import UUID

import segno
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.boards import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.boards.board_views import address_of
from sanshe.web.boards.finding import asked_in, board_or_door, post_or_door, read_by_actor
from sanshe.web.boards.forms import CommentForm, PinForm, PostForm, chosen_in, rows_in, rows_of
from sanshe.web.boards.shown import shown_comment, shown_post
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in, uuid_in
from sanshe.web.people.access import sign_in_first

KEY_MAX = 64


@never_cache
@require_safe
def post(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a notice with its talk."""
    found = queries.post_for(actor=actor_of(request), pk=pk, at=request.at)
    board = found and found.board
    if door := asked_in(request, board):
        return door
    read_by_actor(request, board)
    return post_page(request, found, CommentForm(initial={"text": _reply_to(request, pk)}))


def post_page(request: HttpRequest, found, form: CommentForm, *, status: int = 200) -> HttpResponse:
    """Show a notice with its talk, and the answer as it was written so far."""
    actor = actor_of(request)
    board = found.board
    moderates = rules.may_moderate(person=actor, board=board, at=request.at)
    page = page_of(request, queries.comments_on(post=found, actor=actor))
    is_own = rules.is_author(person=actor, writing=found)
    shown = {
        "shown": shown_post(request, found, moderates=moderates),
        "post": found,
        "board": board,
        "board_url": address_of(board),
        "comments": [shown_comment(request, one, moderates=moderates) for one in page],
        "paging": paging(request, page),
        "form": form,
        "reply_to": uuid_in(request.POST or request.GET, "reply") or "",
        "key": text_in(request.POST, "key", longest=KEY_MAX) or uuid.uuid4().hex,
        "may_comment": found.is_shown and rules.may_comment(person=actor, board=board, at=request.at),
        "may_edit": rules.may_edit(person=actor, post=found),
        "may_put_back": rules.may_put_back(person=actor, writing=found, at=request.at),
        "may_report": rules.may_report(person=actor, writing=found, at=request.at) and not found.is_hidden,
        "may_appeal": rules.may_appeal(person=actor, writing=found),
        "moderates": moderates,
        "pin_form": PinForm(at=request.at) if moderates and found.is_shown else None,
        "versions": queries.versions_of(post=found) if found.edited_at and (is_own or moderates) else [],
        "steps": queries.history_of(writing=found) if is_own or moderates else [],
    }
    return render(request, "boards/post.html", shown, status=status)


def _reply_to(request: HttpRequest, pk: UUID) -> str:
    answered = uuid_in(request.GET, "reply")
    comment = answered and queries.comment_for(actor=actor_of(request), pk=answered, at=request.at)
    if not comment or comment.post_id != pk or rules.is_author(person=actor_of(request), writing=comment):
        return ""
    name = comment.author.form_of_address
    return f"@{name} " if name else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write a notice and put it up."""
    board = board_or_door(request, pk)
    actor = actor_of(request)
    if not rules.may_post(person=actor, board=board, at=request.at):
        raise PermissionDenied
    limit = queries.standing_of(person=actor, board=board, at=request.at).limits.pictures
    form = PostForm(request.POST or None)
    rows = rows_in(request, limit=limit) if request.method == "POST" else rows_of([], limit=limit)
    if request.method == "POST" and _is_whole(form, rows):
        try:
            made = operations.post_notice(
                actor=actor,
                board=board,
                title=form.cleaned_data["title"],
                text=form.cleaned_data["text"],
                pictures=chosen_in(rows),
                idempotency_key=text_in(request.POST, "key", longest=KEY_MAX),
                at=request.at,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("Your notice hangs on the board."))
            return redirect("post", made.pk)
    return _form_page(request, board, form, rows)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change one's own notice."""
    found = post_or_door(request, pk)
    actor = actor_of(request)
    if not rules.may_edit(person=actor, post=found):
        raise PermissionDenied
    pictures = list(found.pictures.all())
    standing = queries.standing_of(person=actor, board=found.board, at=request.at)
    limit = max(standing.limits.pictures, len(pictures))
    form = PostForm(request.POST or None, initial={"title": found.title, "text": found.text})
    is_sent = request.method == "POST"
    rows = rows_in(request, limit=limit, post=found) if is_sent else rows_of(pictures, limit=limit)
    if is_sent and _is_whole(form, rows):
        try:
            operations.edit_post(
                actor=actor,
                post_id=pk,
                title=form.cleaned_data["title"],
                text=form.cleaned_data["text"],
                pictures=chosen_in(rows),
                at=request.at,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("The notice is changed."))
            return redirect("post", pk)
    return _form_page(request, found.board, form, rows, post=found)


def _is_whole(form: PostForm, rows) -> bool:
    is_valid = form.is_valid()
    for row in rows:
        if row.error:
            form.add_error(None, row.error)
    return is_valid and not form.errors


def _form_page(request: HttpRequest, board, form: PostForm, rows, post=None) -> HttpResponse:
    shown = {
        "board": board,
        "board_url": address_of(board),
        "post": post,
        "form": form,
        "rows": rows,
        "key": text_in(request.POST, "key", longest=KEY_MAX) or uuid.uuid4().hex,
    }
    return render(request, "boards/write.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
def print_post(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a notice as a sheet for the stairwell, with its address as a code to scan."""
    found = post_or_door(request, pk)
    if not found.is_shown:
        raise PermissionDenied
    address = f"{settings.PUBLIC_ADDRESS}{reverse('post', args=[pk])}"
    code = segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#000000", light="#ffffff")
    shown = {"shown": shown_post(request, found, moderates=False), "post": found, "board": found.board}
    return render(request, "boards/print.html", {**shown, "address": address, "code": code})


@require_POST
@sign_in_first
def pin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hang a notice on top of its board."""
    form = PinForm(request.POST, at=request.at)
    if not form.is_valid():
        warn(request, _("Please choose a day."))
        return redirect("post", pk)
    return _act(
        request,
        pk,
        lambda: operations.pin_post(actor=actor_of(request), post_id=pk, until=form.ending(), at=request.at),
        _("The notice hangs on top now."),
    )


@require_POST
@sign_in_first
def unpin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the pin out of a notice."""
    return _act(
        request,
        pk,
        lambda: operations.unpin_post(actor=actor_of(request), post_id=pk, at=request.at),
        _("The pin is out; the notice stays on the board."),
    )


@require_POST
@sign_in_first
def take_down(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own notice down."""
    return _act(
        request,
        pk,
        lambda: operations.take_post_down(actor=actor_of(request), post_id=pk, at=request.at),
        _("The notice is down. You can put it back within %(days)s days.") % {"days": rules.PUT_BACK_WITHIN.days},
    )


@require_POST
@sign_in_first
def put_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put one's own notice back."""
    return _act(
        request,
        pk,
        lambda: operations.put_post_back(actor=actor_of(request), post_id=pk, at=request.at),
        _("The notice hangs on the board again."),
    )


def _act(request: HttpRequest, pk: UUID, step: Callable[[], object], done: str) -> HttpResponse:
    post_or_door(request, pk)
    try:
        step()
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, done)
    return redirect("post", pk)
