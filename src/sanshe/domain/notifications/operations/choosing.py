"""How somebody wants to hear of things."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from sanshe.domain.notifications.choices import Channel, Pace, Topic
from sanshe.domain.notifications.errors import AddressUnreadable, AskedTooOften, LinkUnknown
from sanshe.domain.notifications.models import ContactPoint, Delivery, Preference
from sanshe.domain.notifications.operations.telling import TOKEN_SALT
from sanshe.domain.notifications.queries import confirmation
from sanshe.domain.people.models import Person
from sanshe.kernel import journal, outbox
from sanshe.kernel.models import OutboxMessage

CONFIRM_SALT = "sanshe.notifications.confirm"
CONFIRM_KIND = "confirm_address"
CONFIRM_LIVES = timedelta(days=3)
CONFIRMS_A_DAY = 5


def choose_paces(*, person: Person, paces: Mapping[tuple[str, str], str], at: datetime) -> None:
    """Keep how one wants to hear of topics: pace by topic and channel; what is not named stays as it is."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        for (topic, channel), pace in paces.items():
            Preference.objects.update_or_create(
                person=person, topic=Topic(topic), channel=Channel(channel), defaults={"pace": Pace(pace)}
            )
        _record("choose_paces", person, at)


def choose_hours(*, person: Person, quiet_from: time, quiet_until: time, digest_hour: int, at: datetime) -> None:
    """Keep when one wants to be left alone and at which hour digests leave."""
    with transaction.atomic():
        Delivery.objects.update_or_create(
            person=person,
            defaults={"quiet_from": quiet_from, "quiet_until": quiet_until, "digest_hour": digest_hour},
        )
        _record("choose_hours", person, at)


def add_email(*, person: Person, email: str, at: datetime) -> ContactPoint:
    """Note an e-mail address and write a link to it; messages go there once the link was opened.

    Raises
    ------
    AddressUnreadable
        It is no address.
    AskedTooOften
        The address was written to several times today.
    """
    address = email.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise AddressUnreadable from error
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        written = OutboxMessage.objects.filter(
            kind=CONFIRM_KIND, recipient=address, created_at__gt=at - timedelta(days=1)
        )
        if written.count() >= CONFIRMS_A_DAY:
            raise AskedTooOften
        point, is_new = ContactPoint.objects.get_or_create(
            person=person, channel=Channel.EMAIL, defaults={"address": address, "added_at": at}
        )
        if not is_new and point.address != address:
            point.address, point.added_at, point.verified_at = address, at, None
            point.save(update_fields=["address", "added_at", "verified_at"])
        if point.verified_at is None:
            token = signing.dumps([str(person.pk), address], salt=CONFIRM_SALT)
            outbox.send_later(
                kind=CONFIRM_KIND,
                channel=Channel.EMAIL,
                recipient=address,
                body=confirmation(token=token, language=person.language),
                at=at,
            )
        _record("add_email", person, at)
    return point


def confirm_email(*, token: str, at: datetime) -> Person:
    """Confirm an address by the link that was sent to it; return whose it is.

    Raises
    ------
    LinkUnknown
        The link was not made here, is too old, or the address was changed since.
    """
    try:
        person_id, address = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_LIVES)
    except signing.BadSignature as error:
        raise LinkUnknown from error
    with transaction.atomic():
        point = (
            ContactPoint.objects.select_for_update(of=["self"])
            .select_related("person")
            .filter(person_id=UUID(person_id), channel=Channel.EMAIL, address=address)
            .first()
        )
        if point is None or not point.person.is_active:
            raise LinkUnknown
        if point.verified_at is None:
            point.verified_at = at
            point.save(update_fields=["verified_at"])
            _record("confirm_email", point.person, at)
    return point.person


def remove_email(*, person: Person, at: datetime) -> None:
    """Forget the e-mail address."""
    with transaction.atomic():
        ContactPoint.objects.filter(person=person, channel=Channel.EMAIL).delete()
        _record("remove_email", person, at)


def what_stops(*, token: str) -> tuple[str, str]:
    """Return the channel and the topic ("" for all) that a link out of a message ends.

    Raises
    ------
    LinkUnknown
        The link was not made here.
    """
    _, channel, topic = _stopping(token)
    return channel, topic


def stop(*, token: str, at: datetime) -> None:
    """End messages about a topic, or all, by the link out of a message; nobody has to sign in for that.

    Raises
    ------
    LinkUnknown
        The link was not made here.
    """
    person_id, channel, topic = _stopping(token)
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(pk=UUID(person_id)).first()
        if person is None:
            raise LinkUnknown
        for one in [topic] if topic else Topic.values:
            Preference.objects.update_or_create(
                person=person, topic=Topic(one), channel=Channel(channel), defaults={"pace": Pace.NEVER}
            )
        _record("stop", person, at)


def _stopping(token: str) -> tuple[str, str, str]:
    try:
        person_id, channel, topic = signing.loads(token, salt=TOKEN_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise LinkUnknown from error
    return person_id, channel, topic


def _record(operation: str, person: Person, at: datetime) -> None:
    journal.record(operation=f"notifications.{operation}", subject=person, actor=person, at=at)
