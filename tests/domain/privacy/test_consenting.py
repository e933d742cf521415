"""Consent, given and taken back by whose data it is."""

import pytest

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.errors import ConfidenceNotAgreed
from sanshe.domain.exchange.models import Need
from sanshe.domain.people import queries as people
from sanshe.domain.privacy import operations
from sanshe.domain.privacy.errors import NotYours
from tests.factories import AT, make_need, make_offer, make_person, make_representation, make_request
from tests.factories.privacy import make_life

pytestmark = pytest.mark.django_db


@pytest.fixture
def life():
    return make_life()


def test_consent_is_given_in_words_and_taken_back(life):
    operations.agree(actor=life.li, person=life.li, kind="messages", wording="发消息给我", at=AT)
    assert people.has_consented(person=life.li, kind="messages")

    operations.take_consent_back(actor=life.li, person=life.li, kind="messages", at=AT)

    (consent,) = people.consents_of(person=life.li)
    assert (consent.wording, consent.withdrawn_at) == ("发消息给我", AT)


def test_confidences_lose_their_words_when_the_consent_goes(life):
    operations.take_consent_back(actor=life.wang, person=life.wang, kind="sensitive_data", at=AT)

    need = Need.objects.get(pk=life.private_need.pk)
    assert (need.sentence, need.status) == ("…", "withdrawn")
    assert Need.objects.get(pk=life.open_need.pk).sentence == "想学用手机"
    with pytest.raises(ConfidenceNotAgreed):
        make_need(person=life.wang, community=life.community, sentence="还有一件", is_private=True)


def test_confidence_on_which_a_promise_stands_keeps_its_words(life):
    offer = make_offer(person=life.li, community=life.community)
    asked = make_request(need=life.private_need, offer=offer)
    exchange.accept_agreement(actor=life.li, agreement_id=asked.pk, at=AT)

    operations.take_consent_back(actor=life.wang, person=life.wang, kind="sensitive_data", at=AT)

    assert Need.objects.get(pk=life.private_need.pk).sentence == "我欠了钱，睡不着"


def test_words_that_are_gone_are_found_by_no_search(life):
    operations.take_consent_back(actor=life.wang, person=life.wang, kind="sensitive_data", at=AT)

    assert Need.objects.filter(pk=life.private_need.pk).extra(where=["length(lexemes) > 0"]).count() == 0


def test_helper_and_stranger_neither_give_nor_take_back(life):
    helper = make_person()
    make_representation(principal=life.wang, representative=helper)

    for actor in (helper, make_person()):
        with pytest.raises(NotYours):
            operations.agree(actor=actor, person=life.wang, kind="messages", wording="好", at=AT)
        with pytest.raises(NotYours):
            operations.take_consent_back(actor=actor, person=life.wang, kind="sensitive_data", at=AT)
    assert people.has_consented(person=life.wang, kind="sensitive_data")
