"""Posting needs and offers, and taking them down."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.choices import IntentStatus
from sanshe.domain.exchange.errors import (
    ActForbidden,
    CapacityMissing,
    NeedTaken,
    SentenceMissing,
    SentenceTooLong,
    TimePassed,
    TimesDisordered,
)
from sanshe.domain.exchange.models import Need, Offer
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
    return make_community()


@pytest.fixture
def person(community):
    return make_person(community=community)


def test_need_keeps_the_sentence_as_it_was_said(person, community):
    need = make_need(person=person, community=community, sentence="  我妈腿脚不便，\n想找人陪她去医院 ")

    assert need.sentence == "我妈腿脚不便， 想找人陪她去医院"
    assert (need.person, need.entered_by, need.status) == (person, None, IntentStatus.OPEN)


def test_same_key_is_the_same_need(person, community):
    first = make_need(person=person, community=community, idempotency_key="once")

    second = make_need(person=person, community=community, idempotency_key="once")

    assert (second.pk, Need.objects.count()) == (first.pk, 1)


def test_same_key_of_another_person_is_another_need(person, community):
    make_need(person=person, community=community, idempotency_key="once")

    make_need(person=make_person(community=community), community=community, idempotency_key="once")

    assert Need.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"sentence": "   "}, SentenceMissing),
        ({"sentence": "长" * 501}, SentenceTooLong),
        ({"starts_at": AT + timedelta(hours=2), "ends_at": AT + timedelta(hours=1)}, TimesDisordered),
        ({"starts_at": AT - timedelta(days=2), "ends_at": AT - timedelta(days=1)}, TimePassed),
    ],
)
def test_need_that_makes_no_sense_is_refused_and_nothing_stored(person, community, fields, refusal):
    with pytest.raises(refusal):
        make_need(person=person, community=community, **fields)

    assert Need.objects.count() == 0


def test_offer_without_any_place_is_refused(person, community):
    with pytest.raises(CapacityMissing):
        make_offer(person=person, community=community, capacity=0)


def test_offer_for_an_organisation_needs_a_membership(person, community):
    organization = make_organization()

    with pytest.raises(ActForbidden):
        make_offer(person=person, community=community, organization=organization)


def test_only_owner_or_worker_takes_a_need_down(person, community):
    need = make_need(person=person, community=community)

    with pytest.raises(ActForbidden):
        operations.close_need(actor=make_person(community=community), need_id=need.pk, at=AT)
    operations.close_need(actor=make_worker(community=community), need_id=need.pk, at=AT)

    need.refresh_from_db()
    assert (need.status, need.closed_at) == (IntentStatus.WITHDRAWN, AT)


def test_need_with_a_standing_promise_stays(person, community):
    helper = make_person(community=community)
    offer = make_offer(person=helper, community=community)
    need = make_need(person=person, community=community)
    agreement = make_request(need=need, offer=offer)
    operations.accept_agreement(actor=helper, agreement_id=agreement.pk, at=AT)

    with pytest.raises(NeedTaken):
        operations.close_need(actor=person, need_id=need.pk, at=AT)


def test_service_is_offered_once_per_community(community):
    service = make_service(organization=make_organization(), description="陪老人挂号、取药")

    first = operations.offer_service(service=service, community=community, at=AT, actor=None)
    second = operations.offer_service(service=service, community=community, at=AT, actor=None)

    assert (first.pk, Offer.objects.count()) == (second.pk, 1)


def test_imported_directory_is_offered_once_and_found_by_its_words(community):
    make_service(organization=make_organization(), source="miami", source_id="1", name="Meals for elders")
    make_service(organization=make_organization(), source="miami", source_id="2", status="inactive")

    counts = [operations.offer_directory(source="miami", at=AT, actor=None) for _ in range(2)]

    answers = queries.answers_to(sentence="meals for my mother", community=community, at=AT)
    assert counts == [1, 0]
    assert [answer.intent.sentence for answer in answers] == ["Meals for elders"]


def test_imported_messages_become_needs_once(community):
    rows = [
        {
            "source_id": "7",
            "sentence": "路灯坏了",
            "category": make_category(code="street_light", name="路灯"),
        }
    ]

    counts = [
        operations.import_needs(rows=rows, source="messages", community=community, actor=None, at=AT) for _ in range(2)
    ]

    assert (counts, Need.objects.get().person) == ([1, 0], None)


def test_closed_need_is_read_by_those_it_concerned_only(person, community):
    need = make_need(person=person, community=community)
    operations.close_need(actor=person, need_id=need.pk, at=AT)
    stranger = make_person(community=community)

    seen = [queries.need_for(actor=actor, pk=need.pk, at=AT) for actor in (person, stranger, None)]

    assert seen == [need, None, None]
