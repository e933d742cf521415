"""Papers that a worker has seen: written down, replaced, ended, and who may do that."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from sanshe.domain.people import operations, queries
from sanshe.domain.people.choices import CheckKind
from sanshe.domain.people.errors import CheckDatesUnfit, CheckOver, FileClosed
from sanshe.domain.people.models import SafeguardCheck
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_person, make_worker

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def helper(community):
    return make_person(community=community, name="陈大姐")


def record(actor, person, *, at=AT, **changed):
    said = {"kind": "no_record_certificate", "issued_on": TODAY - 3 * DAY, "valid_until": TODAY + 365 * DAY, **changed}
    return operations.record_check(actor=actor, person_id=person.pk, at=at, **said)


def is_checked(person, at):
    return queries.checked_people(person_ids=[person.pk], at=at) == {person.pk}


def test_check_counts_to_the_end_of_its_last_day(worker, helper):
    check = record(worker, helper, valid_until=TODAY + 10 * DAY)

    last = datetime.combine(TODAY + 11 * DAY, datetime.min.time(), tzinfo=AT.tzinfo)
    assert check.expires_at == last
    assert [is_checked(helper, at) for at in (AT - DAY, AT, last - timedelta(seconds=1), last)] == [
        False,
        True,
        True,
        False,
    ]


def test_newer_check_takes_the_place_of_the_older(worker, helper):
    older = record(worker, helper)

    newer = record(worker, helper, kind="entry_query", at=AT + DAY)

    older.refresh_from_db()
    assert (older.ended_at, older.ended_by, newer.ended_at) == (AT + DAY, None, None)
    assert queries.checks_of(person=helper) == [newer, older]


def test_same_paper_once_more_changes_nothing(worker, helper):
    first, again = record(worker, helper), record(worker, helper, at=AT + DAY)

    assert (first, SafeguardCheck.objects.count()) == (again, 1)
    assert JournalEntry.objects.filter(operation="people.record_check").count() == 1


def test_ended_check_no_longer_counts_and_says_why(worker, helper):
    check = record(worker, helper)

    ended = operations.end_check(actor=worker, check_id=check.pk, note="  证明\x00  拿错了 ", at=AT + DAY)

    assert (ended.ended_by, ended.end_note) == (worker, "证明 拿错了")
    assert (is_checked(helper, AT), is_checked(helper, AT + DAY)) == (True, False)
    with pytest.raises(CheckOver):
        operations.end_check(actor=worker, check_id=check.pk, note="", at=AT + 2 * DAY)


def test_writing_down_and_ending_stand_in_the_journal_without_what_the_paper_says(community, worker, helper):
    check = record(worker, helper)
    operations.end_check(actor=worker, check_id=check.pk, note="搬走了", at=AT + DAY)

    entries = JournalEntry.objects.filter(subject_id=check.pk).order_by("at")
    said = [(one.operation, one.actor_id, one.on_behalf_of_id, one.community_code, one.detail) for one in entries]
    kind = {"kind": "no_record_certificate"}
    assert said == [
        ("people.record_check", worker.pk, helper.pk, community.code, kind),
        ("people.end_check", worker.pk, helper.pk, community.code, kind),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"issued_on": TODAY + DAY},
        {"issued_on": date(1, 1, 1)},
        {"valid_until": TODAY - DAY},
        {"valid_until": TODAY + 1200 * DAY},
        {"valid_until": date.max},
    ],
)
def test_days_that_cannot_be_are_refused(worker, helper, wrong):
    with pytest.raises(CheckDatesUnfit):
        record(worker, helper, **wrong)

    assert not SafeguardCheck.objects.exists()


def test_only_a_worker_of_the_community_writes_down_and_never_their_own(community, worker, helper):
    check = record(worker, helper)
    strangers = (helper, make_person(community=community), make_worker(community=make_community()))

    for stranger in strangers:
        with pytest.raises(FileClosed):
            record(stranger, helper, kind="entry_query")
        with pytest.raises(FileClosed):
            operations.end_check(actor=stranger, check_id=check.pk, note="", at=AT)
    with pytest.raises(FileClosed):
        record(worker, worker)


def test_database_keeps_one_running_check_and_none_of_ones_own(worker, helper):
    check = record(worker, helper)
    times = {"issued_on": TODAY, "starts_at": AT, "expires_at": AT + DAY, "kind": CheckKind.ENTRY_QUERY}

    for person, by in ((helper, worker), (worker, worker)):
        with pytest.raises(IntegrityError), transaction.atomic():
            SafeguardCheck.objects.create(person=person, recorded_by=by, **times)
    with pytest.raises(IntegrityError), transaction.atomic():
        SafeguardCheck.objects.filter(pk=check.pk).update(expires_at=AT - DAY)


def test_who_is_checked_is_one_query_for_any_number(worker, helper, django_assert_num_queries):
    record(worker, helper)
    others = [make_person(name=name).pk for name in "甲乙丙"]

    with django_assert_num_queries(1):
        assert queries.checked_people(person_ids=[helper.pk, *others], at=AT) == {helper.pk}
