"""Learning from what was chosen, once a week."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from sanshe.domain.exchange.operations import learning


@app.periodic(cron="13 5 * * 1")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.learning.propose_learned_weights")
def propose_learned_weights(timestamp: int) -> str:
    """Propose weights that fit what was chosen; return which, or nothing where there is nothing to propose."""
    proposed = learning.propose_learned_weights(at=datetime.fromtimestamp(timestamp, tz=UTC))
    return str(proposed) if proposed else ""
