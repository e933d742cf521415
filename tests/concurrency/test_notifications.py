"""News where several workers and several hands meet, and where one of them is killed."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.domain.notifications import operations
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.models import DigestIssue, DigestRun, Notification
from sanshe.domain.notifications.operations import digests
from sanshe.kernel.models import OutboxMessage
from tests.concurrency import Racers
from tests.factories import SHANGHAI, make_community, make_person
from tests.factories.notifications import make_email, tell

pytestmark = pytest.mark.django_db(transaction=True)
EVENING = datetime(2026, 3, 2, 18, 0, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 3, 2, 23, 0, tzinfo=SHANGHAI)
EIGHT = datetime(2026, 3, 3, 8, 5, tzinfo=SHANGHAI)


@pytest.fixture
def readers(transactional_db):
    community = make_community()
    readers = [make_person(community=community) for _ in range(12)]
    for number, person in enumerate(readers):
        make_email(person=person, address=f"reader{number}@example.org")
    tell(*readers, kind=NewsKind.NOTICE_POSTED, at=EVENING)
    return readers


def parts_of(run: DigestRun) -> list[dict]:
    jobs = ProcrastinateJob.objects.filter(task_name=digests.TASK, args__run_id=str(run.pk)).order_by("id")
    return [{**args, "at": EIGHT} for args in jobs.values_list("args", flat=True)]


def test_parts_that_workers_do_at_once_all_count(readers, monkeypatch):
    monkeypatch.setattr(digests, "CHUNK", 2)
    parts = parts_of(operations.start_digest_run(at=EIGHT))

    with Racers(6) as racers:
        written = racers.run([partial(operations.write_digests, **part) for part in parts])

    run = DigestRun.objects.get()
    assert (written, sorted(run.chunks_done), run.sent) == ([2] * 6, list(range(6)), 12)


def test_worker_that_is_killed_halfway_leaves_the_part_to_the_next(readers, monkeypatch):
    (part,) = parts_of(operations.start_digest_run(at=EIGHT))
    with monkeypatch.context() as killed:
        killed.setattr(digests.outbox, "send_all_later", lambda **_: _end_own_connection())
        with Racers(1) as racers:
            (died,) = racers.run([partial(operations.write_digests, **part)])
    left = (DigestIssue.objects.count(), OutboxMessage.objects.filter(kind="digest").count())

    again = operations.write_digests(**part)

    assert (isinstance(died, OperationalError), left, again) == (True, (0, 0), 12)


def _end_own_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def test_two_who_tell_the_same_two_people_at_night_wait_for_nobody(readers):
    one, other = readers[:2]
    tell(one, other, at=NIGHT)

    def told_in_turn(first, second) -> str:
        with transaction.atomic():
            for person in (first, second) * 5:
                operations.notify(people=[person], kind=NewsKind.AGREEMENT_ACCEPTED, subject=None, at=NIGHT)
        return "told"

    with Racers(2) as racers:
        for _ in range(5):
            outcomes = racers.run([partial(told_in_turn, one, other), partial(told_in_turn, other, one)])
            assert outcomes == ["told", "told"]

    assert Notification.objects.filter(person=one, created_at__gt=EVENING + timedelta(hours=1)).count() == 51
