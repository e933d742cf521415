"""Who has no phone takes part with the same rights: through a helper, a guardian, or the worker who enters for them."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange import operations, queries, rules
from sanshe.domain.exchange.errors import ActForbidden, OwnSlip
from sanshe.domain.people import operations as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.kernel.models import JournalEntry
from tests.factories import (
    AT,
    make_community,
    make_need,
    make_offer,
    make_organization,
    make_paper_resident,
    make_person,
    make_representation,
    make_request,
    make_worker,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def grandma(community):
    return make_paper_resident(community=community)


@pytest.fixture
def worker(community):
    return make_worker(community=community)


def need_of(grandma, *, actor, community):
    return operations.post_need(
        actor=actor, receiver=grandma, community=community, sentence="想找人陪我去医院拿药", at=AT
    )


def test_worker_writes_for_a_resident_who_consented(grandma, worker, community):
    need = need_of(grandma, actor=worker, community=community)

    assert (need.person, need.entered_by) == (grandma, worker)


def test_worker_writes_for_nobody_without_consent(worker, community):
    with pytest.raises(ActForbidden):
        need_of(make_person(community=community, phone=None), actor=worker, community=community)


def test_worker_writes_no_more_once_consent_is_taken_back(grandma, worker, community):
    people.withdraw_consent(person=grandma, kind=ConsentKind.PROXY_ENTRY, at=AT, actor=grandma)

    with pytest.raises(ActForbidden):
        need_of(grandma, actor=worker, community=community)


def test_worker_writes_no_more_once_the_account_is_in_its_owners_hands(grandma, worker, community):
    grandma.claimed_at = AT
    grandma.save(update_fields=["claimed_at"])

    with pytest.raises(ActForbidden):
        need_of(grandma, actor=worker, community=community)


def test_worker_of_another_community_writes_for_nobody_here(grandma, community):
    elsewhere = make_worker(community=make_community(name="别处社区"))

    with pytest.raises(ActForbidden):
        need_of(grandma, actor=elsewhere, community=community)


def test_neighbour_writes_for_nobody_else(grandma, community):
    with pytest.raises(ActForbidden):
        need_of(grandma, actor=make_person(community=community), community=community)


def test_helper_writes_until_the_help_ends(grandma, community):
    grandson = make_person(community=community, name="小王")
    representation = make_representation(principal=grandma, representative=grandson)
    need = need_of(grandma, actor=grandson, community=community)
    people.end_representation(representation_id=representation.pk, at=AT + timedelta(days=1), actor=grandma)

    with pytest.raises(ActForbidden):
        operations.post_need(
            actor=grandson, receiver=grandma, community=community, sentence="再帮一次", at=AT + timedelta(days=2)
        )
    assert (need.person, need.entered_by) == (grandma, grandson)


def test_offer_is_written_for_a_provider_one_speaks_for(grandma, worker, community):
    offer = operations.post_offer(
        actor=worker, provider=grandma, community=community, sentence="我会纳鞋垫，可以教", at=AT
    )

    assert (offer.person, offer.entered_by) == (grandma, worker)


def test_whole_way_of_an_agreement_is_open_to_who_has_no_phone(grandma, worker, community):
    helper = make_person(community=community, name="陈大姐")
    offer = make_offer(person=helper, community=community)
    need = need_of(grandma, actor=worker, community=community)
    agreement = operations.ask_for_offer(actor=worker, offer_id=offer.pk, need_id=need.pk, at=AT)
    operations.accept_agreement(actor=helper, agreement_id=agreement.pk, at=AT)
    operations.record_delivery(actor=helper, agreement_id=agreement.pk, at=AT + timedelta(days=1))

    done = operations.confirm_delivery(actor=worker, agreement_id=agreement.pk, at=AT + timedelta(days=1))

    assert (done.receiver, done.state) == (grandma, "confirmed")


def test_journal_says_for_whom_a_step_was_taken(grandma, worker, community):
    offer = make_offer(person=make_person(community=community), community=community)
    need = need_of(grandma, actor=worker, community=community)

    agreement = operations.ask_for_offer(actor=worker, offer_id=offer.pk, need_id=need.pk, at=AT)

    entry = JournalEntry.objects.get(subject_id=agreement.pk)
    assert (entry.actor_id, entry.on_behalf_of_id) == (worker.pk, grandma.pk)


def test_own_steps_are_on_nobodys_behalf(community):
    person = make_person(community=community)
    need = make_need(person=person, community=community)
    offer = make_offer(person=make_person(community=community), community=community)

    agreement = make_request(need=need, offer=offer)

    assert JournalEntry.objects.get(subject_id=agreement.pk).on_behalf_of_id is None


def test_question_put_by_a_worker_is_taken_back_by_another(grandma, worker, community):
    offer = make_offer(person=make_person(community=community), community=community)
    need = need_of(grandma, actor=worker, community=community)
    agreement = operations.ask_for_offer(actor=worker, offer_id=offer.pk, need_id=need.pk, at=AT)

    taken_back = operations.withdraw_request(
        actor=make_worker(community=community, name="小赵"), agreement_id=agreement.pk, at=AT
    )

    assert taken_back.state == "withdrawn"


def test_worker_who_gives_never_answers_for_who_receives(grandma, worker, community):
    need = need_of(grandma, actor=worker, community=community)
    agreement = operations.lend_a_hand(actor=worker, need_id=need.pk, at=AT)

    with pytest.raises(ActForbidden):
        operations.accept_agreement(actor=worker, agreement_id=agreement.pk, at=AT)


def test_staff_of_the_giving_organisation_never_answers_for_who_receives(grandma, community):
    social_worker = make_worker(community=community, name="刘社工")
    organization = make_organization(staff=(social_worker,))
    offer = operations.post_offer(
        actor=social_worker, organization=organization, community=community, sentence="上门理发", at=AT
    )
    need = need_of(grandma, actor=social_worker, community=community)
    agreement = operations.ask_for_offer(actor=social_worker, offer_id=offer.pk, need_id=need.pk, at=AT)

    assert not rules.is_receiver(person=social_worker, agreement=agreement, at=AT)


def test_helper_may_lend_the_hand_themselves(grandma, community):
    grandson = make_person(community=community, name="小王")
    make_representation(principal=grandma, representative=grandson)
    need = need_of(grandma, actor=grandson, community=community)

    agreement = operations.lend_a_hand(actor=grandson, need_id=need.pk, at=AT)

    assert (agreement.provider, agreement.receiver) == (grandson, grandma)


def test_nobody_lends_a_hand_to_themselves_through_a_worker(grandma, worker, community):
    need = need_of(grandma, actor=worker, community=community)
    offer = operations.post_offer(actor=worker, provider=grandma, community=community, sentence="会做饭", at=AT)

    with pytest.raises(OwnSlip):
        operations.lend_a_hand(actor=worker, need_id=need.pk, offer_id=offer.pk, at=AT)


def test_member_of_a_group_does_not_act_for_it(community):
    member = make_person(community=community)
    group = make_organization(name="合唱队")
    group.memberships.create(person=member, kind="member", starts_at=AT)

    with pytest.raises(ActForbidden):
        operations.post_offer(actor=member, organization=group, community=community, sentence="周末教唱歌", at=AT)


def test_closed_need_opens_for_the_helper(grandma, community):
    grandson = make_person(community=community, name="小王")
    make_representation(principal=grandma, representative=grandson)
    need = need_of(grandma, actor=grandson, community=community)
    operations.close_need(actor=grandson, need_id=need.pk, at=AT)

    seen = [queries.need_for(actor=actor, pk=need.pk, at=AT) for actor in (grandson, make_person(community=community))]

    assert seen == [need, None]
