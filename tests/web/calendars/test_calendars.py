"""Arrangements in the calendar of a telephone: the file, the page, and the secret address."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.choices import AgreementState
from sanshe.domain.exchange.models import CalendarFeed, Commitment
from sanshe.domain.exchange.operations.feeds import issue_feed
from sanshe.domain.people.choices import ConsentKind, GivenHow
from sanshe.domain.people.models import Consent, Household, HouseholdMember
from sanshe.kernel.models import JournalEntry
from tests.factories import (
    AT,
    make_category,
    make_community,
    make_need,
    make_offer,
    make_organization,
    make_paper_resident,
    make_person,
    make_request,
    make_worker,
)
from tests.factories.sheets import make_promise

pytestmark = pytest.mark.django_db
SOON = timezone.now() + timedelta(days=7)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def receiver(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def provider(community):
    return make_person(community=community, name="陈大姐")


@pytest.fixture
def promise(community, receiver, provider):
    return make_promise(
        community=community,
        receiver=receiver,
        provider=provider,
        starts_at=SOON,
        category=make_category(code="escort", name="陪同就医"),
        place_text="省医院门口",
    )


def feed_of(person):
    return reverse("calendar_feed", args=[issue_feed(actor=person, at=timezone.now())[1]])


def events(response):
    return Calendar.from_ical(response.content).walk("VEVENT")


def file_of(agreement):
    return reverse("agreement_calendar", args=[agreement.pk])


def test_file_of_an_agreement_says_who_what_where_and_when(as_person, promise, receiver):
    response = as_person(receiver).get(file_of(promise))

    (event,) = events(response)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert {"陈大姐", "陪同就医"} == {
        said for said in ("陈大姐", "王阿姨", "陪同就医") if said in str(event["summary"])
    }
    assert str(event["location"]) == "省医院门口"
    assert event.decoded("dtstart") == SOON.replace(microsecond=0)
    assert str(event["url"]).endswith(reverse("agreement", args=[promise.pk]))


def test_file_names_the_other_side_to_each(as_person, promise, receiver, provider):
    summaries = [str(events(as_person(who).get(file_of(promise)))[0]["summary"]) for who in (receiver, provider)]

    assert [("陈大姐" in said, "王阿姨" in said) for said in summaries] == [(True, False), (False, True)]


def test_no_phone_stands_in_a_calendar(as_person, promise, receiver, provider):
    content = as_person(provider).get(file_of(promise)).content + Client().get(feed_of(provider)).content

    assert receiver.phone[3:].encode() not in content


@pytest.mark.parametrize("who", ["stranger", "worker", "nobody"])
def test_file_opens_for_its_two_sides_only(client, community, promise, who):
    if who != "nobody":
        looking = make_worker(community=community) if who == "worker" else make_person(community=community)
        client.force_login(looking, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(file_of(promise)).status_code == (302 if who == "nobody" else 404)


def test_worker_who_hears_a_dispute_gets_no_file(as_person, community, promise, receiver):
    promise.state, promise.turn = AgreementState.DISPUTED, ""
    promise.save()

    assert as_person(make_worker(community=community)).get(file_of(promise)).status_code == 404


def test_home_is_in_the_file_of_who_visits_and_in_no_feed(as_person, community, receiver, provider):
    visit = make_promise(community=community, receiver=receiver, provider=provider, starts_at=SOON, at_home=True)
    household = Household.objects.create(
        community=community, address="3栋2单元501", address_key="3栋2单元501", entered_at=AT
    )
    HouseholdMember.objects.create(household=household, person=receiver, starts_at=AT)

    mine = as_person(provider).get(file_of(visit))
    theirs = as_person(receiver).get(file_of(visit))
    feed = Client().get(feed_of(provider))

    assert str(events(mine)[0]["location"]) == "3栋2单元501"
    assert "501" not in theirs.content.decode()
    assert "3栋" not in feed.content.decode()
    look = JournalEntry.objects.get(operation="exchange.look_at_home")
    assert (look.actor_id, look.subject_id) == (provider.pk, receiver.pk)


def test_of_what_was_told_in_confidence_only_the_hour_is_in_the_calendar(community, receiver, provider):
    Consent.objects.create(
        person=receiver, kind=ConsentKind.SENSITIVE_DATA, wording="我同意", how=GivenHow.SPOKEN, given_at=AT
    )
    make_promise(
        community=community, receiver=receiver, provider=provider, starts_at=SOON, is_private=True, place_text="六楼"
    )

    content = Client().get(feed_of(provider), headers={"accept-language": "en"}).content.decode()

    assert "王阿姨" not in content
    assert "六楼" not in content
    assert "BEGIN:VEVENT" in content


def test_agreement_without_a_time_has_no_file(as_person, community, receiver, provider):
    untimed = make_promise(community=community, receiver=receiver, provider=provider, starts_at=None)

    assert as_person(receiver).get(file_of(untimed)).status_code == 404


def test_series_repeats_and_a_meeting_called_off_is_left_out(community, receiver, provider):
    series = make_promise(
        community=community, receiver=receiver, provider=provider, starts_at=SOON, recurrence="FREQ=WEEKLY;COUNT=6"
    )
    address = feed_of(receiver)
    third = Commitment.objects.get(agreement=series, number=3)
    before = Client().get(address)
    operations.cancel_meeting(actor=provider, commitment_id=third.pk, reason="我出差", at=timezone.now())
    after = Client().get(address)

    (was,), (became) = events(before), events(after)
    assert "exdate" not in was
    assert became[0]["exdate"].dts[0].dt == third.starts_at.replace(microsecond=0)
    assert (became[0]["sequence"], became[0]["uid"]) == (was["sequence"] + 1, was["uid"])
    assert before["ETag"] != after["ETag"]


def test_what_is_called_off_stays_in_the_feed_as_called_off(promise, receiver, provider):
    operations.cancel_agreement(actor=provider, agreement_id=promise.pk, reason="我病了", at=timezone.now())

    (event,) = events(Client().get(feed_of(receiver)))

    assert str(event["status"]) == "CANCELLED"


def test_another_time_that_was_agreed_moves_the_same_event(promise, receiver, provider):
    later, now = SOON + timedelta(days=1), timezone.now()
    operations.propose_time(
        actor=receiver, agreement_id=promise.pk, starts_at=later, ends_at=later + timedelta(hours=1), at=now
    )
    operations.answer_proposal(actor=provider, agreement_id=promise.pk, is_accepted=True, at=now)

    (event,) = events(Client().get(feed_of(receiver)))

    assert event.decoded("dtstart") == later.replace(microsecond=0)
    assert str(event["uid"]) == f"{promise.pk}@sanshe"


def test_question_that_nobody_answered_is_in_no_calendar(community, receiver, provider):
    need = make_need(person=receiver, community=community, starts_at=SOON, ends_at=SOON + timedelta(hours=1))
    make_request(need=need, offer=make_offer(person=provider, community=community))

    assert events(Client().get(feed_of(receiver))) == []


def test_past_of_a_season_ago_is_left_out(community, receiver, provider):
    promise = make_promise(community=community, receiver=receiver, provider=provider, starts_at=SOON)
    long_ago = timezone.now() - timedelta(days=100)
    Commitment.objects.filter(agreement=promise).update(starts_at=long_ago, ends_at=long_ago + timedelta(hours=1))

    assert events(Client().get(feed_of(receiver))) == []


def test_feed_of_an_organisations_person_has_its_promises(community, receiver, provider):
    staff = make_person(community=community, name="小周")
    promise = make_promise(community=community, receiver=receiver, provider=provider, starts_at=SOON)
    promise.provider, promise.provider_organization = None, make_organization(staff=(staff,))
    promise.save()

    assert "王阿姨" in str(events(Client().get(feed_of(staff)))[0]["summary"])


def test_feed_needs_no_cookie_and_sets_none(promise, receiver):
    response = Client().get(feed_of(receiver))

    assert (response.status_code, len(events(response)), dict(response.cookies)) == (200, 1, {})
    assert response["Cache-Control"] == "private, no-cache"


def test_feed_speaks_the_language_of_its_person(promise, receiver):
    receiver.language = "en"
    receiver.save()

    (event,) = events(Client().get(feed_of(receiver), headers={"accept-language": "zh-hans"}))

    assert str(event["summary"]) == "陈大姐 helps you: Escort"


def test_telephone_that_has_it_already_is_answered_with_nothing(promise, receiver, provider):
    address = feed_of(receiver)
    first = Client().get(address)

    by_tag = Client().get(address, headers={"if-none-match": first["ETag"]})
    by_date = Client().get(address, headers={"if-modified-since": first["Last-Modified"]})
    operations.cancel_agreement(
        actor=provider, agreement_id=promise.pk, reason="我病了", at=timezone.now() + timedelta(seconds=5)
    )
    changed = Client().get(
        address, headers={"if-none-match": first["ETag"], "if-modified-since": first["Last-Modified"]}
    )

    assert [one.status_code for one in (by_tag, by_date, changed)] == [304, 304, 200]
    assert (by_tag.content, by_tag["ETag"]) == (b"", first["ETag"])


@pytest.mark.parametrize("token", ["x", "a" * 32, "字", "%00", "a" * 5_000, "..", "' OR 1=1"])
def test_unknown_address_is_not_there(client, promise, receiver, token):
    feed_of(receiver)

    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_new_address_ends_the_one_before(receiver):
    old, new = feed_of(receiver), feed_of(receiver)

    assert [Client().get(address).status_code for address in (old, new)] == [404, 200]
    assert CalendarFeed.objects.filter(person=receiver, ended_at=None).count() == 1


def test_secret_is_kept_as_a_hash_only(receiver):
    feed, token = issue_feed(actor=receiver, at=timezone.now())

    assert token not in f"{feed.token_hash} {JournalEntry.objects.values_list('detail', flat=True)}"
    assert len(feed.token_hash) == 64


def test_feed_of_a_closed_account_is_dead(receiver):
    address = feed_of(receiver)
    receiver.closed_at = timezone.now()
    receiver.save()

    assert Client().get(address).status_code == 404


def test_page_shows_the_address_once(as_person, receiver):
    client = as_person(receiver)
    made = client.post(reverse("renew_calendar"), follow=True).content.decode()
    again = client.get(reverse("calendar")).content.decode()

    assert made.count("webcal://") == 1
    assert "data:image/svg+xml" in made
    assert "webcal://" not in again
    address = made.partition('id="address"')[2].partition('value="')[2].partition('"')[0]
    assert Client().get(address.partition("8000")[2]).status_code == 200


def test_switching_off_ends_the_address(as_person, receiver):
    address = feed_of(receiver)
    as_person(receiver).post(reverse("end_calendar"))
    as_person(receiver).post(reverse("end_calendar"))

    assert Client().get(address).status_code == 404
    assert JournalEntry.objects.filter(operation="exchange.end_feed").count() == 1


@pytest.mark.parametrize("name", ["calendar", "renew_calendar", "end_calendar"])
def test_who_is_not_signed_in_is_asked_to(client, name):
    address = reverse(name)

    response = client.get(address) if name == "calendar" else client.post(address)

    assert response["Location"].startswith(reverse("sign_in"))


def test_agreement_page_and_mine_lead_into_the_calendar(as_person, promise, receiver):
    client = as_person(receiver)

    assert file_of(promise) in client.get(reverse("agreement", args=[promise.pk])).content.decode()
    assert f'href="{reverse("calendar")}"' in client.get(reverse("mine")).content.decode()


def test_feed_costs_the_same_for_more_promises(community, receiver, provider):
    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(address).status_code == 200
        return len(queries)

    address = feed_of(receiver)
    make_promise(community=community, receiver=receiver, provider=provider, starts_at=SOON)
    one = cost(address)
    for day in (1, 2):
        make_promise(
            community=community,
            receiver=receiver,
            provider=make_person(community=community),
            starts_at=SOON + timedelta(days=day),
            recurrence="FREQ=WEEKLY;COUNT=3",
        )

    assert (cost(address), one) == (6, 6)


def test_paper_residents_worker_may_take_the_file(as_person, community, provider):
    grandmother = make_paper_resident(community=community)
    worker = make_worker(community=community)
    promise = make_promise(community=community, receiver=grandmother, provider=provider, starts_at=SOON)

    assert "陈大姐" in str(events(as_person(worker).get(file_of(promise)))[0]["summary"])
