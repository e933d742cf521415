"""The pages of news."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sanshe.domain.notifications import operations, queries
from sanshe.domain.notifications.choices import Channel, NewsKind, Pace, Topic
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people import operations as person_operations
from tests.factories import AT, make_community, make_need, make_offer, make_person, make_request
from tests.factories.notifications import make_email, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def person(community):
    return make_person(community=community)


def test_empty_page_says_what_will_stand_there(as_person, person):
    page = as_person(person).get(reverse("news"))

    assert (page.status_code, page.context["things"]) == (200, [])


def test_opening_leads_to_the_thing_and_marks_it_read(as_person, person, community):
    offer = make_offer(person=person, community=community)
    agreement = make_request(need=make_need(person=make_person(community=community), community=community), offer=offer)
    news = Notification.objects.get(person=person)

    response = as_person(person).get(reverse("piece_of_news", args=[news.pk]))

    assert response.url == reverse("agreement", args=[agreement.pk])
    assert queries.unread_count(person=person) == 0


@pytest.mark.parametrize("kind", list(NewsKind))
def test_every_kind_leads_somewhere(as_person, person, kind):
    tell(person, kind=kind, subject=None)

    response = as_person(person).get(reverse("piece_of_news", args=[Notification.objects.get().pk]))

    assert response.status_code == 302


def test_news_of_another_is_not_there(as_person, person):
    tell(make_person())

    response = as_person(person).get(reverse("piece_of_news", args=[Notification.objects.get().pk]))

    assert response.status_code == 404


def test_list_costs_the_same_for_one_and_many(as_person, person, community):
    client = as_person(person)
    client.get(reverse("news"))

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("news")).status_code == 200
        return len(captured)

    tell(person, subject=community)
    one = cost()
    for other in (make_person(), make_person(), make_person()):
        tell(person, subject=other)
        tell(person, subject=other, kind=NewsKind.AGREEMENT_DELIVERED)

    assert cost() == one


def test_all_read_and_back(as_person, person):
    tell(person)
    client = as_person(person)
    client.post(reverse("read_all_news"))
    after = queries.unread_count(person=person)

    client.post(reverse("unread_news_again"))

    assert (after, queries.unread_count(person=person)) == (0, 1)


def test_choice_is_kept(as_person, person):
    client = as_person(person)
    form = client.get(reverse("news_settings")).context["paces"]
    said = {name: field.initial for name, field in form.fields.items()}

    client.post(reverse("news_settings"), {**said, "groups.sms": "weekly"})

    reach = queries.reach_of(people=[person])[person.pk]
    assert (reach.pace(Topic.GROUPS, Channel.SMS), reach.pace(Topic.AGREEMENTS, Channel.SMS)) == (
        Pace.WEEKLY,
        Pace.AT_ONCE,
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("news_settings", {"groups.sms": "hourly"}),
        ("news_hours", {"quiet_from": "25:00", "quiet_until": "", "digest_hour": "99"}),
        ("news_email", {"email": "wang\x00"}),
    ],
)
def test_what_no_form_would_send_comes_back(as_person, person, name, said):
    assert as_person(person).post(reverse(name), said).status_code == 422


def test_link_out_of_a_mail_asks_before_it_stops(client, person):
    make_email(person=person)
    address = reverse("stop_news", args=[operations.stop_token(person=person, channel="email", topic="groups")])
    client.get(address)
    before = queries.reach_of(people=[person])[person.pk].pace("groups", "email")

    client.post(address)

    assert (before, queries.reach_of(people=[person])[person.pk].pace("groups", "email")) == ("daily", "never")


@pytest.mark.parametrize("name", ["stop_news", "confirm_news_email"])
def test_link_made_elsewhere_leads_home(client, community, name):
    response = client.post(reverse(name, args=["made-up"]))

    assert response.url == reverse("home")


def test_settings_say_why_the_phone_stays_silent(as_person, person):
    person_operations.give_consent(person=person, kind="messages", wording="可以", how="on_screen", actor=person, at=AT)
    person_operations.withdraw_consent(person=person, kind="messages", actor=person, at=AT)

    page = as_person(person).get(reverse("news_settings"))

    assert reverse("my_consents") in page.content.decode()
    assert [name for name in page.context["paces"].fields if name.endswith(".sms")] == []


def test_news_about_no_thing_stands_together_by_kind(as_person, person):
    for kind in (NewsKind.RESIDENCE_VERIFIED, NewsKind.DUPLICATE_DECIDED, NewsKind.RESIDENCE_VERIFIED):
        tell(person, kind=kind)

    page = as_person(person).get(reverse("news"))

    kinds = [(one["newest"].kind, len(one["earlier"])) for one in page.context["things"]]
    assert sorted(kinds) == [("duplicate_decided", 0), ("residence_verified", 1)]
