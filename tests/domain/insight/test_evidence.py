"""Which needs are recorded as unmet, under which cause, for how many households, and until when."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.models import MeToo, Need
from sanshe.domain.insight import operations
from sanshe.domain.insight.errors import EvidenceBeingMade, EvidenceForbidden
from sanshe.domain.insight.models import EvidenceRun, UnmetRecord
from sanshe.kernel.models import JournalEntry
from tests.factories import (
    AT,
    make_category,
    make_community,
    make_need,
    make_offer,
    make_person,
    make_request,
    make_worker,
)
from tests.factories.insight import make_agreement, make_unmet_need
from tests.factories.people import make_home

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


def recorded():
    return {record.need_id: record for record in UnmetRecord.objects.all()}


def test_need_without_an_eligible_offer_is_recorded_without_a_word_of_it(community):
    escort = make_category(code="escort_to_doctor", name="陪诊")
    need = make_unmet_need(community=community, category=escort, age_years=78, refusal_counts={"too_far": 2})

    assert operations.keep_evidence(at=AT) == 1

    record = UnmetRecord.objects.get()
    assert (record.need_id, record.community_id, record.category_id) == (need.pk, community.pk, escort.pk)
    assert (record.age_band, record.cause, record.households) == ("elder", "too_far", 1)
    assert (record.first_unmet_at, record.resolved_at) == (need.posted_at, None)
    fields = {field.name for field in UnmetRecord._meta.get_fields()}
    assert fields & {"person", "sentence", "age_years"} == set()


@pytest.mark.parametrize(
    ("fields", "is_unmet"),
    [
        ({}, False),
        ({"at": AT - 14 * DAY}, True),
        ({"at": AT - 13 * DAY}, False),
        ({"at": AT - 3 * DAY, "starts_at": AT - 2 * DAY, "ends_at": AT - DAY}, True),
        ({"at": AT - 3 * DAY, "starts_at": AT - DAY}, True),
        ({"at": AT - 20 * DAY, "starts_at": AT + DAY, "ends_at": AT + 2 * DAY}, False),
        ({"at": AT - 3 * DAY, "starts_at": AT - DAY, "recurrence": "FREQ=WEEKLY"}, False),
        ({"at": AT - 15 * DAY, "starts_at": AT - DAY, "recurrence": "FREQ=WEEKLY"}, True),
    ],
)
def test_need_is_unmet_once_its_time_is_over(community, fields, is_unmet):
    make_need(person=make_person(community=community), community=community, **fields)

    operations.keep_evidence(at=AT)

    assert UnmetRecord.objects.exists() is is_unmet


@pytest.mark.parametrize(
    ("closed_as", "is_unmet"),
    [("given_up", True), ("expired", True), ("not_needed", False), ("solved_elsewhere", False)],
)
def test_closed_need_is_unmet_where_it_was_closed_without_help(community, closed_as, is_unmet):
    need = make_need(person=make_person(community=community), community=community, at=AT - DAY)
    Need.objects.filter(pk=need.pk).update(status="withdrawn", closed_as=closed_as, closed_at=AT)

    operations.keep_evidence(at=AT + DAY)

    assert [record.first_unmet_at for record in UnmetRecord.objects.all()] == [AT] * is_unmet


def test_need_that_has_all_its_hands_is_not_unmet(community):
    need = make_unmet_need(community=community)
    helper = make_person(community=community)
    request = make_request(need=need, offer=make_offer(person=helper, community=community))
    exchange.accept_agreement(actor=helper, agreement_id=request.pk, at=AT)

    operations.keep_evidence(at=AT)

    assert UnmetRecord.objects.count() == 0


@pytest.mark.parametrize(
    ("endings", "cause"),
    [
        ([{"state": "declined"}], "all_declined"),
        ([{"state": "declined"}, {"state": "lapsed"}], "no_answer"),
        ([{"state": "requested", "decided_at": None, "turn": "provider"}], "no_answer"),
        ([{"state": "cancelled", "ended_by": "provider"}], "all_declined"),
        ([{"state": "missed", "ended_by": "provider"}], "all_declined"),
        ([{"state": "settled", "settled_as": "not_kept"}], "all_declined"),
        ([{"state": "cancelled", "ended_by": "receiver"}], "full"),
        ([{"state": "withdrawn"}], "full"),
        ([{"state": "declined", "asked_by_receiver": False}], "full"),
    ],
)
def test_cause_follows_what_became_of_those_who_were_asked(community, endings, cause):
    need = make_unmet_need(community=community, refusal_counts={"full": 1})
    for ending in endings:
        make_agreement(
            offer=make_offer(person=make_person(community=community), community=community, at=AT),
            community=community,
            receiver=need.person,
            need=need,
            **ending,
        )

    operations.keep_evidence(at=AT)

    assert UnmetRecord.objects.get().cause == cause


def test_me_too_counts_homes_and_not_people(community):
    worker = make_worker(community=community)
    mother, daughter = (make_person(community=community) for _ in range(2))
    household = make_home(person=mother, community=community, verified_by=worker)
    household.members.create(person=daughter, starts_at=AT)
    need = make_unmet_need(community=community, person=mother)
    for person in (daughter, make_person(community=community), make_person(community=community)):
        MeToo.objects.create(need=need, person=person, said_at=AT)

    operations.keep_evidence(at=AT)

    assert UnmetRecord.objects.get().households == 3


def test_record_follows_the_need_until_it_is_met(community):
    need = make_unmet_need(community=community, refusal_counts={"too_far": 1})
    operations.keep_evidence(at=AT)
    Need.objects.filter(pk=need.pk).update(refusal_counts={"full": 1})
    operations.keep_evidence(at=AT + DAY)
    cause_then = UnmetRecord.objects.get().cause
    Need.objects.filter(pk=need.pk).update(status="met", closed_as="solved_here", closed_at=AT + 2 * DAY)

    operations.keep_evidence(at=AT + 3 * DAY)

    record = UnmetRecord.objects.get()
    assert (cause_then, record.cause) == ("full", "full")
    assert (record.first_unmet_at, record.resolved_at) == (need.posted_at, AT + 2 * DAY)


def test_answer_that_comes_late_resolves_and_its_going_opens_again(community):
    need = make_unmet_need(community=community)
    operations.keep_evidence(at=AT)
    Need.objects.filter(pk=need.pk).update(answer_count=2)
    operations.keep_evidence(at=AT + DAY)
    after_answer = UnmetRecord.objects.get().resolved_at
    Need.objects.filter(pk=need.pk).update(answer_count=0)

    operations.keep_evidence(at=AT + 2 * DAY)

    assert (after_answer, UnmetRecord.objects.get().resolved_at) == (AT + DAY, None)


def test_merged_need_is_counted_with_the_other(community):
    kept, other = make_unmet_need(community=community), make_unmet_need(community=community)
    operations.keep_evidence(at=AT)
    Need.objects.filter(pk=other.pk).update(status="withdrawn", closed_as="merged", merged_into=kept, closed_at=AT)

    operations.keep_evidence(at=AT + DAY)

    assert list(recorded()) == [kept.pk]


def test_second_run_writes_nothing(community):
    for _ in range(3):
        make_unmet_need(community=community)
    first = operations.keep_evidence(at=AT)

    assert (first, operations.keep_evidence(at=AT + timedelta(hours=1))) == (3, 0)


def test_history_of_a_closed_need_stays(community):
    need = make_unmet_need(community=community, refusal_counts={"full": 1})
    Need.objects.filter(pk=need.pk).update(status="withdrawn", closed_as="given_up", closed_at=AT)
    operations.keep_evidence(at=AT)
    Need.objects.filter(pk=need.pk).update(refusal_counts={"too_far": 3})

    operations.keep_evidence(at=AT + DAY)

    assert UnmetRecord.objects.get().cause == "full"


def test_run_costs_the_same_for_one_and_for_many(community):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            operations.keep_evidence(at=AT)
        return len(queries)

    make_unmet_need(community=community)
    one = cost()
    for _ in range(4):
        make_unmet_need(community=community)

    assert cost() == one


def test_batches_cover_every_need_once(community, monkeypatch):
    monkeypatch.setattr("sanshe.domain.insight.operations.evidence.BATCH", 2)
    needs = {make_unmet_need(community=community).pk for _ in range(5)}

    written = operations.keep_evidence(at=AT)

    assert (written, set(recorded())) == (5, needs)


def test_worker_has_a_run_made_and_sees_it_through(community):
    worker = make_worker(community=community)
    for _ in range(3):
        make_unmet_need(community=community)
    run = operations.start_evidence_run(actor=worker, community=community, at=AT)
    begun = (run.done, run.total)

    operations.keep_evidence(at=AT, run_id=run.pk)

    run.refresh_from_db()
    assert begun == (0, 3)
    assert (run.done, run.total, run.finished_at) == (3, 3, AT)
    written = JournalEntry.objects.filter(operation__startswith="insight.").order_by("pk")
    assert [entry.operation for entry in written] == ["insight.start_evidence_run", "insight.keep_evidence"]


def test_second_run_waits_for_the_first_but_not_for_ever(community):
    worker = make_worker(community=community)
    operations.start_evidence_run(actor=worker, community=community, at=AT)
    with pytest.raises(EvidenceBeingMade):
        operations.start_evidence_run(actor=worker, community=community, at=AT + timedelta(minutes=59))

    operations.start_evidence_run(actor=worker, community=community, at=AT + timedelta(hours=1))

    assert EvidenceRun.objects.filter(finished_at=None).count() == 1


def test_resident_cannot_have_a_run_made(community):
    with pytest.raises(EvidenceForbidden):
        operations.start_evidence_run(actor=make_person(community=community), community=community, at=AT)


def test_counts_of_a_survey_are_taken_over_once(community):
    counts = [
        operations.CountedBefore(
            community=community,
            category=None,
            age_band="elder",
            cause="too_far",
            households=12,
            first_unmet_at=AT - 100 * DAY,
        )
    ]
    operations.take_over_counts(counts=counts, source="2025 survey", actor=None, at=AT)

    operations.take_over_counts(counts=counts, source="2025 survey", actor=None, at=AT)
    operations.keep_evidence(at=AT)

    assert [(one.households, one.resolved_at) for one in UnmetRecord.objects.all()] == [(12, None)]
