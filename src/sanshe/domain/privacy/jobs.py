"""The privacy area's jobs: close accounts whose two weeks are over, let go of what was kept long enough."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from sanshe.domain.privacy import operations


@app.periodic(cron="11 3 * * *")
@app.task(queueing_lock="sanshe.domain.privacy.jobs.close_due_accounts")
def close_due_accounts(timestamp: int) -> int:
    """Close the accounts that are due; return how many."""
    return operations.close_due_accounts(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="41 3 * * *")
@app.task(queueing_lock="sanshe.domain.privacy.jobs.apply_retention")
def apply_retention(timestamp: int) -> int:
    """Let go of what was kept long enough; return how many rows that were."""
    return sum(operations.apply_retention(at=datetime.fromtimestamp(timestamp, tz=UTC)).values())
