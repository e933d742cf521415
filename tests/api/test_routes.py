"""The same operations as JSON."""

import json

import pytest

from sanshe.domain.exchange.models import Agreement, Need
from tests.factories import make_category, make_community, make_need, make_offer, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    make_category(code="escort_to_doctor", name="陪诊", words=("陪看病",))
    return make_community()


@pytest.fixture
def receiver(community):
    return make_person(community=community)


@pytest.fixture
def signed_in(client, receiver):
    client.force_login(receiver, backend="django.contrib.auth.backends.ModelBackend")
    return client


def post(client, address: str, body: dict, **headers):
    return client.post(address, json.dumps(body), content_type="application/json", headers=headers)


def test_answers_need_no_signing_in(client, community):
    offer = make_offer(person=make_person(community=community), community=community)

    answers = client.get("/api/v1/answers", {"community": community.code, "q": "陪老人看病"}).json()

    assert [answer["id"] for answer in answers] == [str(offer.pk)]
    assert 0 < answers[0]["score"] <= 1


def test_same_idempotency_key_is_the_same_need(signed_in, community):
    body = {"community": community.code, "sentence": "想找人陪我看病"}

    answers = [post(signed_in, "/api/v1/needs", body, **{"Idempotency-Key": "k"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Need.objects.count() == 1


def test_posting_needs_signing_in(client, community):
    response = post(client, "/api/v1/needs", {"community": community.code, "sentence": "想找人陪我看病"})

    assert (response.status_code, Need.objects.count()) == (401, 0)


def test_refusal_names_code_and_field(signed_in, community):
    response = post(signed_in, "/api/v1/needs", {"community": community.code, "sentence": "  "})

    assert response.status_code == 409
    assert (response.json()["code"], response.json()["field"]) == ("sentence_missing", "sentence")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"sentence": "x"}, 422),
        ({"community": "123", "sentence": "x"}, 422),
        ({"community": "0" * 12, "sentence": "x"}, 404),
        ({"community": None, "sentence": "x", "party_size": 0}, 422),
    ],
)
def test_bad_input_is_named_and_nothing_stored(signed_in, community, body, status):
    response = post(signed_in, "/api/v1/needs", body)

    assert (response.status_code, Need.objects.count()) == (status, 0)


def test_agreement_runs_from_request_to_acceptance(signed_in, client, community, receiver):
    provider = make_person(community=community)
    offer = make_offer(person=provider, community=community)
    need = make_need(person=receiver, community=community)

    asked = post(signed_in, f"/api/v1/offers/{offer.pk}/ask", {"need": str(need.pk)}).json()
    client.force_login(provider, backend="django.contrib.auth.backends.ModelBackend")
    accepted = post(client, f"/api/v1/agreements/{asked['id']}/accept", {})

    assert accepted.json()["state"] == "accepted"
    assert Agreement.objects.get().state == "accepted"


def test_stranger_finds_no_agreement(signed_in, client, community, receiver):
    offer = make_offer(person=make_person(community=community), community=community)
    need = make_need(person=receiver, community=community)
    asked = post(signed_in, f"/api/v1/offers/{offer.pk}/ask", {"need": str(need.pk)}).json()
    client.force_login(make_person(community=community), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(f"/api/v1/agreements/{asked['id']}").status_code == 404


def test_need_without_an_answer_is_counted_until_an_offer_comes(signed_in, client, community):
    post(signed_in, "/api/v1/needs", {"community": community.code, "sentence": "想找人陪我看病"})
    before = Need.objects.get().answer_count
    client.force_login(make_person(community=community), backend="django.contrib.auth.backends.ModelBackend")

    post(client, "/api/v1/offers", {"community": community.code, "sentence": "可以陪老人看病", "capacity": 1})

    assert (before, Need.objects.get().answer_count) == (0, 1)


@pytest.mark.parametrize("nasty", ["\x00", "陪我\x00看病", "\ud800看病", "\x1b[31m看病"])
def test_words_that_nobody_types_do_no_harm(signed_in, community, nasty):
    body = {"community": community.code, "sentence": nasty, "place_text": nasty, "category": nasty}
    response = post(signed_in, "/api/v1/needs", {**body, "category": ""})
    other = post(signed_in, "/api/v1/needs", body)

    assert (response.status_code, other.status_code) in {(201, 404), (409, 404), (422, 422)}
