"""What no form would send ends in a page that says so, never in a fault of ours."""

import uuid

import pytest

from tests.factories import make_category, make_community, make_need, make_offer, make_person, make_worker

pytestmark = pytest.mark.django_db
NOBODY = str(uuid.UUID(int=7))
NASTY = ["\x00", "\ud7ff", "'; DROP TABLE x; --", "%", "\\", "长" * 5000, "🦆", "\u202e", "((("]


@pytest.fixture
def community():
    make_category(code="escort_to_doctor", name="陪诊", words=("陪看病",))
    return make_community()


@pytest.fixture
def person(community):
    return make_person(community=community)


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/say/", "q"),
        ("/answers/", "q"),
        ("/answers/", "category"),
        ("/needs/", "category"),
        ("/offers/", "category"),
        ("/services/", "q"),
        ("/services/", "category"),
        ("/organizations/", "q"),
        ("/organizations/", "kind"),
        ("/sign-in/", "next"),
        ("/api/v1/answers", "q"),
    ],
)
def test_nasty_address_is_answered(client, community, person, address, name, nasty):
    make_need(person=person, community=community)

    response = client.get(address, {"community": community.code, "kind": "need", "q": "陪看病", name: nasty})

    assert response.status_code < 400 or response.status_code == 422


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"/offers/{NOBODY}/ask/", {}),
        (f"/needs/{NOBODY}/hand/", {}),
        (f"/needs/{NOBODY}/withdraw/", {}),
        (f"/offers/{NOBODY}/withdraw/", {}),
        (f"/agreements/{NOBODY}/accept/", {}),
        ("/communities/", {"community": "\x00"}),
        ("/say/", {"kind": "x", "sentence": "\x00"}),
        ("/say/", {"kind": "need", "sentence": "陪我看病", "ask": "\x00"}),
        ("/say/", {"kind": "need", "sentence": "陪我看病", "ask": NOBODY}),
    ],
)
def test_post_about_nothing_is_answered(community, person, as_person, address, said):
    response = as_person(person).post(address, said)

    assert response.status_code in (302, 404, 422)


@pytest.mark.parametrize("field", ["need", "message", "key"])
def test_nasty_words_with_a_request_do_no_harm(community, person, as_person, field):
    offer = make_offer(person=make_person(community=community), community=community)

    response = as_person(person).post(f"/offers/{offer.pk}/ask/", {field: "\x00\x01'"})

    assert response.status_code == 302


def test_desk_is_shown_in_the_navigation_only_to_whom_it_opens(community, as_person):
    shown = {}
    for name, someone in (
        ("worker", make_worker(community=community)),
        ("assessor", make_person(community=community, kinds=("resident", "assessor"))),
        ("resident", make_person(community=community)),
    ):
        shown[name] = 'href="/desk/"' in as_person(someone).get("/").content.decode()

    assert shown == {"worker": True, "assessor": False, "resident": False}
