"""A board or a writing that an address names, for whom it is meant, or the door."""

from urllib.parse import quote
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from sanshe.domain.boards import queries, rules
from sanshe.web.middleware import actor_of


def board_or_door(request: HttpRequest, pk: UUID):
    """Return the board with this identifier to who reads it: 404 where there is none, 403 where it is not theirs."""
    return read_by_actor(request, queries.board(pk=pk))


def post_or_door(request: HttpRequest, pk: UUID):
    """Return the notice with this identifier to who reads its board."""
    post = queries.post_for(actor=actor_of(request), pk=pk, at=request.at)
    read_by_actor(request, post and post.board)
    return post


def comment_or_door(request: HttpRequest, pk: UUID):
    """Return the answer with this identifier to who reads its board."""
    comment = queries.comment_for(actor=actor_of(request), pk=pk, at=request.at)
    read_by_actor(request, comment and comment.board)
    return comment


def writing_or_door(request: HttpRequest, kind: str, pk: UUID):
    """Return a notice or an answer."""
    return post_or_door(request, pk) if kind == "post" else comment_or_door(request, pk)


def read_by_actor(request: HttpRequest, board):
    """Return the board, or close the door: 404 where there is none, 403 where it is not the actor's."""
    if board is None:
        raise Http404
    if not rules.may_read(person=actor_of(request), board=board, at=request.at):
        raise PermissionDenied
    return board


def asked_in(request: HttpRequest, board) -> HttpResponse | None:
    """Send a visitor to sign in where a board does not open to everybody, and back here afterwards."""
    if actor_of(request) is None and board and not rules.may_read(person=None, board=board, at=request.at):
        return redirect(f"{reverse('sign_in')}?next={quote(request.get_full_path(), safe='')}")
    return None
