"""The secret address of a personal calendar: a new one, and none any more."""

import secrets
from datetime import datetime

from django.db import transaction

from sanshe.domain.exchange.models import CalendarFeed
from sanshe.domain.exchange.queries.feeds import hash_of
from sanshe.domain.people.models import Person
from sanshe.kernel import journal

TOKEN_BYTES = 24


def issue_feed(*, actor: Person, at: datetime) -> tuple[CalendarFeed, str]:
    """Give somebody a new address for their calendar; return it with its secret, which is told this once only.

    The address they had before is dead from now on.
    """
    with transaction.atomic():
        _lock(actor)
        _end(actor, at=at)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        feed = CalendarFeed.objects.create(person=actor, token_hash=hash_of(token), issued_at=at)
        journal.record(operation="exchange.issue_feed", subject=feed, actor=actor, at=at)
    return feed, token


def end_feed(*, actor: Person, at: datetime) -> bool:
    """Let the address of somebody's calendar be dead; tell whether there was one."""
    with transaction.atomic():
        _lock(actor)
        ended = _end(actor, at=at)
        if ended:
            journal.record(operation="exchange.end_feed", subject=ended, actor=actor, at=at)
    return ended is not None


def _lock(actor: Person) -> None:
    Person.objects.select_for_update().get(pk=actor.pk)


def _end(actor: Person, *, at: datetime) -> CalendarFeed | None:
    feed = CalendarFeed.objects.filter(person=actor, ended_at=None).first()
    if feed is not None:
        feed.ended_at = max(at, feed.issued_at)
        feed.save(update_fields=["ended_at"])
    return feed
