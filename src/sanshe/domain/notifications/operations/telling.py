"""Telling people a piece of news: on their page, and by message where they want it at once."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.core import signing
from django.db import connection, models, transaction
from django.db.models import Count, Q

from sanshe.domain.notifications.choices import TOPIC_OF, Channel, NewsKind, Pace
from sanshe.domain.notifications.models import Notification
from sanshe.domain.notifications.queries import Reach, letter, message, reach_of, several
from sanshe.domain.people.models import Person, Representation
from sanshe.kernel import outbox
from sanshe.kernel.models import OutboxMessage

MESSAGE_KIND, DIGEST_KIND = "news", "digest"
SMS_A_DAY = 6
DAY = timedelta(days=1)
TOKEN_SALT = "sanshe.notifications.stop"


def notify(
    *,
    people: Iterable[Person],
    kind: str,
    subject: models.Model | None,
    at: datetime,
    words: Mapping[str, str] | None = None,
    urgent: bool = False,
) -> int:
    """Tell people a piece of news, in the transaction of what happened; return how many are told.

    `subject` is what the news leads to. `words` fill the sentence of the kind: what is said in public only (a form of
    address, the beginning of a slip), never a phone or a home. Who speaks for somebody that has not signed in
    themselves is told as well. Nobody is told the same in one call twice. `urgent` news rings in quiet hours.

    Raises
    ------
    django.db.transaction.TransactionManagementError
        No transaction is open: the news could be told although the act failed.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"{kind} was to be told outside a transaction.")
    told = {person.pk: person for person in people if person.is_active}
    told |= {person.pk: person for person in _speaking_for(told.values(), at=at)}
    said = {name: str(text) for name, text in (words or {}).items()}
    news = [
        Notification(
            person=person,
            kind=kind,
            subject_type=subject._meta.label_lower if subject is not None else "",
            subject_id=subject.pk if subject is not None else None,
            words=said,
            created_at=at,
        )
        for person in told.values()
    ]
    _send(news, kind=kind, at=at, urgent=urgent)
    Notification.objects.bulk_create(news)
    return len(told)


def stop_token(*, person: Person, channel: str, topic: str = "") -> str:
    """Return what a link carries by which somebody ends messages about a topic, or all, without signing in."""
    return signing.dumps([str(person.pk), channel, topic], salt=TOKEN_SALT)


def _speaking_for(people: Iterable[Person], *, at: datetime) -> list[Person]:
    unclaimed = [person.pk for person in people if person.claimed_at is None]
    if not unclaimed:
        return []
    running = Representation.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), principal__in=unclaimed, starts_at__lte=at
    )
    return list(Person.objects.filter(pk__in=running.values("representative"), closed_at=None))


def _send(news: list[Notification], *, kind: str, at: datetime, urgent: bool) -> None:
    topic = TOPIC_OF[NewsKind(kind)]
    reaches = reach_of(people=[one.person for one in news])
    ways = [
        (one, reaches[one.person_id], channel)
        for one in news
        for channel in reaches[one.person_id].addresses
        if reaches[one.person_id].pace(topic, channel) == Pace.AT_ONCE
    ]
    if not ways:
        return
    addresses = [reach.addresses[channel] for _, reach, channel in ways]
    waiting = {} if urgent else _waiting(addresses, at=at)
    sent = _sent_today(addresses, at=at)
    joined, messages = [], []
    for one, reach, channel in ways:
        address = reach.addresses[channel]
        earlier = waiting.get((channel, address))
        if earlier is not None:
            count = int(earlier.body.get("count", 1)) + 1
            earlier.body = _body(several(count=count, language=reach.person.language), count, reach, channel, topic)
            joined.append(earlier)
        elif channel == Channel.SMS and sent[address] >= SMS_A_DAY:
            one.is_put_off = True
        else:
            text = message(kind=one.kind, words=one.words, language=reach.person.language)
            not_before = None if urgent else reach.not_before(at)
            messages.append((channel, address, _body(text, 1, reach, channel, topic), not_before))
            sent[address] += 1
    OutboxMessage.objects.bulk_update(joined, ["body"])
    outbox.send_all_later(kind=MESSAGE_KIND, messages=messages, at=at)


def _body(text: str, count: int, reach: Reach, channel: str, topic: str) -> dict[str, object]:
    if channel != Channel.EMAIL:
        return {"text": text, "count": count}
    token = stop_token(person=reach.person, channel=channel, topic=topic)
    return {**letter(text=text, stops={topic: token}, language=reach.person.language), "count": count}


def _waiting(addresses: list[str], *, at: datetime) -> dict[tuple[str, str], OutboxMessage]:
    """Return what waits for the morning and may speak of one thing more, so that it rings once.

    What another transaction holds just now is left to it: whoever waited for it while the other waits for something
    held here would wait for ever.
    """
    rows = OutboxMessage.objects.select_for_update(skip_locked=True).filter(
        kind=MESSAGE_KIND, recipient__in=addresses, next_attempt_at__gt=at, attempts=0
    )
    return {(one.channel, one.recipient): one for one in rows.order_by("id")}


def _sent_today(addresses: list[str], *, at: datetime) -> Counter[str]:
    rows = OutboxMessage.objects.filter(
        channel=Channel.SMS, kind__in=(MESSAGE_KIND, DIGEST_KIND), recipient__in=addresses, created_at__gt=at - DAY
    )
    return Counter({row["recipient"]: row["count"] for row in rows.values("recipient").annotate(count=Count("pk"))})
