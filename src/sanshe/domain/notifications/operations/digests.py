"""Digests: everything that may wait, in one message a day; only for people who have news.

A run finds, in one statement, who has news and wants it at this hour, and puts jobs of some hundreds of people each
into the queue, in its own transaction. A job writes what it owes in one transaction: who was sent which day's digest is
a row that exists once, so a job that runs twice, or dies and runs again, sends nothing twice and leaves nobody out.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from sanshe.domain.notifications.choices import TOPIC_OF, Channel, Pace
from sanshe.domain.notifications.models import DigestIssue, DigestRun, Notification
from sanshe.domain.notifications.operations.telling import stop_token
from sanshe.domain.notifications.queries import Reach, digest, reach_of, several
from sanshe.domain.people.models import Person
from sanshe.kernel import outbox

CHUNK = 500
OLDEST = timedelta(days=7)
KIND = "digest"
TASK = "sanshe.domain.notifications.jobs.write_digests"
MONDAY = 0
USUAL_HOUR = 8


def start_digest_run(*, at: datetime) -> DigestRun | None:
    """Put the digests of this hour into the queue; None where that was done already."""
    now = timezone.localtime(at)
    with transaction.atomic():
        run, is_new = DigestRun.objects.get_or_create(day=now.date(), hour=now.hour, defaults={"started_at": at})
        if not is_new:
            return None
        people = _people_with_news(hour=now.hour, since=at - OLDEST)
        chunks = [people[start : start + CHUNK] for start in range(0, len(people), CHUNK)]
        run.people, run.chunks = len(people), len(chunks)
        run.save(update_fields=["people", "chunks"])
        for number, chunk in enumerate(chunks):
            app.configure_task(TASK).defer(
                run_id=str(run.pk), number=number, person_ids=[str(pk) for pk in chunk], at=at.isoformat()
            )
    return run


def write_digests(*, run_id: UUID, number: int, person_ids: Iterable[UUID], at: datetime) -> int:
    """Write the digests of one part of a run; return how many messages leave. Running it again writes nothing more."""
    with transaction.atomic():
        run = DigestRun.objects.select_for_update().get(pk=run_id)
        if number in run.chunks_done:
            return 0
        people = list(Person.objects.filter(pk__in=list(person_ids), closed_at=None))
        owed = _owed(people, day=run.day, at=at)
        DigestIssue.objects.bulk_create(
            DigestIssue(person=reach.person, channel=channel, day=run.day, issued_at=at, news=len(news))
            for reach, channel, news in owed
        )
        outbox.send_all_later(
            kind=KIND,
            messages=[
                (channel, reach.addresses[channel], _body(reach, channel, news)) for reach, channel, news in owed
            ],
            at=at,
        )
        run.chunks_done = [*run.chunks_done, number]
        run.sent += len(owed)
        run.save(update_fields=["chunks_done", "sent"])
    return len(owed)


def _people_with_news(*, hour: int, since: datetime) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT news.person_id
              FROM notifications_notification news
              JOIN people_person person ON person.id = news.person_id AND person.closed_at IS NULL
              LEFT JOIN notifications_delivery delivery ON delivery.person_id = news.person_id
             WHERE news.read_at IS NULL AND news.created_at > %(since)s
               AND COALESCE(delivery.digest_hour, %(usual)s) = %(hour)s
               AND (person.phone IS NOT NULL OR EXISTS (
                    SELECT 1 FROM notifications_contactpoint point
                     WHERE point.person_id = news.person_id AND point.verified_at IS NOT NULL))
             ORDER BY news.person_id
            """,
            {"since": since, "hour": hour, "usual": USUAL_HOUR},
        )
        return [row[0] for row in cursor.fetchall()]


def _owed(people: list[Person], *, day: date, at: datetime) -> list[tuple[Reach, str, list[Notification]]]:
    """Return who is owed what by which channel: unread, wanted in a digest there, and told in none before."""
    reaches = reach_of(people=people)
    issued: dict[tuple[UUID, str], DigestIssue] = {}
    for issue in DigestIssue.objects.filter(person__in=people, issued_at__gt=at - OLDEST).order_by("issued_at"):
        issued[issue.person_id, issue.channel] = issue
    news: dict[UUID, list[Notification]] = {}
    unread = Notification.objects.filter(person__in=people, read_at=None, created_at__gt=at - OLDEST)
    for one in unread.order_by("-created_at", "-id"):
        news.setdefault(one.person_id, []).append(one)
    owed = []
    for pk, reach in reaches.items():
        for channel in reach.addresses:
            last = issued.get((pk, channel))
            if last is not None and last.day == day:
                continue
            since = last.issued_at if last else at - OLDEST
            wanted = [one for one in news.get(pk, []) if one.created_at > since and _belongs(one, reach, channel, day)]
            if wanted:
                owed.append((reach, channel, wanted))
    return owed


def _belongs(one: Notification, reach: Reach, channel: str, day: date) -> bool:
    if one.is_put_off and channel == Channel.SMS:
        return True
    pace = reach.pace(TOPIC_OF[one.kind], channel)
    return pace == Pace.DAILY or (pace == Pace.WEEKLY and day.weekday() == MONDAY)


def _body(reach: Reach, channel: str, news: list[Notification]) -> dict[str, object]:
    language = reach.person.language
    if channel != Channel.EMAIL:
        return {"text": several(count=len(news), language=language), "count": len(news)}
    subject, text = digest(news=news, language=language)
    return {"subject": subject, "text": text, "stop": stop_token(person=reach.person, channel=channel)}
