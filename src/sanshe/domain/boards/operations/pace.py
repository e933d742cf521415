"""How much one person may write: counted under a lock of that person, so that twenty at once are still counted."""

import re
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from sanshe.domain.boards import queries, rules
from sanshe.domain.boards.errors import (
    LinksTooEarly,
    TooManyComments,
    TooManyPictures,
    TooManyPosts,
    TooManyReports,
    TooManyUploads,
)
from sanshe.domain.boards.models import Board, Comment, Picture, Post, Report
from sanshe.domain.boards.queries import Standing
from sanshe.domain.people.models import Person

DAY: Final = timedelta(hours=24)
ADDRESS: Final = re.compile(r"https?:/|www\.|[a-z0-9-]{2,}\.(?:[a-z]{2,})(?![a-z0-9])", re.IGNORECASE)


def lock_person(person: Person) -> None:
    """Let whatever else this person writes on boards wait for the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sanshe.boards.pace {person.pk}"])


def check_post(*, person: Person, board: Board, text: str, picture_count: int, at: datetime) -> None:
    """Refuse a notice that is more than the person may write now; `lock_person` comes first."""
    standing = queries.standing_of(person=person, board=board, at=at)
    check_contents(standing=standing, text=text, picture_count=picture_count)
    _check_count(Post, TooManyPosts, standing.limits.posts, person, at)


def check_comment(*, person: Person, board: Board, text: str, at: datetime) -> None:
    """Refuse an answer that is more than the person may write now; `lock_person` comes first."""
    standing = queries.standing_of(person=person, board=board, at=at)
    check_contents(standing=standing, text=text)
    _check_count(Comment, TooManyComments, standing.limits.comments, person, at)


def check_report(*, person: Person, at: datetime) -> None:
    """Refuse one report too many; `lock_person` comes first."""
    _check_count(Report, TooManyReports, rules.REPORTS_A_DAY, person, at)


def check_upload(*, person: Person, at: datetime) -> None:
    """Refuse one picture too many, whether the earlier ones went up or not; `lock_person` comes first."""
    _check_count(Picture, TooManyUploads, rules.UPLOADS_A_DAY, person, at)


def check_contents(*, standing: Standing, text: str, picture_count: int = 0) -> None:
    """Refuse web addresses and pictures that the person may not add yet."""
    if standing.links_from and ADDRESS.search(text):
        raise LinksTooEarly(when=in_words(standing.links_from))
    if picture_count > standing.limits.pictures:
        raise TooManyPictures(limit=standing.limits.pictures)


def in_words(instant: datetime) -> str:
    """Return day and hour as they are said."""
    local = timezone.localtime(instant)
    return f"{date_format(local, 'MONTH_DAY_FORMAT')} {local:%H:%M}"


def _check_count(model, refusal, limit: int, person: Person, at: datetime) -> None:
    who, when = {Report: ("reporter", "reported_at"), Picture: ("uploaded_by", "uploaded_at")}.get(
        model, ("author", "posted_at")
    )
    latest = model.objects.filter(**{who: person, f"{when}__gt": at - DAY}).order_by(f"-{when}")
    written = list(latest.values_list(when, flat=True)[:limit])
    if len(written) >= limit:
        # The minute is rounded up: at the time that is said it does go on.
        raise refusal(limit=limit, when=in_words(written[-1] + DAY + timedelta(minutes=1)))
