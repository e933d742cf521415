"""Jobs as the console sees them: tried again, taken out, with the reason why they failed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from sanshe.kernel.models import JournalEntry
from sanshe.kernel.upkeep import queue
from sanshe.kernel.upkeep.errors import JobNotFailed, JobNotWaiting, JobWaitsAlready
from sanshe.kernel.upkeep.queue import JobState

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def defer(task: str = "tests.job", *, status: str = "todo", lock: str | None = None) -> int:
    """Put a job into the queue as it stands in a state."""
    job_id = app.configure_task(task, queueing_lock=lock).defer()
    with connection.cursor() as cursor:
        if status != "todo":
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job_id])
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s", [status, job_id]
            )
    return job_id


def state_of(job_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job_id])
        return cursor.fetchone()[0]


def test_jobs_are_listed_by_state_the_newest_first():
    first, failed, second = defer(), defer(status="failed"), defer("tests.another")

    assert [job.pk for job in queue.jobs(state=JobState.WAITING)] == [second, first]
    assert [job.pk for job in queue.jobs(state=JobState.FAILED)] == [failed]
    assert [job.pk for job in queue.jobs(state=JobState.WAITING, search="another")] == [second]
    assert queue.jobs(state=JobState.WAITING)[0].last_event_at is not None


def test_counts_tell_a_job_whose_worker_is_silent():
    running, stalled = defer(status="doing"), defer(status="doing")
    with connection.cursor() as cursor:
        for job_id, heard_at in ((running, AT), (stalled, AT - timedelta(minutes=1))):
            cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [heard_at])
            worker = cursor.fetchone()[0]
            cursor.execute("UPDATE procrastinate_jobs SET worker_id = %s WHERE id = %s", [worker, job_id])
    defer()
    defer(status="failed")

    assert queue.counts(at=AT) == {"waiting": 1, "running": 2, "stalled": 1, "failed": 1}
    assert queue.worker_silence(at=AT + timedelta(seconds=3)) == timedelta(seconds=3)


def test_no_worker_is_told_from_a_silent_one():
    assert queue.worker_silence(at=AT) is None


def test_failed_job_waits_again_and_that_is_journalled():
    job_id = defer(status="failed")

    queue.retry_job(job_id=job_id, actor=None, at=AT)

    assert state_of(job_id) == "todo"
    entry = JournalEntry.objects.get(operation="kernel.retry_job")
    assert entry.detail == {"job": job_id, "task": "tests.job"}


@pytest.mark.parametrize("status", ["todo", "doing", "succeeded"])
def test_only_what_failed_is_tried_again(status):
    job_id = defer(status=status)

    with pytest.raises(JobNotFailed):
        queue.retry_job(job_id=job_id, actor=None, at=AT)

    assert state_of(job_id) == status


def test_job_is_not_tried_again_while_the_same_one_waits():
    failed = defer(status="failed", lock="the same")
    defer(lock="the same")

    with pytest.raises(JobWaitsAlready):
        queue.retry_job(job_id=failed, actor=None, at=AT)

    assert state_of(failed) == "failed"
    assert not JournalEntry.objects.exists()


def test_waiting_job_is_taken_out_once():
    job_id = defer()

    queue.cancel_job(job_id=job_id, actor=None, at=AT)
    with pytest.raises(JobNotWaiting):
        queue.cancel_job(job_id=job_id, actor=None, at=AT)

    assert state_of(job_id) == "cancelled"
    assert JournalEntry.objects.filter(operation="kernel.cancel_job").count() == 1


@pytest.mark.parametrize("status", ["doing", "failed"])
def test_what_has_begun_is_not_taken_out(status):
    job_id = defer(status=status)

    with pytest.raises(JobNotWaiting):
        queue.cancel_job(job_id=job_id, actor=None, at=AT)

    assert state_of(job_id) == status


def test_nothing_is_done_to_a_job_that_is_not_there():
    with pytest.raises(JobNotFailed):
        queue.retry_job(job_id=2**63 - 1, actor=None, at=AT)
    with pytest.raises(JobNotWaiting):
        queue.cancel_job(job_id=2**63 - 1, actor=None, at=AT)
