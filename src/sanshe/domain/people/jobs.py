"""The people area's jobs: gather what arrived while two entries became one."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from sanshe.domain.people import operations


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="sanshe.domain.people.jobs.gather_stragglers")
def gather_stragglers(timestamp: int) -> int:
    """Move what was written for merged entries while they were being merged; return how many rows."""
    return operations.gather_stragglers(at=datetime.fromtimestamp(timestamp, tz=UTC))
