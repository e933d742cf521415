"""Papers that an organisation keeps of its people, seen from outside."""

from datetime import timedelta

import pytest

from sanshe.domain.organisations import operations, queries
from sanshe.domain.organisations.errors import NoteMissing, OrganizationForbidden
from sanshe.domain.organisations.models import OrganizationCheck
from sanshe.domain.people.errors import CheckDatesUnfit, CheckOver
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_person, make_worker
from tests.factories.organisations import make_body

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
def body(community):
    return make_body(community=community)


def record(actor, body, *, at=AT, **changed):
    said = {"kind": "entry_query", "issued_on": TODAY - DAY, "valid_until": TODAY + 300 * DAY, **changed}
    return operations.record_organization_check(actor=actor, organization_id=body.pk, at=at, **said)


def is_checked(body, at):
    return queries.checked_organizations(organization_ids=[body.pk], at=at) == {body.pk}


def test_check_counts_until_it_is_ended_with_a_reason(worker, body):
    check = record(worker, body)

    ended = operations.end_organization_check(actor=worker, check_id=check.pk, note="换了负责人", at=AT + DAY)

    assert (ended.ended_by, ended.end_note) == (worker, "换了负责人")
    assert (is_checked(body, AT), is_checked(body, AT + DAY)) == (True, False)
    with pytest.raises(CheckOver):
        operations.end_organization_check(actor=worker, check_id=check.pk, note="再来", at=AT + DAY)
    operations_written = JournalEntry.objects.filter(subject_id=check.pk).order_by("at")
    assert list(operations_written.values_list("operation", flat=True)) == [
        "organisations.record_check",
        "organisations.end_check",
    ]


def test_newer_check_takes_the_place_of_the_older_and_the_same_is_one(worker, body):
    older, same = record(worker, body), record(worker, body)
    newer = record(worker, body, kind="no_record_certificate", at=AT + DAY)

    assert older == same
    assert queries.checks_of_organization(organization=body) == [newer, older]
    assert OrganizationCheck.objects.get(ended_at=None) == newer


def test_ending_needs_a_reason(worker, body):
    check = record(worker, body)

    with pytest.raises(NoteMissing):
        operations.end_organization_check(actor=worker, check_id=check.pk, note=" ", at=AT)


def test_days_that_cannot_be_are_refused(worker, body):
    with pytest.raises(CheckDatesUnfit):
        record(worker, body, valid_until=TODAY - DAY)


def test_nobody_of_the_body_and_no_stranger_writes_it_down(community, worker, body):
    own = make_worker(community=community, name="小张")
    mixed = make_body(community=community, staff=(own,), name="自己的中心")

    for stranger, organization in (
        (make_person(community=community), body),
        (make_worker(community=make_community()), body),
        (own, mixed),
    ):
        with pytest.raises(OrganizationForbidden):
            record(stranger, organization)
