"""Telling: on the page always, by message as somebody chose, quietly at night, never too often."""

from datetime import datetime, time, timedelta

import pytest
from django.db import transaction

from sanshe.domain.notifications import operations, queries
from sanshe.domain.notifications.choices import TOPIC_OF, Channel, NewsKind, Pace, Topic
from sanshe.domain.notifications.models import Notification
from sanshe.domain.notifications.queries.wording import SENTENCES
from sanshe.kernel.models import OutboxMessage
from tests.factories import AT, SHANGHAI, make_community, make_paper_resident, make_person, make_representation
from tests.factories.notifications import WORDS, make_email, tell

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 2, 23, 10, tzinfo=SHANGHAI)
MORNING = datetime(2026, 3, 3, 7, 30, tzinfo=SHANGHAI)


@pytest.fixture
def person():
    return make_person(community=make_community())


def test_news_stands_on_the_page(person):
    tell(person)

    assert (queries.unread_count(person=person), Notification.objects.get().person) == (1, person)


def test_nobody_is_told_the_same_twice_in_one_call(person):
    assert tell(person, person) == 1


def test_closed_account_is_told_nothing(person):
    person.closed_at = AT

    assert tell(person) == 0


@pytest.mark.django_db(transaction=True)
def test_news_without_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        operations.notify(people=[], kind=NewsKind.MENTIONED, subject=None, at=AT)


def test_every_kind_has_a_topic_and_a_sentence():
    assert (set(TOPIC_OF), set(SENTENCES)) == (set(NewsKind), set(NewsKind))


@pytest.mark.parametrize("kind", list(NewsKind))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_sentence_can_be_said_with_and_without_its_words(kind, language):
    texts = [queries.message(kind=kind, words=words, language=language) for words in ({}, WORDS)]

    assert all(0 < len(text) <= 130 and "%(" not in text for text in texts)


def test_what_is_usual_rings_at_once(person):
    tell(person)

    message = OutboxMessage.objects.get()
    assert (message.channel, message.recipient, message.next_attempt_at) == ("sms", person.phone, AT)


def test_what_is_not_urgent_rings_nowhere(person):
    tell(person, kind=NewsKind.NOTICE_POSTED)

    assert not OutboxMessage.objects.exists()


def test_chosen_pace_counts_before_what_is_usual(person):
    operations.choose_paces(person=person, paces={(Topic.AGREEMENTS, Channel.SMS): Pace.NEVER}, at=AT)

    tell(person)

    assert not OutboxMessage.objects.exists()


def test_address_that_nobody_confirmed_gets_nothing(person):
    make_email(person=person, verified_at=None)
    operations.choose_paces(person=person, paces={(Topic.AGREEMENTS, Channel.EMAIL): Pace.AT_ONCE}, at=AT)

    tell(person)

    assert list(OutboxMessage.objects.values_list("channel", flat=True)) == ["sms"]


def test_message_by_mail_carries_the_way_to_stop_it(person):
    make_email(person=person)
    operations.choose_paces(person=person, paces={(Topic.AGREEMENTS, Channel.EMAIL): Pace.AT_ONCE}, at=AT)

    tell(person)

    message = OutboxMessage.objects.get(channel="email")
    assert operations.what_stops(token=message.body["stop"]) == ("email", "agreements")


def test_night_is_quiet_until_the_morning(person):
    tell(person, at=NIGHT)

    assert OutboxMessage.objects.get().next_attempt_at == MORNING


def test_what_piled_up_over_night_rings_once(person):
    for _ in range(3):
        tell(person, at=NIGHT)

    message = OutboxMessage.objects.get()
    assert (message.body["count"], "3" in message.body["text"]) == (3, True)


def test_urgent_news_rings_at_night(person):
    tell(person, at=NIGHT, urgent=True)

    assert OutboxMessage.objects.get().next_attempt_at == NIGHT


def test_quiet_hours_of_ones_own_count(person):
    operations.choose_hours(person=person, quiet_from=time(8, 30), quiet_until=time(9, 30), digest_hour=8, at=AT)

    tell(person, at=AT)

    assert OutboxMessage.objects.get().next_attempt_at == AT + timedelta(minutes=30)


def test_nobody_gets_more_than_six_messages_a_day(person):
    for minute in range(9):
        tell(person, at=AT + timedelta(minutes=minute))

    put_off = Notification.objects.filter(is_put_off=True).count()
    assert (OutboxMessage.objects.count(), put_off) == (6, 3)


def test_message_is_in_the_readers_language(person):
    person.language = "en"
    person.save(update_fields=["language"])

    tell(person)

    assert "said yes" in OutboxMessage.objects.get().body["text"]


def test_message_about_a_confidence_names_nothing(person):
    operations.choose_paces(person=person, paces={(Topic.DUTIES, Channel.SMS): Pace.AT_ONCE}, at=AT)

    tell(person, kind=NewsKind.PRIVATE_NEED)

    text = OutboxMessage.objects.get().body["text"]
    assert not any(word in text for word in (*WORDS.values(), "悄悄", "求助"))


def test_helper_hears_what_concerns_who_has_no_phone():
    community = make_community()
    grandma, grandson = make_paper_resident(community=community), make_person(community=community)
    make_representation(principal=grandma, representative=grandson)

    tell(grandma)

    assert {one.person for one in Notification.objects.all()} == {grandma, grandson}


def test_telling_many_costs_the_same(django_assert_num_queries):
    community = make_community()
    few = [make_person(community=community, phone=None, claimed_at=AT) for _ in range(2)]
    many = [make_person(community=community, phone=None, claimed_at=AT) for _ in range(20)]
    with django_assert_num_queries(6):
        tell(*few)

    with django_assert_num_queries(6):
        tell(*many)


def test_reading_one_reads_all_about_the_same_thing(person):
    other = make_person()
    tell(person, subject=other)
    tell(person, subject=other, kind=NewsKind.AGREEMENT_DELIVERED)
    tell(person)

    operations.read_piece(person=person, pk=Notification.objects.filter(subject_id=other.pk).first().pk, at=AT)

    assert queries.unread_count(person=person) == 1


def test_reading_all_can_be_taken_back(person):
    tell(person)
    tell(person)
    read_at = AT + timedelta(hours=1)
    operations.read_all(person=person, at=read_at)

    back = operations.unread_again(person=person, read_at=read_at, at=read_at)

    assert (back, queries.unread_count(person=person)) == (2, 2)


def test_news_of_another_is_not_read(person):
    tell(person)

    assert operations.read_piece(person=make_person(), pk=Notification.objects.get().pk, at=AT) is None
