"""What time does to agreements: every few minutes, so that nobody waits long for a place that became free."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from sanshe.domain.exchange import operations


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.look_after_agreements")
def look_after_agreements(timestamp: int) -> dict[str, int]:
    """Pass kept places on, end questions that nobody answered, remind of tomorrow; return how many of each."""
    at = datetime.fromtimestamp(timestamp, tz=UTC)
    return {
        "holds": operations.lapse_holds(at=at),
        "questions": operations.lapse_questions_unanswered(at=at),
        "reminders": operations.remind(at=at),
    }


@app.periodic(cron="17 5 * * *")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.expire_needs")
def expire_needs(timestamp: int) -> int:
    """Take needs down whose time is over; return how many."""
    return operations.expire_needs(at=datetime.fromtimestamp(timestamp, tz=UTC))
