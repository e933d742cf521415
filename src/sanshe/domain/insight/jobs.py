"""Insight's jobs: each night the records of unmet needs, what is published of them, and what is within reach."""

from datetime import UTC, datetime
from uuid import UUID

from procrastinate.contrib.django import app

from sanshe.domain.insight import operations


@app.periodic(cron="23 2 * * *")
@app.task(queueing_lock="sanshe.domain.insight.jobs.keep_evidence")
def keep_evidence(timestamp: int) -> int:
    """Bring the records of unmet needs up to date and publish what is due; return how many records and figures."""
    at = datetime.fromtimestamp(timestamp, tz=UTC)
    return operations.keep_evidence(at=at) + operations.publish_quarters(at=at)


@app.task()
def keep_evidence_now(run_id: str, at: str) -> int:
    """Bring the records up to date as of when somebody asked for it, who waits; return how many were written."""
    return operations.keep_evidence(at=datetime.fromisoformat(at), run_id=UUID(run_id))


@app.periodic(cron="43 2 * * *")
@app.task(queueing_lock="sanshe.domain.insight.jobs.compute_coverage")
def compute_coverage(timestamp: int) -> int:
    """Compute what is within reach; return how many supplies reach nobody."""
    run = operations.compute_coverage(at=datetime.fromtimestamp(timestamp, tz=UTC))
    return len(run.unreached_offers) + len(run.unreached_services)
