"""Who answers whom, counted and told a few seconds after a slip was posted; previews of other weights."""

from datetime import UTC, datetime
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sanshe.domain.exchange import operations

AGAIN = RetryStrategy(max_attempts=5, wait=5, exponential_wait=3)


@app.task(retry=AGAIN)
def recount_needs(need_ids: list[str], tells: bool, at: str) -> int:
    """Count who answers these needs and tell whom it concerns; return how many were counted."""
    return operations.recount_needs(
        need_ids=[UUID(pk) for pk in need_ids],
        tells=tells,
        at=datetime.fromisoformat(at),
    )


@app.task(retry=AGAIN)
def recount_offers(offer_ids: list[str], at: str) -> int:
    """Tell whom these offers concern, and let the needs they come near to be counted; return how many."""
    return operations.recount_offers(offer_ids=[UUID(pk) for pk in offer_ids], at=datetime.fromisoformat(at))


@app.task(retry=AGAIN)
def preview_weights(weighting_id: str, at: str) -> int:
    """Look at what proposed weights would change; return at how many needs."""
    return operations.preview_weights(weighting_id=UUID(weighting_id), at=datetime.fromisoformat(at))


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.answers.recount_after_checks")
def recount_after_checks(timestamp: int) -> int:
    """Count anew for providers whose papers were seen; return for how many offers."""
    return operations.recount_after_checks(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="47 4 * * *")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.answers.recount_all")
def recount_all(timestamp: int) -> int:
    """Count every open need anew, for what the day has changed; return how many."""
    return operations.recount_all(at=datetime.fromtimestamp(timestamp, tz=UTC))
