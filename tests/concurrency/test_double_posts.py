"""What is posted twice at the same instant stands once."""

from functools import partial

import pytest

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.models import Agreement, Need
from sanshe.domain.people import operations as people
from sanshe.domain.people.errors import CodeAskedTooOften
from sanshe.domain.people.models import Person, SignInCode
from sanshe.domain.people.operations.signing_in import CODES_PER_PHONE
from sanshe.kernel.models import OutboxMessage
from tests.concurrency import Racers
from tests.factories import AT, make_community, make_need, make_offer, make_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_form_sent_sixteen_times_at_once_is_one_need():
    community = make_community()
    person = make_person(community=community)

    with Racers(16) as racers:
        posted = racers.run([partial(make_need, person=person, community=community, idempotency_key="one form")] * 16)

    assert {need.pk for need in posted} == {Need.objects.get().pk}


def test_two_helpers_accepted_at_once_leave_one_promise():
    community = make_community()
    need = make_need(person=make_person(community=community), community=community)
    hands = [operations.lend_a_hand(actor=make_person(community=community), need_id=need.pk, at=AT) for _ in range(8)]

    with Racers(8) as racers:
        racers.run(
            [partial(operations.accept_agreement, actor=need.person, agreement_id=hand.pk, at=AT) for hand in hands]
        )

    assert Agreement.objects.filter(need=need, state="accepted").count() == 1


def test_asking_and_withdrawing_at_once_never_deadlocks():
    community = make_community()
    provider = make_person(community=community)
    offer = make_offer(person=provider, community=community, capacity=50)
    needs = [make_need(person=make_person(community=community), community=community) for _ in range(16)]

    with Racers(32) as racers:
        outcomes = racers.run(
            [
                partial(operations.ask_for_offer, actor=need.person, offer_id=offer.pk, need_id=need.pk, at=AT)
                for need in needs
            ]
            + [partial(operations.close_need, actor=need.person, need_id=need.pk, at=AT) for need in needs]
        )

    assert [outcome for outcome in outcomes if "deadlock" in str(outcome)] == []


def test_codes_asked_at_once_stay_within_the_limit():
    with Racers(16) as racers:
        outcomes = racers.run(
            [
                partial(people.request_sign_in_code, phone="13900001111", asker=f"10.0.0.{number}", at=AT)
                for number in range(16)
            ]
        )

    assert sum(isinstance(outcome, SignInCode) for outcome in outcomes) == CODES_PER_PHONE
    assert sum(isinstance(outcome, CodeAskedTooOften) for outcome in outcomes) == 16 - CODES_PER_PHONE


def test_one_code_redeemed_on_sixteen_devices_makes_one_person():
    people.request_sign_in_code(phone="13900001111", asker="10.0.0.1", at=AT)
    code = OutboxMessage.objects.get(kind="sign_in_code").body["code"]

    with Racers(16) as racers:
        outcomes = racers.run([partial(people.redeem_sign_in_code, phone="13900001111", code=code, at=AT)] * 16)

    assert Person.objects.count() == 1
    assert sum(isinstance(outcome, tuple) for outcome in outcomes) == 1
