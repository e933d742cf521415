"""The life of an agreement, step by step, and who may take which step."""

import pytest
from django.db import DatabaseError, connection, transaction

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.choices import TRANSITIONS, AgreementState, ClosedAs, IntentStatus
from sanshe.domain.exchange.errors import (
    ActForbidden,
    AlreadyAsked,
    NeedTaken,
    NotForThem,
    NotOnBoard,
    OfferFull,
    OwnSlip,
    ReasonMissing,
    StateChanged,
)
from sanshe.domain.exchange.models import Agreement, Delivery
from sanshe.domain.notifications.models import Notification
from sanshe.kernel.models import JournalEntry, OutboxMessage
from tests.factories import (
    AT,
    make_community,
    make_need,
    make_offer,
    make_organization,
    make_person,
    make_request,
    make_worker,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def receiver(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def provider(community):
    return make_person(community=community, name="李师傅")


@pytest.fixture
def need(receiver, community):
    return make_need(person=receiver, community=community)


@pytest.fixture
def offer(provider, community):
    return make_offer(person=provider, community=community, capacity=1)


def test_story_runs_from_request_to_confirmation(need, offer, receiver, provider):
    agreement = make_request(need=need, offer=offer)
    operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)
    operations.record_delivery(actor=provider, agreement_id=agreement.pk, at=AT, note="一路顺利")

    agreement = operations.confirm_delivery(actor=receiver, agreement_id=agreement.pk, at=AT, thanks="太谢谢了")

    need.refresh_from_db()
    offer.refresh_from_db()
    assert agreement.state == AgreementState.CONFIRMED
    assert (need.status, need.closed_as) == (IntentStatus.MET, ClosedAs.SOLVED_HERE)
    assert offer.places_taken == 0
    assert agreement.deliveries.get().note == "一路顺利"


def test_each_step_leaves_one_journal_entry(need, offer, receiver, provider):
    agreement = make_request(need=need, offer=offer)
    operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)
    operations.record_delivery(actor=provider, agreement_id=agreement.pk, at=AT)
    operations.confirm_delivery(actor=receiver, agreement_id=agreement.pk, at=AT)

    entries = JournalEntry.objects.filter(subject_id=agreement.pk).order_by("id")

    assert list(entries.values_list("operation", flat=True)) == [
        "exchange.ask_for_offer",
        "exchange.accept_agreement",
        "exchange.record_delivery",
        "exchange.confirm_delivery",
    ]


def test_other_side_is_told_after_each_step(need, offer, receiver, provider):
    agreement = make_request(need=need, offer=offer)
    operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)

    news = Notification.objects.order_by("created_at", "id").values_list("kind", "person")
    sent = OutboxMessage.objects.order_by("id").values_list("recipient", flat=True)
    assert list(news) == [("agreement_requested", provider.pk), ("agreement_accepted", receiver.pk)]
    assert list(sent) == [provider.phone, receiver.phone]


def test_receivers_word_confirms_at_once(need, offer, receiver, provider):
    agreement = make_request(need=need, offer=offer)
    operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)

    agreement = operations.record_delivery(actor=receiver, agreement_id=agreement.pk, at=AT)

    assert agreement.state == AgreementState.CONFIRMED


def test_asking_twice_is_refused_and_the_same_key_is_the_same_request(need, offer):
    first = make_request(need=need, offer=offer, idempotency_key="k")

    again = make_request(need=need, offer=offer, idempotency_key="k")

    assert again.pk == first.pk
    with pytest.raises(AlreadyAsked):
        make_request(need=need, offer=offer, idempotency_key="another")


def test_full_offer_cannot_be_asked(need, offer, provider, community):
    other = make_need(person=make_person(community=community), community=community)
    taken = make_request(need=other, offer=offer)
    operations.accept_agreement(actor=provider, agreement_id=taken.pk, at=AT)

    with pytest.raises(OfferFull):
        make_request(need=need, offer=offer)


def test_second_acceptance_of_the_last_place_is_refused(need, offer, provider, community):
    other = make_need(person=make_person(community=community), community=community)
    first, second = make_request(need=need, offer=offer), make_request(need=other, offer=offer)
    operations.accept_agreement(actor=provider, agreement_id=first.pk, at=AT)

    with pytest.raises(OfferFull):
        operations.accept_agreement(actor=provider, agreement_id=second.pk, at=AT)


def test_need_with_a_promise_takes_no_second_one(need, offer, provider, community):
    helper = make_person(community=community, name="小陈")
    lent = operations.lend_a_hand(actor=helper, need_id=need.pk, at=AT)
    agreement = make_request(need=need, offer=offer)
    operations.accept_agreement(actor=need.person, agreement_id=lent.pk, at=AT)

    with pytest.raises(NeedTaken):
        operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)


def test_cancelling_frees_the_place_and_the_need(need, offer, provider):
    agreement = make_request(need=need, offer=offer)
    operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)

    operations.cancel_agreement(actor=provider, agreement_id=agreement.pk, reason="家里有事", at=AT)

    offer.refresh_from_db()
    need.refresh_from_db()
    assert (offer.places_taken, need.status) == (0, IntentStatus.OPEN)
    assert make_request(need=need, offer=offer).state == AgreementState.REQUESTED


def test_dispute_is_settled_by_a_worker_who_is_no_party(need, offer, receiver, provider, community):
    agreement = make_request(need=need, offer=offer)
    operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)
    operations.record_delivery(actor=provider, agreement_id=agreement.pk, at=AT)
    operations.dispute_delivery(actor=receiver, agreement_id=agreement.pk, reason="没有来", at=AT)
    said = {
        "agreement_id": agreement.pk,
        "settled_as": "not_kept",
        "finding": "记错了日子，改约下周",
        "at": AT,
    }

    with pytest.raises(ActForbidden):
        operations.settle_dispute(actor=provider, **said)
    agreement = operations.settle_dispute(actor=make_worker(community=community), **said)

    need.refresh_from_db()
    assert (agreement.state, need.status) == (AgreementState.SETTLED, IntentStatus.OPEN)


def test_worker_of_another_community_may_not_settle(need, offer, receiver, provider):
    agreement = make_request(need=need, offer=offer)
    operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)
    operations.record_delivery(actor=provider, agreement_id=agreement.pk, at=AT)
    operations.dispute_delivery(actor=receiver, agreement_id=agreement.pk, reason="没有来", at=AT)

    with pytest.raises(ActForbidden):
        operations.settle_dispute(
            actor=make_worker(community=make_community(name="桥南社区")),
            agreement_id=agreement.pk,
            settled_as="kept",
            finding="看过了",
            at=AT,
        )


def test_declining_needs_a_word(need, offer, provider):
    agreement = make_request(need=need, offer=offer)

    with pytest.raises(ReasonMissing):
        operations.decline_agreement(actor=provider, agreement_id=agreement.pk, reason="  ", at=AT)


def test_strangers_may_take_no_step(need, offer, community):
    agreement = make_request(need=need, offer=offer)
    stranger = make_person(community=community)

    for step in (operations.accept_agreement, operations.withdraw_request, operations.confirm_delivery):
        with pytest.raises(ActForbidden):
            step(actor=stranger, agreement_id=agreement.pk, at=AT)


def test_asker_cannot_accept_on_behalf_of_the_asked(need, offer, receiver):
    agreement = make_request(need=need, offer=offer)

    with pytest.raises(ActForbidden):
        operations.accept_agreement(actor=receiver, agreement_id=agreement.pk, at=AT)


def test_step_from_a_state_that_has_moved_on_is_refused(need, offer, receiver, provider):
    agreement = make_request(need=need, offer=offer)
    operations.decline_agreement(actor=provider, agreement_id=agreement.pk, reason="那天不在", at=AT)

    with pytest.raises(StateChanged):
        operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)
    with pytest.raises(StateChanged):
        operations.withdraw_request(actor=receiver, agreement_id=agreement.pk, at=AT)


def test_own_offer_cannot_be_asked(provider, community, offer):
    need = make_need(person=provider, community=community)

    with pytest.raises(OwnSlip):
        make_request(need=need, offer=offer)


def test_withdrawn_offer_cannot_be_asked(need, offer, provider):
    operations.withdraw_offer(actor=provider, offer_id=offer.pk, at=AT)

    with pytest.raises(NotOnBoard):
        make_request(need=need, offer=offer)


def test_offer_for_elders_refuses_a_child(provider, receiver, community):
    offer = make_offer(person=provider, community=community, minimum_age=60)
    need = make_need(person=receiver, community=community, age_band="child", age_years=8)

    with pytest.raises(NotForThem):
        make_request(need=need, offer=offer)


def test_staff_acts_for_the_organisation_and_others_do_not(need, community):
    staff = make_person(community=community, name="赵社工")
    organization = make_organization(staff=(staff,))
    offer = operations.post_offer(
        actor=staff, organization=organization, community=community, sentence="陪同就医", at=AT
    )
    agreement = make_request(need=need, offer=offer)

    with pytest.raises(ActForbidden):
        operations.accept_agreement(actor=make_person(community=community), agreement_id=agreement.pk, at=AT)
    assert operations.accept_agreement(actor=staff, agreement_id=agreement.pk, at=AT).state == "accepted"


def test_delivery_cannot_be_changed_or_removed(need, offer, provider):
    agreement = make_request(need=need, offer=offer)
    operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=AT)
    operations.record_delivery(actor=provider, agreement_id=agreement.pk, at=AT)

    for change in (lambda rows: rows.update(note="别的"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Delivery.objects.filter(agreement=agreement))


def test_database_refuses_an_offer_whose_places_do_not_add_up(offer):
    def take_a_place_without_an_agreement():
        type(offer).objects.filter(pk=offer.pk).update(places_taken=1)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError), transaction.atomic():
        take_a_place_without_an_agreement()


def test_database_refuses_more_places_than_there_are(offer):
    with pytest.raises(DatabaseError), transaction.atomic():
        type(offer).objects.filter(pk=offer.pk).update(places_taken=2)


@pytest.mark.parametrize("state", list(AgreementState))
def test_every_state_leads_to_an_end(state):
    reached, rest = set(), [state]
    while rest:
        here = rest.pop()
        if here not in reached:
            reached.add(here)
            rest.extend(TRANSITIONS[here])

    assert any(TRANSITIONS[one] == () for one in reached)


@pytest.mark.parametrize("state", [state for state in AgreementState if not Agreement(state=state).is_finished])
def test_every_unfinished_state_has_an_exit(state):
    assert TRANSITIONS[state] != ()
