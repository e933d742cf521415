"""Vectors for what was put into the index since; nothing where the settings name no model."""

import logging
from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sanshe.domain.exchange.operations import embedding

log = logging.getLogger(__name__)
AGAIN = RetryStrategy(max_attempts=3, wait=30)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.embedding.embed_missing", retry=AGAIN)
def embed_missing(timestamp: int) -> int:
    """Give every wording of the index the vector it lacks; return how many got one."""
    at = datetime.fromtimestamp(timestamp, tz=UTC)
    return embedding.embed_aliases(alias_ids=None, at=at, progress=_tell)


def _tell(label: str, done: int, total: int) -> None:
    log.info("Vectors of wordings: %s of %s", f"{done:,}", f"{total:,}")
