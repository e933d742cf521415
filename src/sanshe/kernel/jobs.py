"""The kernel's jobs, run by the worker: send messages, seal the journal, rescue stalled jobs, forget old keys."""

import logging

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from sanshe.kernel import idempotency, journal, outbox

logger = logging.getLogger("sanshe.jobs")


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="send_outbox", pass_context=False)
def send_outbox(timestamp: int = 0) -> int:
    """Send the messages that wait."""
    return outbox.send_waiting(at=timezone.now())


@app.periodic(cron="* * * * * */5")
@app.task(queueing_lock="seal_journal")
def seal_journal(timestamp: int = 0) -> int:
    """Link the journal's new entries."""
    return journal.seal()


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="rescue_stalled_jobs", pass_context=True)
async def rescue_stalled_jobs(context: JobContext, timestamp: int = 0) -> int:
    """Give the jobs of workers that died back to the queue."""
    rescued = 0
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
        logger.warning("job %s (%s) is taken up again: its worker died", job.id, job.task_name)
        rescued += 1
    return rescued


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget_old_keys")
def forget_old_keys(timestamp: int = 0) -> int:
    """Delete idempotency keys that nobody will send again."""
    return idempotency.forget_old_keys(at=timezone.now())
