"""Putting notices up, changing them, pinning them, taking them down."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sanshe.domain.boards import queries, rules
from sanshe.domain.boards.errors import (
    BoardForbidden,
    PictureNotYours,
    PinEndWrong,
    PinForbidden,
    PinsTaken,
    PutBackTooLate,
    WritingForbidden,
    WritingGone,
    WritingHidden,
)
from sanshe.domain.boards.models import ALT_MAX, PINS, TEXT_MAX, Board, Picture, Post, PostVersion
from sanshe.domain.boards.operations import pace, words
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.people.models import Person
from sanshe.kernel import idempotency, journal
from sanshe.kernel.fields import plain_text

PINNED_AT_MOST = timedelta(days=90)

# A picture that was uploaded, and the words for those who cannot see it.
Shown = tuple[UUID, str]


def post_notice(
    *,
    actor: Person,
    board: Board,
    text: str,
    at: datetime,
    title: str = "",
    pictures: Sequence[Shown] = (),
    idempotency_key: str = "",
) -> Post:
    """Put a notice on a board, with up to six pictures, and tell those who follow it and those whom it calls.

    The same actor with the same key gets the same notice back.

    Raises
    ------
    BoardForbidden
        The actor may not write here.
    WordsMissing, WordsTooLong, TitleTooLong
        What was written does not fit.
    TooManyPosts, LinksTooEarly, TooManyPictures
        It is more than the actor may write now; the refusal says from when on they may.
    PictureNotYours
        A picture is gone or somebody else's.
    """
    text, title = words.checked_text(text, limit=TEXT_MAX), words.checked_title(title)
    if not rules.may_post(person=actor, board=board, at=at):
        raise BoardForbidden

    def run() -> UUID:
        pace.lock_person(actor)
        pace.check_post(person=actor, board=board, text=f"{title}\n{text}", picture_count=len(pictures), at=at)
        post = Post.objects.create(board=board, author=actor, title=title, text=text, posted_at=at)
        _hang_pictures(post=post, pictures=pictures, actor=actor)
        called = words.called_in(text=text, board=board, author=actor, near=(), at=at)
        told = words.keep_mentions(post=post, comment=None, called=called)
        news = {"who": actor.public_name, "what": post.heading, "where": board.name}
        notify(people=told, kind=NewsKind.MENTIONED, subject=post, at=at, words=news)
        followers = queries.followers_of(board=board, at=at).exclude(pk__in=[actor.pk, *(one.pk for one in told)])
        notify(people=followers, kind=NewsKind.NOTICE_POSTED, subject=post, at=at, words=news)
        _record("boards.post_notice", post, actor, at, {"pictures": len(pictures)})
        return post.pk

    with transaction.atomic():
        pk, _ = idempotency.once(actor=actor.pk, scope="boards.post_notice", key=idempotency_key, at=at, run=run)
        return Post.objects.get(pk=pk)


def edit_post(
    *, actor: Person, post_id: UUID, text: str, at: datetime, title: str = "", pictures: Sequence[Shown] = ()
) -> Post:
    """Change what a notice says and shows; what it said before is kept. People it calls anew are told.

    Raises
    ------
    WritingGone, WritingForbidden, WritingHidden
        It is not there, not the actor's, or hidden.
    WordsMissing, WordsTooLong, TitleTooLong, LinksTooEarly, TooManyPictures, PictureNotYours
        As when it was put up.
    """
    text, title = words.checked_text(text, limit=TEXT_MAX), words.checked_title(title)
    with transaction.atomic():
        pace.lock_person(actor)
        post = _locked(post_id)
        _check_own(post, actor)
        if post.is_hidden:
            raise WritingHidden
        board = post.board
        had = [one.pk for one in post.pictures.all()]
        pace.check_contents(
            standing=queries.standing_of(person=actor, board=board, at=at),
            text=f"{title}\n{text}",
            picture_count=len(pictures) if len(pictures) > len(had) else 0,
        )
        if (post.title, post.text) != (title, text):
            PostVersion.objects.create(
                post=post,
                title=post.title,
                text=post.text,
                written_at=post.edited_at or post.posted_at,
                replaced_at=at,
            )
            post.title, post.text, post.edited_at = title, text, at
        if had != [pk for pk, _ in pictures]:
            post.edited_at = at
        post.save(update_fields=["title", "text", "edited_at"])
        _hang_pictures(post=post, pictures=pictures, actor=actor)
        called = words.called_in(text=text, board=board, author=actor, near=queries.talkers_on(post=post), at=at)
        told = words.keep_mentions(post=post, comment=None, called=called)
        news = {"who": actor.public_name, "what": post.heading, "where": board.name}
        notify(people=told, kind=NewsKind.MENTIONED, subject=post, at=at, words=news)
        _record("boards.edit_post", post, actor, at)
    return post


def take_post_down(*, actor: Person, post_id: UUID, at: datetime) -> Post:
    """Take one's own notice from the board; it can come back for a week. Taken down twice it is down once.

    Raises
    ------
    WritingGone, WritingForbidden
        It is not there, or not the actor's.
    """
    with transaction.atomic():
        post = _locked(post_id, even_taken_down=True)
        if not rules.is_author(person=actor, writing=post):
            raise WritingForbidden
        if post.taken_down_at is None:
            post.taken_down_at = at
            _unpin(post)
            post.save(update_fields=["taken_down_at", "pin", "pinned_until", "pinned_by"])
            _record("boards.take_post_down", post, actor, at)
    return post


def put_post_back(*, actor: Person, post_id: UUID, at: datetime) -> Post:
    """Put a notice back that its author took down by mistake.

    Raises
    ------
    WritingGone, WritingForbidden, PutBackTooLate
        It is not there, not the actor's, or the week is over.
    """
    with transaction.atomic():
        post = _locked(post_id, even_taken_down=True)
        if not rules.is_author(person=actor, writing=post):
            raise WritingForbidden
        if post.taken_down_at is not None:
            if not rules.may_put_back(person=actor, writing=post, at=at):
                raise PutBackTooLate(days=rules.PUT_BACK_WITHIN.days)
            post.taken_down_at = None
            post.save(update_fields=["taken_down_at"])
            _record("boards.put_post_back", post, actor, at)
    return post


def pin_post(*, actor: Person, post_id: UUID, until: datetime, at: datetime) -> Post:
    """Hang a notice on top of its board until a day; pinned again, it gets the new day.

    Raises
    ------
    PinForbidden
        The actor does not look after the board.
    PinEndWrong
        The end is past, or too far.
    PinsTaken
        All pins are in use.
    WritingGone, WritingHidden
        The notice is not there, or hidden.
    """
    if not at < until <= at + PINNED_AT_MOST + timedelta(days=1):
        raise PinEndWrong(days=PINNED_AT_MOST.days)
    with transaction.atomic():
        # One after the other on each board, or two would find the same last pin free; the board before the notice,
        # for a pin that ran out is taken from another notice.
        board = Board.objects.select_for_update(of=["self"], no_key=True).filter(posts=post_id).first()
        if board is None:
            raise WritingGone
        post = _locked(post_id)
        if not rules.may_pin(person=actor, board=post.board, at=at):
            raise PinForbidden
        if post.is_hidden:
            raise WritingHidden
        past = Post.objects.filter(board=post.board_id, pinned_until__lte=at)
        past.update(pin=None, pinned_until=None, pinned_by=None)
        others = Post.objects.filter(board=post.board_id).exclude(pk=post.pk).exclude(pin=None)
        taken = set(others.values_list("pin", flat=True))
        free = sorted(set(range(1, PINS + 1)) - taken)
        if not free:
            raise PinsTaken(limit=PINS)
        post.pin = post.pin if post.pin in free else free[0]
        post.pinned_until, post.pinned_by = until, actor
        post.save(update_fields=["pin", "pinned_until", "pinned_by"])
        _record("boards.pin_post", post, actor, at, {"until": until.isoformat()})
    return post


def unpin_post(*, actor: Person, post_id: UUID, at: datetime) -> Post:
    """Take the pin out of a notice; it stays on the board.

    Raises
    ------
    PinForbidden, WritingGone
        The actor does not look after the board, or the notice is not there.
    """
    with transaction.atomic():
        post = _locked(post_id)
        if not rules.may_pin(person=actor, board=post.board, at=at):
            raise PinForbidden
        if post.pin is not None:
            _unpin(post)
            post.save(update_fields=["pin", "pinned_until", "pinned_by"])
            _record("boards.unpin_post", post, actor, at)
    return post


def _unpin(post: Post) -> None:
    post.pin = post.pinned_until = post.pinned_by = None


def _locked(pk: UUID, *, even_taken_down: bool = False) -> Post:
    post = (
        Post.objects.select_for_update(of=["self"], no_key=True)
        .select_related("board__organization__community", "board__community")
        .filter(pk=pk)
        .first()
    )
    if post is None or (post.taken_down_at is not None and not even_taken_down):
        raise WritingGone
    return post


def _check_own(post: Post, actor: Person) -> None:
    if not rules.is_author(person=actor, writing=post):
        raise WritingForbidden


def _hang_pictures(*, post: Post, pictures: Sequence[Shown], actor: Person) -> None:
    """Let a notice show these pictures in this order and no others; those it shows no more go when they are swept."""
    ids = [pk for pk, _ in pictures]
    usable = {
        one.pk: one
        for one in Picture.objects.select_for_update(of=["self"]).filter(pk__in=ids, uploaded_by=actor).order_by("pk")
        if one.post_id in (None, post.pk)
    }
    if len(usable) != len(pictures):
        raise PictureNotYours
    post.pictures.exclude(pk__in=ids).update(post=None, position=None)
    for position, (pk, alt) in enumerate(pictures, start=1):
        picture = usable[pk]
        picture.post, picture.position = post, position
        picture.alt = " ".join(plain_text(alt).split())[:ALT_MAX]
        picture.save(update_fields=["post", "position", "alt"])


def _record(operation: str, post: Post, actor: Person, at: datetime, detail: dict | None = None) -> None:
    journal.record(
        operation=operation,
        subject=post,
        actor=actor,
        at=at,
        community_code=post.board.place_code,
        detail=detail,
    )
