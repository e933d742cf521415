"""Jobs outlive their workers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.conninfo import make_conninfo

from sanshe.kernel import jobs, journal, outbox
from sanshe.kernel.models import JournalLink, OutboxMessage
from tests.kernel.connections import address
from tests.kernel.lingering_job import LINGER

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
PATIENCE_S = 120
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_queue")]
SEAL = "sanshe.kernel.jobs.seal_journal"


@contextmanager
def worker(log: Path) -> Iterator[subprocess.Popen]:
    """Run the real worker in a process of its own."""
    environment = os.environ | {
        "DATABASE_URL": make_conninfo(**address()),
        "DJANGO_SETTINGS_MODULE": "tests.kernel.worker_settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    with log.open("a") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "sanshe.cli", "worker"], cwd=ROOT, env=environment, stdout=file, stderr=file
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_for(condition, *, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def take_as_a_worker_that_died(task: str) -> int:
    """Leave a job as a worker leaves it that is killed while it does it."""
    job_id = app.configure_task(task).defer()
    with connection.cursor() as cursor:
        cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
        (worker_id,) = cursor.fetchone()
        cursor.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker_id])
        assert cursor.fetchone() == (job_id,)
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    return job_id


def state_of(job_id: int) -> tuple[str, int]:
    return ProcrastinateJob.objects.values_list("status", "attempts").get(pk=job_id)


rescue = async_to_sync(jobs.rescue_stalled_jobs.func)


def test_job_of_a_worker_killed_in_the_middle_is_rescued_and_finishes(tmp_path):
    log = tmp_path / "worker.log"
    job_id = app.configure_task(LINGER).defer(folder=str(tmp_path))
    with worker(log) as first:
        wait_for((tmp_path / "started").exists, log=log)
        first.send_signal(signal.SIGKILL)
        first.wait()

    with worker(log):
        wait_for((tmp_path / "finished").exists, log=log)
        wait_for(lambda: state_of(job_id)[0] == "succeeded", log=log)

    assert "Traceback" not in log.read_text()


def test_worker_sends_and_seals_by_itself(tmp_path):
    log = tmp_path / "worker.log"
    with worker(log):
        with transaction.atomic():
            outbox.send_later(kind="sign_in_code", recipient="+8613800000000", body={"code": "123456"}, at=now())
            journal.record(operation="people.request_sign_in_code", subject=None, at=now())
        wait_for(lambda: OutboxMessage.objects.get().sent_at is not None, log=log)
        wait_for(JournalLink.objects.exists, log=log)

    assert "✉ sms → +8613800000000  sign_in_code  code=123456\n" in log.read_text()
    assert "Traceback" not in log.read_text()


def test_rescue_leaves_the_job_of_a_living_worker_alone():
    job_id = take_as_a_worker_that_died(SEAL)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")

    assert (rescue(), state_of(job_id)) == (0, ("doing", 0))


def test_rescue_puts_a_job_back_into_the_queue():
    job_id = take_as_a_worker_that_died(SEAL)

    assert (rescue(), state_of(job_id), rescue()) == (1, ("todo", 1), 0)


def test_rescue_of_a_job_whose_successor_waits_already_ends_it():
    job_id = take_as_a_worker_that_died(SEAL)
    successor = app.configure_task(SEAL).defer()

    assert (rescue(), state_of(job_id)[0], state_of(successor)[0]) == (0, "aborted", "todo")


def test_job_that_takes_worker_after_worker_down_is_given_up():
    job_id = take_as_a_worker_that_died(SEAL)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = %s", [jobs.RESCUES])

    assert (rescue(), state_of(job_id)[0]) == (0, "failed")


def test_tidying_up_keeps_what_waits_and_what_failed_lately():
    done, failed, waiting = (app.configure_task(LINGER).defer(folder=name) for name in ("1", "2", "3"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [done])
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [failed])
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '2 days'")

    async_to_sync(jobs.tidy_up.func)()

    assert set(ProcrastinateJob.objects.values_list("pk", flat=True)) == {failed, waiting}
