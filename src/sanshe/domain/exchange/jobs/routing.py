"""Learning how the district sorts, by a worker: it takes a minute or two and nobody waits for it."""

from datetime import datetime
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sanshe.domain.exchange.operations import routing
from sanshe.domain.taxonomy.errors import ModelOvertaken, TooLittleToLearn

AGAIN = RetryStrategy(max_attempts=3, wait=30, retry_exceptions={ModelOvertaken})


@app.task(retry=AGAIN, lock="sanshe.domain.exchange.jobs.routing.train_routing")
def train_routing(actor_id: str | None, at: str) -> str:
    """Learn a model; return its number, or what is missing to learn one."""
    try:
        model = routing.train_routing(
            actor_id=UUID(actor_id) if actor_id else None,
            at=datetime.fromisoformat(at),
        )
    except TooLittleToLearn as refusal:
        return str(refusal)
    return str(model)
