"""A person's news."""

from uuid import UUID

from django.db.models import Case, Count, Max, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from sanshe.domain.notifications.choices import TOPIC_OF
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people.models import Person


def unread_count(*, person: Person) -> int:
    """Return how much news the person has not read."""
    return Notification.objects.filter(person=person, read_at=None).count()


def things_of(*, person: Person, topic: str = "") -> QuerySet:
    """Return the things the person has news of, the one with the newest first, each with `newest` and `unread`.

    News that is about no thing stands together by kind.
    """
    things = _by_thing(person, topic).order_by().values("subject_type", "subject_id", "of_kind")
    things = things.annotate(newest=Max("created_at"), unread=Count("pk", filter=Q(read_at=None)))
    return things.order_by("-newest", "subject_id", "of_kind")


def news_about(*, person: Person, things: list[dict], most: int, topic: str = "") -> list[list[Notification]]:
    """Return the news of each of these things, at most so much, the newest first, in their order; one query for all."""
    keys = [(one["subject_id"], one["of_kind"]) for one in things]
    news = _by_thing(person, topic).filter(
        Q(subject_id__in=[subject_id for subject_id, _ in keys if subject_id])
        | Q(subject_id=None, kind__in=[kind for _, kind in keys if kind])
    )
    place = Window(RowNumber(), partition_by=["subject_type", "subject_id", "of_kind"], order_by=["-created_at", "-id"])
    by_thing: dict[tuple, list[Notification]] = {key: [] for key in keys}
    for one in news.annotate(place=place).filter(place__lte=most).order_by("-created_at", "-id"):
        by_thing[one.subject_id, one.of_kind].append(one)
    return [by_thing[key] for key in keys]


def _by_thing(person: Person, topic: str) -> QuerySet:
    news = Notification.objects.filter(person=person)
    if topic:
        news = news.filter(kind__in=[kind for kind, its_topic in TOPIC_OF.items() if its_topic == topic])
    return news.annotate(of_kind=Case(When(subject_id=None, then="kind"), default=Value("")))


def piece_for(*, person: Person, pk: UUID) -> Notification | None:
    """Return one piece of the person's own news."""
    return Notification.objects.filter(person=person, pk=pk).first()
