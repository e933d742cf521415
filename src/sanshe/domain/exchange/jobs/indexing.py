"""The index: cut anew when the tokenizer changes, its words counted by night."""

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sanshe.domain.exchange.operations import indexing

AGAIN = RetryStrategy(max_attempts=5, wait=5, exponential_wait=3)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.indexing.reindex", retry=AGAIN)
def reindex(timestamp: int) -> dict[str, int]:
    """Cut anew what an older tokenizer cut; return how many offers and needs: none on most days."""
    return indexing.reindex(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="37 3 * * *")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.indexing.count_terms", retry=AGAIN)
def count_terms(timestamp: int) -> int:
    """Count how often words are said; return how many are frequent."""
    return indexing.count_terms(at=datetime.fromtimestamp(timestamp, tz=UTC))
