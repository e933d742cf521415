"""Addresses that are confirmed, and links out of messages."""

from datetime import timedelta

import pytest

from sanshe.domain.notifications import operations, queries
from sanshe.domain.notifications.choices import Channel, Pace, Topic
from sanshe.domain.notifications.errors import AddressUnreadable, AskedTooOften, LinkUnknown
from sanshe.kernel.models import OutboxMessage
from tests.factories import AT, make_community, make_person
from tests.factories.notifications import make_email

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(community=make_community())


def token_of() -> str:
    letter = OutboxMessage.objects.filter(kind="confirm_address").latest("id").body["text"]
    return letter.rstrip("/").rpartition("/")[2]


def test_address_counts_once_its_link_was_opened(person):
    operations.add_email(person=person, email=" wang@example.org ", at=AT)
    before = queries.reach_of(people=[person])[person.pk].addresses

    operations.confirm_email(token=token_of(), at=AT)

    after = queries.reach_of(people=[person])[person.pk].addresses
    assert ("email" in before, after["email"]) == (False, "wang@example.org")


def test_link_of_an_address_given_up_confirms_nothing(person):
    operations.add_email(person=person, email="old@example.org", at=AT)
    token = token_of()
    operations.add_email(person=person, email="new@example.org", at=AT)

    with pytest.raises(LinkUnknown):
        operations.confirm_email(token=token, at=AT)


@pytest.mark.parametrize("email", ["", "wang", "wang@", "wang@x\x00y.org", "a@b.c, d@e.f"])
def test_what_is_no_address_is_refused(person, email):
    with pytest.raises(AddressUnreadable):
        operations.add_email(person=person, email=email, at=AT)


def test_stranger_is_not_flooded_with_confirmations(person):
    for hour in range(5):
        operations.add_email(person=person, email="wang@example.org", at=AT + timedelta(hours=hour))

    with pytest.raises(AskedTooOften):
        operations.add_email(person=person, email="wang@example.org", at=AT + timedelta(hours=6))


@pytest.mark.parametrize("token", ["", "made-up", "a:b:c"])
def test_link_made_elsewhere_does_nothing(token):
    for operation in (operations.confirm_email, operations.stop):
        with pytest.raises(LinkUnknown):
            operation(token=token, at=AT)


def test_stopping_one_topic_leaves_the_others(person):
    make_email(person=person)
    token = operations.stop_token(person=person, channel=Channel.EMAIL, topic=Topic.GROUPS)

    operations.stop(token=token, at=AT)

    reach = queries.reach_of(people=[person])[person.pk]
    paces = {topic: reach.pace(topic, Channel.EMAIL) for topic in (Topic.GROUPS, Topic.MENTIONS)}
    assert paces == {Topic.GROUPS: Pace.NEVER, Topic.MENTIONS: Pace.DAILY}


def test_stopping_all_stops_every_topic_of_the_channel(person):
    make_email(person=person)

    operations.stop(token=operations.stop_token(person=person, channel=Channel.EMAIL), at=AT)

    reach = queries.reach_of(people=[person])[person.pk]
    assert {reach.pace(topic, Channel.EMAIL) for topic in Topic} == {Pace.NEVER}
    assert reach.pace(Topic.AGREEMENTS, Channel.SMS) == Pace.AT_ONCE
