"""The waiting list: in order, a day to take the place, and on to the next."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.choices import AgreementState as S
from sanshe.domain.exchange.errors import ActForbidden, NotOnBoard, OfferFull, StateChanged
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.models import Notification
from tests.factories import AT, make_community, make_offer, make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def provider(community):
    return make_person(community=community, name="李师傅")


@pytest.fixture
def offer(provider, community):
    return make_offer(person=provider, community=community, capacity=2)


@pytest.fixture
def neighbours(community):
    return [make_person(community=community, name=name) for name in ("王阿姨", "张叔", "陈姐", "赵婆婆")]


def ask(person, offer, *, at=AT, **fields) -> Agreement:
    return operations.ask_for_offer(actor=person, offer_id=offer.pk, at=at, may_wait=True, **fields)


@pytest.fixture
def full(offer, neighbours, provider):
    """Return two agreements that take both places and two that wait."""
    asked = [ask(person, offer, at=AT + timedelta(minutes=number)) for number, person in enumerate(neighbours[:2])]
    for one in asked:
        operations.accept_agreement(actor=provider, agreement_id=one.pk, at=AT)
    waiting = [ask(person, offer, at=AT + timedelta(hours=number)) for number, person in enumerate(neighbours[2:], 1)]
    return asked, waiting


def state(agreement) -> str:
    agreement.refresh_from_db()
    return agreement.state


def places(offer) -> int:
    offer.refresh_from_db()
    return offer.places_taken


def test_question_about_a_full_offer_waits_only_if_wanted(full, offer, community):
    with pytest.raises(OfferFull):
        operations.ask_for_offer(actor=make_person(community=community), offer_id=offer.pk, at=AT)
    assert [state(one) for one in full[1]] == [S.WAITING, S.WAITING]


def test_party_larger_than_the_whole_offer_never_waits(offer, community):
    with pytest.raises(OfferFull):
        ask(make_person(community=community), offer, party_size=3)


def test_place_that_becomes_free_is_kept_for_the_first(full, offer, neighbours):
    (first, _), (next_one, last) = full

    operations.cancel_agreement(actor=neighbours[0], agreement_id=first.pk, reason="去不了", at=AT + DAY)

    assert (state(next_one), state(last), places(offer)) == (S.HELD, S.WAITING, 2)
    assert next_one.hold_until == AT + 2 * DAY
    assert list(Notification.objects.filter(kind=NewsKind.AGREEMENT_PLACE_HELD).values_list("person", flat=True)) == [
        neighbours[2].pk
    ]


def test_kept_place_is_taken_by_a_yes(full, offer, neighbours):
    (first, _), (next_one, _) = full
    operations.cancel_agreement(actor=neighbours[0], agreement_id=first.pk, reason="去不了", at=AT)

    operations.accept_agreement(actor=neighbours[2], agreement_id=next_one.pk, at=AT)

    assert (state(next_one), next_one.turn, places(offer)) == (S.ACCEPTED, "", 2)
    assert next_one.commitments.count() == 1


def test_kept_place_is_not_the_providers_to_take(full, neighbours, provider):
    (first, _), (next_one, _) = full
    operations.cancel_agreement(actor=neighbours[0], agreement_id=first.pk, reason="去不了", at=AT)

    with pytest.raises(ActForbidden):
        operations.accept_agreement(actor=provider, agreement_id=next_one.pk, at=AT)


def test_kept_place_let_go_passes_on(full, offer, neighbours):
    (first, _), (next_one, last) = full
    operations.cancel_agreement(actor=neighbours[0], agreement_id=first.pk, reason="去不了", at=AT)

    operations.withdraw_request(actor=neighbours[2], agreement_id=next_one.pk, at=AT)

    assert (state(next_one), state(last), places(offer)) == (S.WITHDRAWN, S.HELD, 2)


def test_kept_place_nobody_took_in_a_day_passes_on(full, offer, neighbours):
    (first, _), (next_one, last) = full
    operations.cancel_agreement(actor=neighbours[0], agreement_id=first.pk, reason="去不了", at=AT)

    early = operations.lapse_holds(at=AT + DAY - timedelta(seconds=1))
    lapsed = operations.lapse_holds(at=AT + DAY)

    assert (early, lapsed) == (0, 1)
    assert (state(next_one), state(last), places(offer)) == (S.LAPSED, S.HELD, 2)


def test_large_party_is_passed_over_and_stays_first(offer, neighbours, provider, community):
    both = ask(neighbours[0], offer, party_size=2)
    operations.accept_agreement(actor=provider, agreement_id=both.pk, at=AT)
    one = ask(neighbours[3], offer)
    operations.withdraw_request(actor=neighbours[3], agreement_id=one.pk, at=AT)
    pair = ask(neighbours[1], offer, at=AT, party_size=2)
    single = ask(neighbours[2], offer, at=AT + timedelta(hours=1))
    operations.cancel_agreement(actor=provider, agreement_id=both.pk, reason="生病", at=AT)

    assert (state(pair), state(single), places(offer)) == (S.HELD, S.WAITING, 2)


def test_person_on_the_list_can_be_declined(full, provider):
    _, (next_one, _) = full

    operations.decline_agreement(actor=provider, agreement_id=next_one.pk, reason="不合适", at=AT)

    assert state(next_one) == S.DECLINED


def test_offer_taken_down_ends_its_list_and_its_questions(full, offer, provider, neighbours):
    _, waiting = full

    operations.withdraw_offer(actor=provider, offer_id=offer.pk, at=AT)

    assert [state(one) for one in waiting] == [S.LAPSED, S.LAPSED]
    assert Notification.objects.filter(kind=NewsKind.AGREEMENT_LAPSED, person=neighbours[2]).count() == 1


def test_kept_place_of_an_offer_taken_down_cannot_be_taken(full, offer, neighbours, provider):
    (first, _), (next_one, _) = full
    operations.cancel_agreement(actor=neighbours[0], agreement_id=first.pk, reason="去不了", at=AT)
    operations.withdraw_offer(actor=provider, offer_id=offer.pk, at=AT)

    with pytest.raises(NotOnBoard):
        operations.accept_agreement(actor=neighbours[2], agreement_id=next_one.pk, at=AT)
    operations.withdraw_request(actor=neighbours[2], agreement_id=next_one.pk, at=AT)
    assert (state(next_one), places(offer)) == (S.WITHDRAWN, 1)


def test_lapsed_place_cannot_be_taken_any_more(full, neighbours):
    (first, _), (next_one, _) = full
    operations.cancel_agreement(actor=neighbours[0], agreement_id=first.pk, reason="去不了", at=AT)
    operations.lapse_holds(at=AT + 2 * DAY)

    with pytest.raises(StateChanged):
        operations.accept_agreement(actor=neighbours[2], agreement_id=next_one.pk, at=AT + 2 * DAY)
