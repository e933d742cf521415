"""What stands in somebody's calendar, and whose calendar an address opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac

from sanshe.domain.exchange.choices import PROMISED
from sanshe.domain.exchange.models import Agreement, CalendarFeed, Commitment
from sanshe.domain.exchange.queries.agreements import agreements_of
from sanshe.domain.people.models import Person
from sanshe.kernel.models import JournalEntry

# A calendar keeps what is over for a season; longer nobody looks back in it.
KEPT = timedelta(days=90)
# Of so many promises at most a calendar is made, the newest.
AGREEMENTS_MAX = 1_000


@dataclass(frozen=True)
class Changes:
    """How often an agreement was changed since it exists, and when last."""

    count: int
    last_at: datetime


def hash_of(token: str) -> str:
    """Return what is kept of the secret in an address."""
    return salted_hmac("sanshe.exchange.feed", token, algorithm="sha256").hexdigest()


def feed_with_token(*, token: str) -> CalendarFeed | None:
    """Return the feed that an address opens, with its person; none once it was ended or the account closed."""
    return (
        CalendarFeed.objects.filter(token_hash=hash_of(token), ended_at=None, person__closed_at=None)
        .select_related("person")
        .first()
    )


def live_feed_of(*, person: Person) -> CalendarFeed | None:
    """Return the feed somebody has, if any."""
    return CalendarFeed.objects.filter(person=person, ended_at=None).first()


def calendar_of(*, person: Person, at: datetime) -> QuerySet[Agreement]:
    """Return what somebody promised or was promised at a time that was said, kept a season back, called off or not."""
    recent = Commitment.objects.filter(agreement=OuterRef("pk"), starts_at__isnull=False, ends_at__gt=at - KEPT)
    return (
        agreements_of(person=person, at=at)
        .filter(Q(state__in=PROMISED), Exists(recent))
        .select_related("need__landmark", "offer__landmark")[:AGREEMENTS_MAX]
    )


def changes_of(*, agreements: Iterable[Agreement]) -> dict[UUID, Changes]:
    """Return how often each of these agreements was changed and when last, from the journal, in one query."""
    rows = (
        JournalEntry.objects.filter(subject_id__in=[one.pk for one in agreements])
        .values_list("subject_id")
        .annotate(Count("id"), Max("at"))
        .order_by()
    )
    return {pk: Changes(count=count, last_at=last_at) for pk, count, last_at in rows}
