"""The kernel's jobs, run by the worker: send messages, seal the journal, rescue stalled jobs, tidy up.

Every job may run twice (a worker can be silent without being dead), so every job is written to bear it. A periodic run
is told its `timestamp`, when it was due, which none of these needs.
"""

import logging

from django.utils import timezone
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status

from sanshe.kernel import idempotency, journal, outbox

WORKER_SILENT_S = 30.0  # a worker not heard of for so long is taken for dead; it is to be heard every 10
RESCUES = 5  # a job that took this many workers down with it is not handed to another
FAILED_JOBS_KEPT_H = 30 * 24

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock=outbox.SENDER_TASK)
def send_outbox(timestamp: int = 0) -> int:
    """Send the messages that are due, until none is; return how many were tried."""
    tried = 0
    while count := outbox.send_waiting(at=timezone.now()):
        tried += count
    return tried


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="sanshe.kernel.jobs.seal_journal")
def seal_journal(timestamp: int = 0) -> int:
    """Link the journal's new entries; return how many."""
    return journal.seal()


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="sanshe.kernel.jobs.rescue_stalled_jobs")
async def rescue_stalled_jobs(timestamp: int = 0) -> int:
    """Give jobs whose worker died back to the queue; return how many."""
    rescued = 0
    silence_s = app.worker_defaults.get("stalled_worker_timeout", WORKER_SILENT_S)
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silence_s):
        rescued += await _rescue(job)
    return rescued


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="sanshe.kernel.jobs.forget_old_keys")
def forget_old_keys(timestamp: int = 0) -> int:
    """Remove idempotency keys that nobody will send again; return how many."""
    return idempotency.forget_old_keys(at=timezone.now())


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="sanshe.kernel.jobs.tidy_up")
async def tidy_up(timestamp: int = 0) -> None:
    """Remove finished jobs that nobody will ask about."""
    await app.job_manager.delete_old_jobs(nb_hours=24)
    await app.job_manager.delete_old_jobs(
        nb_hours=FAILED_JOBS_KEPT_H, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="57 3 * * *")
@app.task(queueing_lock="sanshe.kernel.jobs.sweep_journal")
def sweep_journal(timestamp: int = 0) -> int:
    """Link entries that the quick way has overlooked, which takes somebody who meddled; return how many."""
    return journal.seal(sweep=True)


async def _rescue(job: Job) -> bool:
    assert job.id is not None
    if await app.job_manager.get_job_status_async(job.id) is not Status.DOING:
        return False  # another worker's rescue was quicker
    if job.attempts >= RESCUES:
        logger.error("Job %s (%s) is given up: %d workers died with it.", job.id, job.task_name, job.attempts)
        await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=False)
        return False
    try:
        await app.job_manager.retry_job(job)
    except exceptions.UniqueViolation:
        # Another call of the same job waits already and will do its work: two may not wait under one queueing lock.
        await app.job_manager.finish_job_by_id_async(job.id, Status.ABORTED, delete_job=False)
        return False
    logger.warning("Job %s (%s) is taken up again: its worker died.", job.id, job.task_name)
    return True
