"""The jobs of trust: count who is admitted by vouching."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from sanshe.domain.trust import operations


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="sanshe.domain.trust.jobs.count_admissions")
def count_admissions(timestamp: int) -> int:
    """Count admissions where something changed since the last time; return in how many communities."""
    return operations.count_all_admissions(at=datetime.fromtimestamp(timestamp, tz=UTC))
