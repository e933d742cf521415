"""Boards: one's own, one board with its notices, following it, setting it up."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.boards import operations, queries, rules
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.places import queries as places
from sanshe.web.boards.finding import asked_in, board_or_door, read_by_actor
from sanshe.web.boards.forms import SettingsForm
from sanshe.web.boards.shown import shown_post
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first

NAME_MAX = 20


def address_of(board) -> str:
    """Return where a board stands."""
    if board.organization_id:
        return reverse("board", args=[board.organization_id])
    return reverse("community_board", args=[board.community.code])


@never_cache
@require_safe
@sign_in_first
def boards(request: HttpRequest) -> HttpResponse:
    """List the boards of one's groups and communities, with what is new on each."""
    actor = actor_of(request)
    rows = [
        {"board": one.board, "unread": one.unread, "url": address_of(one.board)}
        for one in queries.boards_of(person=actor, at=request.at)
    ]
    return render(request, "boards/boards.html", {"rows": rows, "here": community_of(request)})


@never_cache
@require_safe
def board(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the board of a group or another organisation."""
    organization = organisations.organization(pk=pk)
    if organization is None:
        raise Http404
    opened = operations.open_board(organization=organization, at=request.at, actor=actor_of(request))
    return _board(request, opened)


@never_cache
@require_safe
def community_board(request: HttpRequest, code: str) -> HttpResponse:
    """Show the board of a community."""
    community = places.community(code=code)
    if community is None:
        raise Http404
    return _board(request, operations.open_board(community=community, at=request.at, actor=actor_of(request)))


def _board(request: HttpRequest, board) -> HttpResponse:
    actor = actor_of(request)
    if door := asked_in(request, board):
        return door
    read_by_actor(request, board)
    words = text_in(request.GET, "q")
    page = page_of(request, queries.posts_on(board=board, at=request.at, words=words))
    moderates = rules.may_moderate(person=actor, board=board, at=request.at)
    following = queries.following(person=actor, board=board) if actor else None
    since, is_visit = following and following.seen_at, bool(following and following.seen_at)
    pinned = queries.pinned_on(board=board, at=request.at) if page.number == 1 and not words else []

    def shown(posts):
        return [shown_post(request, one, moderates=moderates, since=since, is_visit=is_visit) for one in posts]

    answer = render(
        request,
        "boards/board.html",
        {
            "board": board,
            "address": address_of(board),
            "pinned": shown(pinned),
            "notices": shown(page),
            "paging": paging(request, page),
            "words": words,
            "may_post": rules.may_post(person=actor, board=board, at=request.at),
            "moderates": moderates,
            "wants_news": _wants_news(request, board, following),
        },
    )
    if actor and page.number == 1 and not words:
        operations.note_visit(actor=actor, board=board, at=request.at)
    return answer


def _wants_news(request: HttpRequest, board, following) -> bool:
    if following and following.wants_news is not None:
        return following.wants_news
    return bool(board.organization_id) and rules.belongs(person=actor_of(request), board=board, at=request.at)


@require_POST
@sign_in_first
def follow(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Turn the news of a board on or off."""
    found = board_or_door(request, pk)
    wants_news = request.POST.get("news") == "on"
    operations.follow_board(actor=actor_of(request), board=found, wants_news=wants_news, at=request.at)
    say(
        request,
        _("We tell you when something new is put up here.")
        if wants_news
        else _("We no longer tell you about this board."),
    )
    return redirect(address_of(found))


@never_cache
@require_safe
@sign_in_first
def names(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer names of members while somebody writes @ and the beginning of one."""
    found = board_or_door(request, pk)
    if not rules.may_comment(person=actor_of(request), board=found, at=request.at):
        raise PermissionDenied
    words = text_in(request.GET, "q", longest=NAME_MAX)
    offered = queries.names_beginning(board=found, words=words, at=request.at)
    return render(request, "boards/_names.html", {"names": offered})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def settings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let who looks after a board say who reads it and who writes on it."""
    found = board_or_door(request, pk)
    actor = actor_of(request)
    if not rules.may_moderate(person=actor, board=found, at=request.at):
        raise PermissionDenied
    form = SettingsForm(
        request.POST or None,
        is_community=bool(found.community_id),
        initial={"who_reads": found.who_reads, "who_posts": found.who_posts},
    )
    if request.method == "POST" and form.is_valid():
        operations.set_board(
            actor=actor,
            board=found,
            who_reads=form.cleaned_data.get("who_reads", found.who_reads),
            who_posts=form.cleaned_data["who_posts"],
            at=request.at,
        )
        say(request, _("The board is set."))
        return redirect(address_of(found))
    shown = {"board": found, "form": form, "address": address_of(found)}
    return render(request, "boards/settings.html", shown, status=422 if form.errors else 200)
