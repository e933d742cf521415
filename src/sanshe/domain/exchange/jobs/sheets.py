"""Long lists: looked through, and taken in, by a worker of the queue."""

from datetime import UTC, datetime
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sanshe.domain.exchange.operations import sheets

AGAIN = RetryStrategy(max_attempts=5, wait=5, exponential_wait=3)


@app.task(retry=AGAIN)
def check_sheet(sheet_id: str, at: str) -> int:
    """Look a list through; return how many rows were looked at."""
    return sheets.check_sheet(sheet_id=UUID(sheet_id), at=datetime.fromisoformat(at))


@app.task(retry=AGAIN)
def take_in_sheet(sheet_id: str, actor_id: str, at: str) -> int:
    """Take a list in, the whole or nothing; return how many rows were new."""
    return sheets.take_in_sheet(sheet_id=UUID(sheet_id), actor_id=UUID(actor_id), at=datetime.fromisoformat(at))


@app.periodic(cron="37 4 * * *")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.sheets.forget_sheets")
def forget_sheets(timestamp: int) -> int:
    """Put lists aside that nobody took in; return how many."""
    return sheets.forget_sheets(at=datetime.fromtimestamp(timestamp, tz=UTC))
