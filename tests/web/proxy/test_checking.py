"""The second look, and what came back from it, on the screen."""

import pytest
from django.urls import reverse

from sanshe.domain.exchange.models import Need
from sanshe.domain.people import operations as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.proxy import operations
from sanshe.domain.proxy.models import Correction, Entry
from tests.factories import AT, make_category
from tests.factories.proxy import SENTENCE, make_paper_entry

pytestmark = pytest.mark.django_db
DATA = {
    "sentence": SENTENCE,
    "category": "",
    "starts_at": "2030-03-05T08:00:00+08:00",
    "ends_at": "2030-03-07T20:00:00+08:00",
    "time_text": "",
    "recurrence": "",
    "place_text": "菜市场",
    "age_band": "elder",
    "age_years": 80,
    "conditions": ["wheelchair"],
    "party_size": 1,
    "cost_basis": "",
    "is_urgent": False,
    "is_private": False,
}


@pytest.fixture
def entry(worker, grandma, community):
    return make_paper_entry(worker=worker, person=grandma, community=community, data=DATA).entry


def url_of(entry, name: str = "proxy_check") -> str:
    return reverse(name, args=[entry.pk])


def as_shown(response, **changes) -> dict:
    """Return what the browser would send of the form as it is shown."""
    form = response.context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: "on" if value is True else value for name, value in values.items() if value not in (None, False)} | {
        "step": "confirm",
        **changes,
    }


def test_typed_and_understood_stand_side_by_side(as_person, second, entry):
    response = as_person(second).get(url_of(entry))

    sides = {side["label"]: side for side in response.context["sides"]}
    typed = [side["typed"] for side in sides.values()]
    assert (SENTENCE in response.content.decode(), "菜市场" in typed) == (True, True)
    assert any(side["differs"] for side in sides.values())


def test_enter_says_yes_and_changes_nothing(as_person, second, entry):
    client = as_person(second)

    response = client.post(url_of(entry), as_shown(client.get(url_of(entry))))

    entry.refresh_from_db()
    need = Need.objects.get()
    assert (response.status_code, response.url) == (302, reverse("proxy_check_list"))
    assert (entry.state, entry.data, Correction.objects.count()) == ("posted", DATA, 0)
    assert (need.place_text, need.age_years, need.conditions) == ("菜市场", 80, ["wheelchair"])


def test_the_next_one_follows_at_once(as_person, worker, second, grandma, community, entry):
    other = make_paper_entry(worker=worker, person=grandma, community=community).entry
    client = as_person(second)

    response = client.post(url_of(entry), as_shown(client.get(url_of(entry))))

    assert response.url == url_of(other)


def test_correction_is_kept(as_person, second, entry):
    make_category(code="shopping_help", name="代买")
    client = as_person(second)

    client.post(url_of(entry), as_shown(client.get(url_of(entry)), category="shopping_help"))

    assert Need.objects.get().category.code == "shopping_help"
    assert Correction.objects.get().after["category"] == "shopping_help"


def test_wrong_correction_comes_back_with_what_was_typed(as_person, second, entry):
    client = as_person(second)
    shown = client.get(url_of(entry))

    response = client.post(url_of(entry), as_shown(shown, party_size="0", place_text="菜场门口"))

    entry.refresh_from_db()
    assert (response.status_code, entry.state) == (422, "entered")
    assert "菜场门口" in response.content.decode()


def test_refused_by_the_rules_it_goes_back(as_person, second, grandma, entry):
    people.withdraw_consent(person=grandma, kind=ConsentKind.PROXY_ENTRY, at=AT, actor=grandma)
    client = as_person(second)

    response = client.post(url_of(entry), as_shown(client.get(url_of(entry))))

    entry.refresh_from_db()
    assert (response.status_code, entry.state, entry.note != "") == (302, "returned", True)


@pytest.mark.parametrize(("reason", "status", "state"), [("字看不清", 302, "returned"), (" ", 422, "entered")])
def test_sending_back_wants_a_word(as_person, second, entry, reason, status, state):
    response = as_person(second).post(url_of(entry), {"step": "return", "reason": reason})

    entry.refresh_from_db()
    assert (response.status_code, entry.state) == (status, state)


def test_entry_looked_at_meanwhile_leads_to_the_list(as_person, second, entry):
    operations.return_entry(actor=second, entry_id=entry.pk, reason="字看不清", at=AT)

    response = as_person(second).post(url_of(entry), {"step": "confirm"})

    assert (response.status_code, response.url) == (302, reverse("proxy_check_list"))


def test_what_came_back_is_typed_in_again(as_person, worker, second, entry):
    operations.return_entry(actor=second, entry_id=entry.pk, reason="字看不清", at=AT)
    client = as_person(worker)
    page = client.get(url_of(entry, "proxy_entry"))

    client.post(url_of(entry, "proxy_entry"), as_shown(page, sentence="想找人陪我去菜场"))

    entry.refresh_from_db()
    assert ("字看不清" in page.content.decode(), entry.state, entry.sentence) == (True, "entered", "想找人陪我去菜场")


def test_entry_is_thrown_away_with_a_word(as_person, worker, entry):
    client = as_person(worker)
    client.post(url_of(entry, "proxy_discard"), {"reason": ""})
    kept = Entry.objects.get().state
    client.post(url_of(entry, "proxy_discard"), {"reason": "人选错了"})

    assert (kept, Entry.objects.get().state) == ("entered", "discarded")


def test_start_page_tells_what_came_back_and_what_waits(as_person, worker, second, grandma, community, entry):
    other = make_paper_entry(worker=worker, person=grandma, community=community).entry
    operations.return_entry(actor=second, entry_id=entry.pk, reason="字看不清", at=AT)

    page = as_person(second).get(reverse("proxy"))

    assert (list(page.context["returned"]), page.context["check_count"]) == ([entry], 1)
    assert url_of(other, "proxy_entry") in page.content.decode()
