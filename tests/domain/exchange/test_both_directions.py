"""A new need finds the offers, a new offer the needs, through the queue; nobody is told of the same pair twice."""

from datetime import timedelta

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.models import Suggestion
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people import operations as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.kernel import journal
from tests.factories import (
    AT,
    make_category,
    make_community,
    make_need,
    make_offer,
    make_organization,
    make_person,
    make_worker,
)
from tests.factories.answers import JOBS, empty_queue, let_worker_work, run_queue, waiting_jobs

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


def test_whose_need_waited_is_told_even_if_the_need_is_counted_before_the_offer(community, owner, helper, escort):
    need = make_need(person=owner, community=community, category=escort)
    run_queue()
    offer = make_offer(person=helper, community=community, category=escort)
    operations.recount_needs(need_ids=[need.pk], at=AT + HOUR, tells=False)
    operations.recount_offers(offer_ids=[offer.pk], at=AT + HOUR)

    assert (told(owner, "need_answered"), told(helper, "need_fits_offer")) == (1, 1)


def test_nobody_is_told_of_the_same_pair_twice(community, owner, helper, escort):
    need = make_need(person=owner, community=community, category=escort)
    offer = make_offer(person=helper, community=community, category=escort)
    run_queue()
    for _ in range(3):
        operations.recount_offers(offer_ids=[offer.pk], at=AT + HOUR)
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


@pytest.fixture
def queue(transactional_db):
    """Begin and end with an empty queue."""
    empty_queue()
    yield
    empty_queue()


def states_of_jobs():
    return set(ProcrastinateJob.objects.filter(task_name__in=JOBS).values_list("status", flat=True))


@pytest.mark.django_db(transaction=True)
def test_worker_tells_both_sides_of_a_new_offer_and_nobody_twice(queue, community, owner, helper, escort):
    need = make_need(person=owner, community=community, category=escort)
    let_worker_work()
    need.refresh_from_db()
    before = need.answer_count

    offer = make_offer(person=helper, community=community, category=escort)
    let_worker_work()
    with transaction.atomic():
        operations.recount_later(need_ids=[need.pk], offer_ids=[offer.pk], at=AT + HOUR)
    let_worker_work()

    need.refresh_from_db()
    assert (before, need.answer_count) == (0, 1)
    assert (told(owner, "need_answered"), told(helper, "need_fits_offer")) == (1, 1)
    assert states_of_jobs() == {"succeeded"}


@pytest.mark.django_db(transaction=True)
def test_worker_tells_whoever_could_meet_a_new_need(queue, community, owner, helper, escort):
    elder = make_person(community=community, name="赵叔")
    make_offer(person=helper, community=community, category=escort)
    make_offer(person=elder, community=community, category=escort, minimum_age=60)
    let_worker_work()

    need = make_need(person=owner, community=community, category=escort, age_years=30)
    let_worker_work()

    need.refresh_from_db()
    assert (need.answer_count, need.refusal_counts) == (1, {"not_for_this_age": 1})
    assert (told(helper, "need_fits_offer"), told(elder, "need_fits_offer")) == (1, 0)
    assert states_of_jobs() == {"succeeded"}


def test_givers_of_a_body_are_told_of_a_need_that_fits(community, owner, escort):
    staff = make_person(community=community, name="郑姐")
    body = make_organization(staff=(staff,), community=community)
    make_offer(person=staff, community=community, category=escort, organization=body)
    run_queue()
    make_need(person=owner, community=community, category=escort)
    run_queue()

    assert told(staff, "need_fits_offer") == 1


def test_of_a_new_need_so_many_are_told_and_no_more(community, owner, escort):
    for number in range(operations.answers.PROVIDERS_TOLD + 2):
        make_offer(person=make_person(community=community, name=f"邻居{number}"), community=community, category=escort)
    run_queue()
    make_need(person=owner, community=community, category=escort)
    run_queue()

    assert Notification.objects.filter(kind="need_fits_offer").count() == operations.answers.PROVIDERS_TOLD


def test_papers_that_were_seen_bring_the_answer_and_ended_ones_take_it(community, owner, helper, escort):
    worker = make_worker(community=community)
    make_offer(person=helper, community=community, category=escort)
    need = make_need(person=owner, community=community, category=escort, age_years=8)
    run_queue()
    counts = [answer_count(need)]
    operations.recount_after_checks(at=AT)

    today = AT.date()
    check = people.record_check(
        actor=worker,
        person_id=helper.pk,
        kind="no_record_certificate",
        issued_on=today,
        valid_until=today + timedelta(days=365),
        at=AT,
    )
    counts.append(after_a_look_into_the_journal(need))
    people.end_check(actor=worker, check_id=check.pk, note="搬走了", at=AT + HOUR)
    counts.append(after_a_look_into_the_journal(need))

    assert counts == [0, 1, 0]
    assert (told(owner, "need_answered"), told(helper, "need_fits_offer")) == (1, 1)


def after_a_look_into_the_journal(need):
    journal.seal()
    operations.recount_after_checks(at=AT + HOUR)
    run_queue()
    return answer_count(need)


def answer_count(need):
    need.refresh_from_db()
    return need.answer_count


def test_every_open_need_is_counted_again_by_night(community, owner, helper, escort):
    needs = [make_need(person=owner, community=community, category=escort) for _ in range(3)]
    make_offer(
        person=helper,
        community=community,
        category=escort,
        starts_at=AT + HOUR,
        ends_at=AT + 2 * HOUR,
    )
    run_queue()
    before = [answer_count(need) for need in needs]

    asked = operations.recount_all(at=AT + 24 * HOUR)
    run_queue()

    assert (asked, before, [answer_count(need) for need in needs]) == (3, [1, 1, 1], [0, 0, 0])
