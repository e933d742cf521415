"""A person's news."""

from uuid import UUID

from django.db.models import Max, QuerySet

from sanshe.domain.notifications.choices import TOPIC_OF
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people.models import Person


def unread_count(*, person: Person) -> int:
    """Return how much news the person has not read."""
    return Notification.objects.filter(person=person, read_at=None).count()


def things_of(*, person: Person, topic: str = "") -> QuerySet:
    """Return the things the person has news of, the one with the newest first, each with `newest`."""
    news = Notification.objects.filter(person=person)
    if topic:
        news = news.filter(kind__in=[kind for kind, its_topic in TOPIC_OF.items() if its_topic == topic])
    things = news.order_by().values("subject_type", "subject_id").annotate(newest=Max("created_at"))
    return things.order_by("-newest", "subject_id")


def news_about(*, person: Person, things: list[dict], topic: str = "") -> list[list[Notification]]:
    """Return the news of each of these things, the newest first, in the order of the things; one query for all."""
    keys = [(one["subject_type"], one["subject_id"]) for one in things]
    ids = [subject_id for _, subject_id in keys if subject_id]
    news = Notification.objects.filter(person=person)
    news = news.filter(subject_id__in=ids) | (
        news.filter(subject_id=None) if None in dict(keys).values() else news.none()
    )
    by_thing: dict[tuple, list[Notification]] = {key: [] for key in keys}
    for one in news.order_by("-created_at", "-id"):
        if not topic or TOPIC_OF[one.kind] == topic:
            by_thing.setdefault((one.subject_type, one.subject_id), []).append(one)
    return [by_thing[key] for key in keys]


def piece_for(*, person: Person, pk: UUID) -> Notification | None:
    """Return one piece of the person's own news."""
    return Notification.objects.filter(person=person, pk=pk).first()
