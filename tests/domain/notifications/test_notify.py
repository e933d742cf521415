"""Telling: on the page always, by message as somebody chose, quietly at night, never too often."""

from datetime import datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import translation

from sanshe.domain.notifications import operations, queries
from sanshe.domain.notifications.choices import TOPIC_OF, Channel, NewsKind, Pace, Topic
from sanshe.domain.notifications.models import Notification
from sanshe.domain.notifications.queries.wording import SENTENCES
from sanshe.domain.people import operations as person_operations
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

    address = OutboxMessage.objects.get(channel="email").body["unsubscribe"]
    assert operations.what_stops(token=address.split("/")[-2]) == ("email", "agreements")


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


def test_urgent_news_does_not_wait_with_what_waits_for_the_morning(person):
    tell(person, at=NIGHT)

    tell(person, at=NIGHT, urgent=True)

    assert sorted(OutboxMessage.objects.values_list("next_attempt_at", flat=True)) == [NIGHT, MORNING]


def test_early_morning_is_quiet_until_the_same_morning(person):
    tell(person, at=datetime(2026, 3, 3, 0, 5, tzinfo=SHANGHAI))

    assert OutboxMessage.objects.get().next_attempt_at == MORNING


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


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_private_matter_is_named_on_the_page_only_as_such(person, language):
    person.language = language
    make_email(person=person)
    operations.choose_paces(person=person, paces={(Topic.AGREEMENTS, Channel.EMAIL): Pace.AT_ONCE}, at=AT)

    tell(person, words={"who": "陈大姐", queries.IN_CONFIDENCE: "yes"})

    texts = [message.body["text"] for message in OutboxMessage.objects.all()]
    assert [text for text in texts if "陈大姐" in text] == []
    with translation.override("en"):
        assert queries.sentence(Notification.objects.get()) == "陈大姐 said yes: “a matter in confidence”"


@pytest.mark.parametrize("number", ["13900001111", "139 0000 1111", "+8613900001111", "0871-6533 1234"])
def test_number_written_on_a_slip_goes_into_no_message(person, number):
    tell(person, words={"who": "陈大姐", "what": f"陪我去医院，打{number}，8:00到12:00"})

    assert "打…，8:00到12:00" in OutboxMessage.objects.get().body["text"]


def test_phone_stays_silent_once_that_was_taken_back(person):
    person_operations.give_consent(
        person=person, kind="messages", wording="可以给我发消息", how="on_screen", actor=person, at=AT
    )
    tell(person)
    person_operations.withdraw_consent(person=person, kind="messages", actor=person, at=AT)

    tell(person, at=AT + timedelta(minutes=1))

    assert (OutboxMessage.objects.count(), queries.unread_count(person=person)) == (1, 2)


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
    with django_assert_num_queries(7):
        tell(*few)

    with django_assert_num_queries(7):
        tell(*many)


def test_ringing_many_phones_costs_the_same(django_assert_num_queries):
    community = make_community()
    few = [make_person(community=community, claimed_at=AT) for _ in range(2)]
    many = [make_person(community=community, claimed_at=AT) for _ in range(20)]
    with django_assert_num_queries(10):
        tell(*few)

    with django_assert_num_queries(10):
        tell(*many)
    with django_assert_num_queries(10):
        tell(*many, at=NIGHT)
    with django_assert_num_queries(10):
        tell(*many, at=NIGHT)

    assert OutboxMessage.objects.count() == 2 + 20 + 20


def test_reading_one_reads_all_about_the_same_thing(person):
    other = make_person()
    tell(person, subject=other)
    tell(person, subject=other, kind=NewsKind.AGREEMENT_DELIVERED)
    tell(person)

    operations.read_piece(person=person, pk=Notification.objects.filter(subject_id=other.pk).first().pk, at=AT)

    assert queries.unread_count(person=person) == 1


def test_reading_what_is_about_no_thing_reads_what_stands_with_it(person):
    for kind in (NewsKind.RESIDENCE_VERIFIED, NewsKind.RESIDENCE_VERIFIED, NewsKind.DUPLICATE_DECIDED):
        tell(person, kind=kind)

    operations.read_piece(person=person, pk=Notification.objects.filter(kind="residence_verified")[0].pk, at=AT)

    things = queries.things_of(person=person)
    assert {one["of_kind"]: one["unread"] for one in things} == {"residence_verified": 0, "duplicate_decided": 1}


def test_thing_shows_its_newest_news_only(person):
    other = make_person()
    for minute in range(5):
        tell(person, subject=other, at=AT + timedelta(minutes=minute))

    things = list(queries.things_of(person=person))
    (pieces,) = queries.news_about(person=person, things=things, most=3)

    assert [one.created_at.minute - AT.minute for one in pieces] == [4, 3, 2]


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
