"""Digests: everything that may wait, in one message a day; only for people who have news.

A run finds, in one statement, who has news and wants it by this hour, and puts jobs of some hundreds of people each
into the queue, in its own transaction. A job writes what it owes in one transaction: who was sent which day's digest is
a row that exists once, so a job that runs twice, or dies and runs again, sends nothing twice and leaves nobody out.

Where one digest ends the next begins: each holds what was told from a little before the one before it to a little
before itself. What is told is seen by others once its transaction has ended, and that may be seconds later.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from sanshe.domain.notifications.choices import TOPIC_OF, Channel, Pace
from sanshe.domain.notifications.models import DigestIssue, DigestRun, Notification
from sanshe.domain.notifications.operations.telling import DIGEST_KIND, stop_token
from sanshe.domain.notifications.queries import Reach, digest, letter, reach_of, several, topics_of
from sanshe.domain.people.models import Person
from sanshe.kernel import outbox

CHUNK = 500
# A week and a day: what waits for Monday may have been told right after the last one.
OLDEST = timedelta(days=8)
SETTLED = timedelta(minutes=1)
TASK = "sanshe.domain.notifications.jobs.write_digests"
MONDAY = 0
USUAL_HOUR = 8


def start_digest_run(*, at: datetime) -> DigestRun | None:
    """Put the digests of this hour into the queue; None where that was done already.

    Hours of this day in which no worker was there are made up for.
    """
    now = timezone.localtime(at)
    with transaction.atomic():
        run, is_new = DigestRun.objects.get_or_create(day=now.date(), hour=now.hour, defaults={"started_at": at})
        if not is_new:
            return None
        people = _people_with_news(after=_last_hour(run), hour=now.hour, since=at - OLDEST)
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
        # Workers on different parts of a run do not wait for each other; two on the same part do.
        _lock_part(run_id, number)
        run = DigestRun.objects.get(pk=run_id)
        if number in run.chunks_done:
            return 0
        people = list(Person.objects.filter(pk__in=list(person_ids), closed_at=None))
        owed = _owed(people, day=run.day, at=at)
        DigestIssue.objects.bulk_create(
            DigestIssue(person=reach.person, channel=channel, day=run.day, issued_at=at, news=len(news))
            for reach, channel, news in owed
        )
        outbox.send_all_later(
            kind=DIGEST_KIND,
            messages=[
                (channel, reach.addresses[channel], _body(reach, channel, news), reach.not_before(at))
                for reach, channel, news in owed
            ],
            at=at,
        )
        run = DigestRun.objects.select_for_update().get(pk=run_id)
        run.chunks_done = [*run.chunks_done, number]
        run.sent += len(owed)
        run.save(update_fields=["chunks_done", "sent"])
    return len(owed)


def _lock_part(run_id: UUID, number: int) -> None:
    with connection.cursor() as cursor:
        name = f"sanshe.notifications.digests {run_id} {number}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _last_hour(run: DigestRun) -> int:
    before = DigestRun.objects.filter(day=run.day, hour__lt=run.hour).order_by("-hour").first()
    return before.hour if before else -1


def _people_with_news(*, after: int, hour: int, since: datetime) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT news.person_id
              FROM notifications_notification news
              JOIN people_person person ON person.id = news.person_id AND person.closed_at IS NULL
              LEFT JOIN notifications_delivery delivery ON delivery.person_id = news.person_id
             WHERE news.read_at IS NULL AND news.created_at > %(since)s
               AND COALESCE(delivery.digest_hour, %(usual)s) > %(after)s
               AND COALESCE(delivery.digest_hour, %(usual)s) <= %(hour)s
               AND (person.phone IS NOT NULL OR EXISTS (
                    SELECT 1 FROM notifications_contactpoint point
                     WHERE point.person_id = news.person_id AND point.verified_at IS NOT NULL))
             ORDER BY news.person_id
            """,
            {"since": since, "after": after, "hour": hour, "usual": USUAL_HOUR},
        )
        return [row[0] for row in cursor.fetchall()]


def _owed(people: list[Person], *, day: date, at: datetime) -> list[tuple[Reach, str, list[Notification]]]:
    """Return who is owed what by which channel: unread, wanted in a digest there, and told in none before."""
    reaches = reach_of(people=people)
    issues: dict[tuple[UUID, str], list[DigestIssue]] = {}
    for issue in DigestIssue.objects.filter(person__in=people, issued_at__gt=at - OLDEST).order_by("-issued_at"):
        issues.setdefault((issue.person_id, issue.channel), []).append(issue)
    news: dict[UUID, list[Notification]] = {}
    unread = Notification.objects.filter(
        person__in=people, read_at=None, created_at__gt=at - OLDEST, created_at__lte=at - SETTLED
    )
    for one in unread.order_by("-created_at", "-id"):
        news.setdefault(one.person_id, []).append(one)
    owed = []
    for pk, reach in reaches.items():
        for channel in reach.addresses:
            before = issues.get((pk, channel), [])
            if any(issue.day == day for issue in before):
                continue
            wanted = [one for one in news.get(pk, []) if _is_owed(one, reach, channel, day=day, before=before)]
            if wanted:
                owed.append((reach, channel, wanted))
    return owed


def _is_owed(one: Notification, reach: Reach, channel: str, *, day: date, before: list[DigestIssue]) -> bool:
    pace = reach.pace(TOPIC_OF[one.kind], channel)
    if pace == Pace.DAILY or (one.is_put_off and channel == Channel.SMS):
        told_in = before
    elif pace == Pace.WEEKLY and day.weekday() == MONDAY:
        told_in = [issue for issue in before if issue.day.weekday() == MONDAY]
    else:
        return False
    return not told_in or one.created_at > told_in[0].issued_at - SETTLED


def _body(reach: Reach, channel: str, news: list[Notification]) -> dict[str, object]:
    language = reach.person.language
    if channel != Channel.EMAIL:
        return {"text": several(count=len(news), language=language), "count": len(news)}
    subject, text = digest(news=news, language=language)
    # Each topic in it can be ended by itself; the last link, for all of them, is what a mail program offers.
    stops = {topic: stop_token(person=reach.person, channel=channel, topic=topic) for topic in topics_of(news=news)}
    stops[""] = stop_token(person=reach.person, channel=channel)
    return dict(letter(subject=subject, text=text, stops=stops, language=language))
