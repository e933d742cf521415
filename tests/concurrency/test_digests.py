"""Two workers with the same part of a run, on connections of their own."""

from datetime import datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.domain.notifications import operations
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.models import DigestIssue, DigestRun
from sanshe.domain.notifications.operations import digests
from sanshe.kernel.models import OutboxMessage
from tests.concurrency import Racers
from tests.factories import SHANGHAI, make_community, make_person
from tests.factories.notifications import make_email, tell

pytestmark = pytest.mark.django_db(transaction=True)
EVENING = datetime(2026, 3, 2, 18, 0, tzinfo=SHANGHAI)
EIGHT = datetime(2026, 3, 3, 8, 5, tzinfo=SHANGHAI)


def make_readers(count: int) -> None:
    community = make_community()
    readers = [make_person(community=community) for _ in range(count)]
    for number, person in enumerate(readers):
        make_email(person=person, address=f"reader{number}@example.org")
    tell(*readers, kind=NewsKind.NOTICE_POSTED, at=EVENING)


def test_part_that_two_workers_took_is_written_once():
    make_readers(20)
    run = operations.start_digest_run(at=EIGHT)
    job = ProcrastinateJob.objects.get(task_name=digests.TASK, args__run_id=str(run.pk))

    with Racers(2) as racers:
        written = racers.run([lambda: operations.write_digests(**{**job.args, "at": EIGHT})] * 2)

    assert sorted(written) == [0, 20]
    assert (DigestIssue.objects.count(), OutboxMessage.objects.filter(kind="digest").count()) == (20, 20)


def test_hour_that_two_workers_began_is_begun_once():
    make_readers(3)

    with Racers(2) as racers:
        begun = racers.run([lambda: operations.start_digest_run(at=EIGHT)] * 2)

    assert sorted(type(run).__name__ for run in begun) == ["DigestRun", "NoneType"]
    jobs = ProcrastinateJob.objects.filter(task_name=digests.TASK, args__run_id=str(DigestRun.objects.get().pk))
    assert jobs.count() == 1
