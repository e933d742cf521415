"""The jobs of referrals: what nobody answered in time, and a word before."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from sanshe.domain.referrals import operations


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="sanshe.domain.referrals.jobs.watch_deadlines")
def watch_deadlines(timestamp: int) -> int:
    """Remind of what is due and let come to nothing what is late; return how many came to nothing."""
    at = datetime.fromtimestamp(timestamp, tz=UTC)
    operations.remind_referrals(at=at)
    return operations.expire_referrals(at=at)
