"""Notices, answers and pictures, each for who may read them."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from sanshe.domain.boards import rules
from sanshe.domain.boards.models import Board, Comment, Mention, Picture, Post, PostVersion
from sanshe.domain.people.models import Person

FOLDER = "pictures"


def posts_on(*, board: Board, at: datetime, words: str = "") -> QuerySet[Post]:
    """Return the notices of a board that are not pinned, the newest first; searched, all that say these words."""
    posts = _posts().filter(board=board, taken_down_at=None)
    if words:
        return posts.filter(Q(title__icontains=words) | Q(text__icontains=words), hiding=None)
    return posts.exclude(pinned_until__gt=at)


def pinned_on(*, board: Board, at: datetime) -> list[Post]:
    """Return the notices that hang on top, the newest first."""
    return list(_posts().filter(board=board, taken_down_at=None, pinned_until__gt=at))


def post_for(*, actor: Person | None, pk: UUID, at: datetime) -> Post | None:
    """Return one notice; what its author took down is there for nobody else, unless a moderator has to look at it."""
    post = _posts().select_related("board__organization__community", "board__community").filter(pk=pk).first()
    return post if post and _is_there(post, actor, at) else None


def comment_for(*, actor: Person | None, pk: UUID, at: datetime) -> Comment | None:
    """Return one answer to a notice that is there, as the notice itself is found."""
    comment = (
        Comment.objects.select_related(
            "author", "hiding", "post__author", "post__board__organization__community", "post__board__community"
        )
        .filter(pk=pk)
        .first()
    )
    if comment is None or not _is_there(comment.post, actor, at) or not _is_there(comment, actor, at):
        return None
    return comment


def comments_on(*, post: Post, actor: Person | None) -> QuerySet[Comment]:
    """Return the answers to a notice, the oldest first; of those taken down only one's own."""
    return (
        Comment.objects.filter(Q(taken_down_at=None) | Q(author=actor), post=post)
        .select_related("author", "hiding")
        .prefetch_related("mentions")
    )


def page_number_of(*, comment: Comment, actor: Person | None, per_page: int) -> int:
    """Return on which page of the talk an answer stands."""
    before = comments_on(post=comment.post, actor=actor).filter(
        Q(posted_at__lt=comment.posted_at) | Q(posted_at=comment.posted_at, pk__lt=comment.pk)
    )
    return before.count() // per_page + 1


def talkers_on(*, post: Post) -> QuerySet[Person]:
    """Return who takes part in the talk: the author of the notice and whoever answered it."""
    answered = Comment.objects.filter(post=post, taken_down_at=None, hiding=None).values("author")
    return Person.objects.filter(Q(pk=post.author_id) | Q(pk__in=answered), closed_at=None)


def versions_of(*, post: Post) -> list[PostVersion]:
    """Return what a notice said before, the oldest first."""
    return list(PostVersion.objects.filter(post=post))


def picture_for(*, actor: Person | None, pk: UUID, at: datetime) -> Picture | None:
    """Return a picture for whoever reads the words that it goes with; before that, for who uploaded it."""
    picture = (
        Picture.objects.select_related("post__board__organization__community", "post__board__community", "post__hiding")
        .filter(pk=pk)
        .first()
    )
    if picture is None:
        return None
    if picture.post is None:
        return picture if actor and picture.uploaded_by_id == actor.pk else None
    is_read = rules.may_read(person=actor, board=picture.post.board, at=at)
    return picture if is_read and rules.may_see_words(person=actor, writing=picture.post, at=at) else None


def pictures_waiting(*, person: Person, ids: list[UUID]) -> list[Picture]:
    """Return, in this order, the pictures that a person uploaded and has not put up yet."""
    found = {one.pk: one for one in Picture.objects.filter(pk__in=ids, uploaded_by=person, post=None)}
    return [found[pk] for pk in ids if pk in found]


def picture_file(*, sha256: str) -> Path:
    """Return where the file of a picture lies."""
    return Path(settings.MEDIA_ROOT) / FOLDER / sha256[:2] / f"{sha256}.webp"


def _posts() -> QuerySet[Post]:
    shown = Comment.objects.filter(post=OuterRef("pk"), taken_down_at=None, hiding=None).order_by()
    counted = shown.values("post").annotate(count=Count("pk")).values("count")
    return (
        Post.objects.select_related("author", "hiding")
        .annotate(comment_count=Coalesce(Subquery(counted), 0))
        .prefetch_related("pictures", Prefetch("mentions", Mention.objects.filter(comment=None)))
    )


def _is_there(writing: Post | Comment, actor: Person | None, at: datetime) -> bool:
    if writing.taken_down_at is None or rules.is_author(person=actor, writing=writing):
        return True
    return writing.is_hidden and rules.may_moderate(person=actor, board=writing.board, at=at)
