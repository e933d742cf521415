"""Answering a notice, and taking the answer down."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.boards import queries, rules
from sanshe.domain.boards.errors import BoardForbidden, PutBackTooLate, WritingForbidden, WritingGone, WritingHidden
from sanshe.domain.boards.models import COMMENT_MAX, Comment, Post
from sanshe.domain.boards.operations import pace, words
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.people.models import Person
from sanshe.kernel import idempotency, journal


def post_comment(
    *,
    actor: Person,
    post_id: UUID,
    text: str,
    at: datetime,
    reply_to_id: UUID | None = None,
    idempotency_key: str = "",
) -> Comment:
    """Answer a notice and tell its author, who takes part in the talk, and whom the answer calls.

    `reply_to_id` names the answer that this one replies to: of several people called the same its author is meant.
    The same actor with the same key gets the same answer back.

    Raises
    ------
    WritingGone, WritingHidden
        The notice is not there, or hidden.
    BoardForbidden
        The actor may not write here.
    WordsMissing, WordsTooLong, TooManyComments, LinksTooEarly
        What was written does not fit, or is more than the actor may write now.
    """
    text = words.checked_text(text, limit=COMMENT_MAX)

    def run() -> UUID:
        pace.lock_person(actor)
        post = (
            Post.objects.select_for_update(of=["self"], no_key=True)
            .select_related("author", "board__organization__community", "board__community")
            .filter(pk=post_id, taken_down_at=None)
            .first()
        )
        if post is None:
            raise WritingGone
        board = post.board
        if not rules.may_comment(person=actor, board=board, at=at):
            raise BoardForbidden
        if post.is_hidden:
            raise WritingHidden
        pace.check_comment(person=actor, board=board, text=text, at=at)
        comment = Comment.objects.create(post=post, author=actor, text=text, posted_at=at)
        _tell(comment=comment, post=post, actor=actor, reply_to_id=reply_to_id, at=at)
        _record("boards.post_comment", comment, actor, at)
        return comment.pk

    with transaction.atomic():
        pk, _ = idempotency.once(actor=actor.pk, scope="boards.post_comment", key=idempotency_key, at=at, run=run)
        return Comment.objects.select_related("post").get(pk=pk)


def take_comment_down(*, actor: Person, comment_id: UUID, at: datetime) -> Comment:
    """Take one's own answer down; it can come back for a week. Taken down twice it is down once.

    Raises
    ------
    WritingGone, WritingForbidden
        It is not there, or not the actor's.
    """
    with transaction.atomic():
        comment = _locked_own(comment_id, actor)
        if comment.taken_down_at is None:
            comment.taken_down_at = at
            comment.save(update_fields=["taken_down_at"])
            _record("boards.take_comment_down", comment, actor, at)
    return comment


def put_comment_back(*, actor: Person, comment_id: UUID, at: datetime) -> Comment:
    """Put an answer back that its author took down by mistake.

    Raises
    ------
    WritingGone, WritingForbidden, PutBackTooLate
        It is not there, not the actor's, or the week is over.
    """
    with transaction.atomic():
        comment = _locked_own(comment_id, actor)
        if comment.taken_down_at is not None:
            if not rules.may_put_back(person=actor, writing=comment, at=at):
                raise PutBackTooLate(days=rules.PUT_BACK_WITHIN.days)
            comment.taken_down_at = None
            comment.save(update_fields=["taken_down_at"])
            _record("boards.put_comment_back", comment, actor, at)
    return comment


def _tell(*, comment: Comment, post: Post, actor: Person, reply_to_id: UUID | None, at: datetime) -> None:
    board = post.board
    talkers = queries.talkers_on(post=post).exclude(pk=actor.pk)
    answered = Comment.objects.filter(pk=reply_to_id, post=post).select_related("author").first()
    near = [answered.author] if answered else talkers
    called = words.called_in(text=comment.text, board=board, author=actor, near=near, at=at)
    told = words.keep_mentions(post=post, comment=comment, called=called)
    news = {"who": actor.public_name, "what": post.heading, "where": board.name}
    notify(people=told, kind=NewsKind.MENTIONED, subject=comment, at=at, words=news)
    # Whoever left a closed group no longer reads its talk and is told nothing of it.
    readers = queries.readers_among(people=talkers, board=board, at=at)
    notify(
        people=readers.exclude(pk__in=[person.pk for person in told]),
        kind=NewsKind.COMMENT_POSTED,
        subject=comment,
        at=at,
        words=news,
    )


def _locked_own(pk: UUID, actor: Person) -> Comment:
    comment = (
        Comment.objects.select_for_update(of=["self"], no_key=True)
        .select_related("post__board__organization__community", "post__board__community")
        .filter(pk=pk)
        .first()
    )
    if comment is None:
        raise WritingGone
    if not rules.is_author(person=actor, writing=comment):
        raise WritingForbidden
    return comment


def _record(operation: str, comment: Comment, actor: Person, at: datetime) -> None:
    journal.record(
        operation=operation,
        subject=comment,
        actor=actor,
        at=at,
        community_code=comment.post.board.place_code,
    )
