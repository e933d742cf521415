"""The ledger's job: let lapse, where a scheme says so, what was told thirty days before."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from sanshe.domain.ledger import operations


@app.periodic(cron="11 5 * * *")
@app.task(queueing_lock="sanshe.domain.ledger.jobs.expire_credits")
def expire_credits(timestamp: int) -> int:
    """Let credits lapse as of when the run was due; return how many accounts lost something."""
    return operations.expire_credits(at=datetime.fromtimestamp(timestamp, tz=UTC))
