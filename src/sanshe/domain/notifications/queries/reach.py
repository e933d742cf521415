"""How news reaches people: what they chose or what is usual, their addresses, their quiet hours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from sanshe.domain.notifications.choices import USUAL, Channel, Pace, Topic
from sanshe.domain.notifications.models import ContactPoint, Delivery, Preference
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.models import Consent, Person

ON_THE_PHONE = (Channel.SMS, Channel.WECHAT)


@dataclass(frozen=True)
class Reach:
    """The ways to one person: addresses by channel, the chosen pace by topic and channel, and when to be quiet.

    Whoever took back that messages come to their phone (`is_phone_silent`) has no address there.
    """

    person: Person
    addresses: Mapping[str, str]
    paces: Mapping[tuple[str, str], str] = field(default_factory=dict)
    quiet_from: time = Delivery._meta.get_field("quiet_from").default
    quiet_until: time = Delivery._meta.get_field("quiet_until").default
    is_phone_silent: bool = False

    def pace(self, topic: str, channel: str) -> str:
        """Return when a message about this topic leaves by this channel."""
        return self.paces.get((topic, channel)) or USUAL.get((Topic(topic), Channel(channel)), Pace.NEVER)

    def not_before(self, at: datetime) -> datetime | None:
        """Return the end of the quiet hours that it is in now, or None where it may ring."""
        now = timezone.localtime(at)
        begins, ends = self.quiet_from, self.quiet_until
        is_quiet = begins <= now.time() < ends if begins <= ends else now.time() >= begins or now.time() < ends
        if begins == ends or not is_quiet:
            return None
        morning = now.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
        return morning if morning > now else morning + timedelta(days=1)


def reach_of(*, people: Iterable[Person]) -> dict[UUID, Reach]:
    """Return how each of these people is reached; four queries for any number."""
    known = {person.pk: person for person in people}
    addresses: dict[UUID, dict[str, str]] = {pk: {} for pk in known}
    paces: dict[UUID, dict[tuple[str, str], str]] = {pk: {} for pk in known}
    for pk, person in known.items():
        if person.phone:
            addresses[pk][Channel.SMS] = person.phone
    for point in ContactPoint.objects.filter(person__in=known, verified_at__isnull=False):
        addresses[point.person_id][point.channel] = point.address
    for one in Preference.objects.filter(person__in=known):
        paces[one.person_id][one.topic, one.channel] = one.pace
    quiet = {one.person_id: one for one in Delivery.objects.filter(person__in=known)}
    silent = _with_silent_phones(known)
    for pk in silent:
        for channel in ON_THE_PHONE:
            addresses[pk].pop(channel, None)
    reaches = {}
    for pk, person in known.items():
        hours = {"quiet_from": quiet[pk].quiet_from, "quiet_until": quiet[pk].quiet_until} if pk in quiet else {}
        reaches[pk] = Reach(
            person=person, addresses=addresses[pk], paces=paces[pk], is_phone_silent=pk in silent, **hours
        )
    return reaches


def _with_silent_phones(known: Iterable[UUID]) -> set[UUID]:
    rows = Consent.objects.filter(person__in=known, kind=ConsentKind.MESSAGES).order_by().values("person")
    running = rows.annotate(running=Count("pk", filter=Q(withdrawn_at=None)))
    return set(running.filter(running=0).values_list("person", flat=True))


def contact_point(*, person: Person, channel: str) -> ContactPoint | None:
    """Return the person's address on a channel besides the phone, confirmed or not."""
    return ContactPoint.objects.filter(person=person, channel=channel).first()


def delivery_of(*, person: Person) -> Delivery:
    """Return when the person wants to be left alone, as they chose or as is usual."""
    return Delivery.objects.filter(person=person).first() or Delivery(person=person)
