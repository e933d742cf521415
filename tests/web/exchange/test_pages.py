"""The pages of the exchange: who sees what, at which cost, and what happens to bad input."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.people import queries as people_queries
from tests.factories import (
    AT,
    make_category,
    make_community,
    make_need,
    make_offer,
    make_organization,
    make_person,
    make_request,
    make_service,
    make_worker,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    make_category(code="escort_to_doctor", name="陪诊", words=("陪去医院", "陪看病"))
    return make_community()


@pytest.fixture
def receiver(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def provider(community):
    return make_person(community=community, name="李师傅")


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", ["/needs/", "/offers/", "/mine/", "/services/", "/organizations/", "/desk/", "/"])
def test_list_costs_the_same_for_one_and_three(address, community, receiver, as_person):
    worker = make_worker(community=community)
    client = as_person(worker)

    def one_more():
        need = make_need(person=receiver, community=community)
        make_need(person=worker, community=community)
        offer = make_offer(person=worker, community=community)
        make_request(need=need, offer=offer)
        make_service(organization=make_organization(), community=community)

    one_more()
    client.get(address)
    cost_of_one = queries_of(client, address)
    one_more()
    one_more()

    assert queries_of(client, address) == cost_of_one


def test_own_need_page_costs_the_same_for_one_and_three_answers(community, receiver, as_person):
    client = as_person(receiver)
    need = make_need(person=receiver, community=community)
    address = reverse("need", args=[need.pk])
    make_offer(person=make_person(community=community), community=community)
    client.get(address)
    cost_of_one = queries_of(client, address)
    for _ in range(2):
        make_offer(person=make_person(community=community), community=community)

    assert queries_of(client, address) == cost_of_one


def test_posting_the_same_form_twice_is_one_need(community, receiver, as_person):
    client = as_person(receiver)
    form = {"kind": "need", "sentence": "想找人陪我去医院", "key": "one"}

    first, second = client.post("/say/", form), client.post("/say/", form)

    assert first.url == second.url
    assert Need.objects.count() == 1


def test_sentence_survives_signing_in(client, community):
    response = client.post("/say/", {"kind": "need", "sentence": "想找人陪我去医院", "key": "one"})

    assert response.url == "/sign-in/?next=/say/%3Fdraft=1"
    assert client.session["draft"]["sentence"] == "想找人陪我去医院"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"sentence": "  "}, "sentence"),
        ({"sentence": "长" * 501}, "sentence"),
        ({"party_size": "很多"}, "party_size"),
        ({"category": "no_such"}, "category"),
        ({"from_time": "09:00"}, "on_date"),
        ({"on_date": "2030-01-01", "from_time": "10:00", "to_time": "09:00"}, "to_time"),
    ],
)
def test_bad_slip_says_which_field_and_keeps_what_was_typed(community, receiver, as_person, fields, field):
    said = {"kind": "need", "sentence": "想找人陪我去医院", "key": "one", **fields}

    response = as_person(receiver).post("/say/", said)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert Need.objects.count() == 0


def test_past_time_is_refused_at_its_field(community, receiver, as_person):
    said = {"kind": "need", "sentence": "想找人", "key": "one", "on_date": "2020-01-01"}

    response = as_person(receiver).post("/say/", said)

    assert (response.status_code, Need.objects.count()) == (422, 0)


def test_asking_while_posting_leads_to_the_agreement(community, receiver, provider, as_person):
    offer = make_offer(person=provider, community=community)

    response = as_person(receiver).post(
        "/say/", {"kind": "need", "sentence": "陪我看病", "key": "one", "ask": str(offer.pk)}
    )

    assert response.url == reverse("agreement", args=[Agreement.objects.get(offer=offer).pk])


def test_offer_is_posted_with_its_places(community, provider, as_person):
    as_person(provider).post(
        "/say/", {"kind": "offer", "sentence": "周末教大家包包子", "party_size": "8", "key": "one"}
    )

    assert Offer.objects.get().capacity == 8


def test_offer_takes_the_need_it_answers_off_the_worker_s_list(community, receiver, provider, as_person):
    need = make_need(person=receiver, community=community)
    operations.count_answers(need_id=need.pk, count=0, at=AT)

    as_person(provider).post("/say/", {"kind": "offer", "sentence": "可以陪老人去医院看病", "key": "one"})

    need.refresh_from_db()
    assert need.answer_count == 1


def test_phone_is_shown_only_between_the_two_of_a_live_promise(community, receiver, provider, as_person):
    need, offer = make_need(person=receiver, community=community), make_offer(person=provider, community=community)
    agreement = make_request(need=need, offer=offer)
    address = reverse("agreement", args=[agreement.pk])
    client = as_person(receiver)

    before = provider.phone in client.get(address).content.decode()
    operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)
    between = provider.phone in client.get(address).content.decode()
    operations.record_delivery(actor=receiver, agreement_id=agreement.pk, at=AT)
    after = provider.phone in client.get(address).content.decode()

    assert (before, between, after) == (False, True, False)


def test_strangers_find_no_agreement(community, receiver, provider, as_person):
    agreement = make_request(
        need=make_need(person=receiver, community=community), offer=make_offer(person=provider, community=community)
    )

    response = as_person(make_person(community=community)).get(reverse("agreement", args=[agreement.pk]))

    assert response.status_code == 404


def test_desk_opens_for_the_worker_of_the_community_only(community, receiver, as_person):
    worker, other = make_worker(community=community), make_worker(community=make_community(name="桥南社区"))

    opened = {}
    for name, person in (("resident", receiver), ("worker", worker), ("other", other)):
        client = as_person(person)
        client.post("/communities/", {"community": community.code})
        opened[name] = client.get("/desk/").status_code

    assert opened == {"resident": 403, "worker": 200, "other": 403}


@pytest.mark.parametrize("page", ["abc", "-1", "0", "999"])
def test_wrong_page_number_shows_the_nearest_page(client, community, receiver, page):
    make_need(person=receiver, community=community)

    assert client.get(f"/needs/?page={page}").status_code == 200


def test_nothing_is_broken_without_any_community(client):
    statuses = {address: client.get(address, follow=True).status_code for address in ("/", "/needs/", "/services/")}

    assert set(statuses.values()) == {200}


def test_health_and_readiness_answer(client, db):
    assert [client.get(address).status_code for address in ("/healthz", "/readyz")] == [200, 200]


def test_demo_links_do_not_exist_outside_the_demo(client, receiver, settings):
    token = people_queries.sign_in_token(person=receiver)

    assert client.get(reverse("demo_sign_in", args=[token])).status_code == 404
    settings.DEMO = True
    assert client.get(reverse("demo_sign_in", args=[token])).status_code == 302


def test_policy_allows_nothing_inline(client, community):
    policy = client.get("/")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
