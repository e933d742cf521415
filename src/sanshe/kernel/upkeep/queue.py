"""The jobs: what waits, what runs, what failed and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db import connection, models, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker
from procrastinate.job_context import JobContext
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker

from sanshe.kernel import journal
from sanshe.kernel.upkeep.errors import JobNotFailed, JobNotWaiting, JobWaitsAlready

WORKER_SILENT = timedelta(seconds=30)
ERROR_MAX = 2000


class JobState(Enum):
    """How a job stands, as the console sorts them."""

    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"


STORED = {JobState.WAITING: "todo", JobState.RUNNING: "doing", JobState.FAILED: "failed"}


@dataclass(frozen=True)
class Failure:
    """Why a job failed the last time."""

    error: str
    failed_at: datetime


def jobs(*, state: JobState, search: str = "") -> QuerySet[ProcrastinateJob]:
    """Return the jobs in a state, the newest first, each with `last_event_at`; `search` is a part of the name."""
    last = ProcrastinateEvent.objects.filter(job=OuterRef("pk")).order_by("-id").values("at")[:1]
    found: QuerySet[ProcrastinateJob] = ProcrastinateJob.objects.filter(status=STORED[state]).order_by("-id")
    found = found.annotate(last_event_at=Subquery(last))
    return found.filter(task_name__icontains=search) if search else found


def counts(*, at: datetime) -> dict[str, int]:
    """Count the jobs that are due and wait, run, failed, and run without a worker that is heard of (`stalled`)."""
    heard = ProcrastinateWorker.objects.filter(pk=OuterRef("worker"), last_heartbeat__gt=at - WORKER_SILENT)
    silent = Q(worker=None) | ~Q(Exists(heard))
    due = Q(scheduled_at=None) | Q(scheduled_at__lte=at)
    return ProcrastinateJob.objects.filter(status__in=STORED.values()).aggregate(
        waiting=models.Count("pk", filter=Q(status="todo") & due),
        running=models.Count("pk", filter=Q(status="doing")),
        stalled=models.Count("pk", filter=Q(status="doing") & silent),
        failed=models.Count("pk", filter=Q(status="failed")),
    )


def worker_silence(*, at: datetime) -> timedelta | None:
    """Return for how long no worker was heard of, or None where none runs."""
    last: datetime | None = ProcrastinateWorker.objects.aggregate(last=Max("last_heartbeat"))["last"]
    return max(at - last, timedelta(0)) if last else None


def failures_of(*, job_ids: Iterable[int]) -> dict[int, Failure]:
    """Return why these jobs failed, as far as that was noted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT job_id, error, failed_at FROM kernel_jobfailure WHERE job_id = ANY(%s)", [list(job_ids)])
        return {job_id: Failure(error, failed_at) for job_id, error, failed_at in cursor.fetchall()}


def last_failure(*, task: str, after: datetime | None) -> Failure | None:
    """Return why a job of this task failed last, if that was after an instant."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT failure.error, failure.failed_at FROM kernel_jobfailure failure
            JOIN procrastinate_jobs job ON job.id = failure.job_id AND job.status = 'failed'
            WHERE job.task_name = %s AND failure.failed_at > coalesce(%s, '-infinity'::timestamptz)
            ORDER BY failure.failed_at DESC LIMIT 1
            """,
            [task, after],
        )
        row = cursor.fetchone()
    return Failure(*row) if row else None


def retry_job(*, job_id: int, actor: models.Model | None, at: datetime) -> None:
    """Put a failed job back into the queue, for an operator.

    Raises
    ------
    JobNotFailed
        It did not fail, or was tried again already.
    JobWaitsAlready
        Another call of the same job waits and will do its work.
    """
    with transaction.atomic():
        job = _locked(job_id, "failed")
        if job is None:
            raise JobNotFailed
        try:
            with transaction.atomic():
                app.job_manager.retry_job_by_id(job_id=job_id, retry_at=at)
        except exceptions.UniqueViolation:
            raise JobWaitsAlready from None
        _record("kernel.retry_job", job, actor=actor, at=at)


def cancel_job(*, job_id: int, actor: models.Model | None, at: datetime) -> None:
    """Take a waiting job out of the queue, for an operator.

    Raises
    ------
    JobNotWaiting
        It has begun, or was taken out already.
    """
    with transaction.atomic():
        job = _locked(job_id, "todo")
        if job is None:
            raise JobNotWaiting
        app.job_manager.cancel_job_by_id(job_id=job_id)
        _record("kernel.cancel_job", job, actor=actor, at=at)


async def note_failure(call_next: AsyncCallNext, context: JobContext, worker: Worker) -> object:
    """Keep why a job failed (a middleware of the worker); the failure itself goes on as it would."""
    try:
        return await call_next()
    except Exception as error:
        if context.job.id is not None:
            await context.app.connector.execute_query_async(
                "INSERT INTO kernel_jobfailure (job_id, error, failed_at) VALUES (%(job_id)s, %(error)s, now())"
                " ON CONFLICT (job_id) DO UPDATE SET error = excluded.error, failed_at = excluded.failed_at",
                job_id=context.job.id,
                error=f"{type(error).__name__}: {error}".replace("\x00", " ")[:ERROR_MAX],
            )
        raise


def _locked(job_id: int, status: str) -> ProcrastinateJob | None:
    return ProcrastinateJob.objects.select_for_update(of=("self",)).filter(pk=job_id, status=status).first()


def _record(operation: str, job: ProcrastinateJob, *, actor: models.Model | None, at: datetime) -> None:
    journal.record(operation=operation, subject=None, actor=actor, at=at, detail={"job": job.pk, "task": job.task_name})
