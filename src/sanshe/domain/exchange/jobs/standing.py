"""What is known of who gives, kept in step with what was promised and kept."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from sanshe.domain.exchange.operations import standing


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.standing.recount_due")
def recount_due(timestamp: int) -> int:
    """Count those anew of whom something changed; return how many."""
    return standing.recount_due(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="27 3 * * *")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.standing.recount_everybody")
def recount_everybody(timestamp: int) -> int:
    """Count everybody anew, for what the day has changed; return how many."""
    return standing.recount_everybody(at=datetime.fromtimestamp(timestamp, tz=UTC))
