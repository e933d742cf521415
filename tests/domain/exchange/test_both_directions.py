"""A new need finds the offers, a new offer the needs, through the queue; nobody is told of the same pair twice."""

from datetime import timedelta

import pytest
from django.db import transaction

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.models import Suggestion
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people import operations as people
from sanshe.domain.people.choices import ConsentKind
from tests.factories import AT, make_category, make_community, make_need, make_offer, make_person
from tests.factories.answers import run_queue, waiting_jobs

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def owner(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def helper(community):
    return make_person(community=community, name="李师傅")


@pytest.fixture
def escort():
    return make_category(code="escort_to_doctor", name="陪诊", words=("陪诊", "看病", "医院"))


def told(person, kind):
    return Notification.objects.filter(person=person, kind=kind).count()


def test_new_need_is_counted_and_who_could_meet_it_is_told(community, owner, helper, escort):
    make_offer(person=helper, community=community, category=escort)
    run_queue()
    need = make_need(person=owner, community=community, category=escort)
    run_queue()

    need.refresh_from_db()
    assert need.answer_count == 1
    assert (told(helper, "need_fits_offer"), told(owner, "need_answered")) == (1, 0)


def test_new_offer_finds_the_need_that_waited_and_both_are_told(community, owner, helper, escort):
    need = make_need(person=owner, community=community, category=escort)
    run_queue()
    need.refresh_from_db()
    before = need.answer_count
    make_offer(person=helper, community=community, category=escort)
    run_queue()

    need.refresh_from_db()
    assert (before, need.answer_count) == (0, 1)
    assert (told(owner, "need_answered"), told(helper, "need_fits_offer")) == (1, 1)


def test_nobody_is_told_of_the_same_pair_twice(community, owner, helper, escort):
    need = make_need(person=owner, community=community, category=escort)
    offer = make_offer(person=helper, community=community, category=escort)
    run_queue()
    for _ in range(3):
        operations.recount_needs(need_ids=[need.pk], offer_ids=[offer.pk], at=AT + HOUR)
        operations.recount_needs(need_ids=[need.pk], at=AT + HOUR)

    assert told(helper, "need_fits_offer") == 1
    assert told(owner, "need_answered") <= 1
    assert Suggestion.objects.filter(need=need, offer=offer).count() <= 2


def test_need_told_in_confidence_is_told_to_no_provider(community, owner, helper, escort):
    people.give_consent(person=owner, kind=ConsentKind.SENSITIVE_DATA, wording="我同意", at=AT, actor=owner)
    make_offer(person=helper, community=community, category=escort)
    make_need(person=owner, community=community, category=escort, is_private=True)
    run_queue()

    assert told(helper, "need_fits_offer") == 0


def test_need_loses_the_answer_that_was_taken_down(community, owner, helper, escort):
    need = make_need(person=owner, community=community, category=escort)
    offer = make_offer(person=helper, community=community, category=escort)
    run_queue()
    operations.withdraw_offer(actor=helper, offer_id=offer.pk, at=AT + HOUR)
    run_queue()

    need.refresh_from_db()
    assert need.answer_count == 0


def test_evidence_keeps_why_nobody_can(community, owner, helper, escort):
    make_offer(person=helper, community=community, category=escort, minimum_age=60)
    need = make_need(person=owner, community=community, category=escort, age_band="child")
    run_queue()

    need.refresh_from_db()
    assert need.answer_count == 0
    assert need.refusal_counts["not_for_this_age"] == 1


def test_recount_is_never_put_into_the_queue_outside_a_transaction(community, owner, escort, transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        operations.recount_later(need_ids=[], at=AT)


def test_what_is_rolled_back_is_not_counted(community, owner, escort):
    run_queue()
    try:
        with transaction.atomic():
            make_need(person=owner, community=community, category=escort)
            raise RuntimeError("undo")
    except RuntimeError:
        pass

    assert waiting_jobs() == []


def test_imports_wait_for_what_people_post(community, owner, helper, escort):
    need = make_need(person=owner, community=community, category=escort)
    run_queue()
    with transaction.atomic():
        operations.recount_later(need_ids=[need.pk], at=AT, in_bulk=True)
    make_offer(person=helper, community=community, category=escort)

    assert [name for name, _ in waiting_jobs()] == ["recount_offers", "recount_needs"]
