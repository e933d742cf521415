"""Learning from what was chosen, once a week; forgetting what was shown long ago, by night."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from sanshe.domain.exchange.operations import learning, showings


@app.periodic(cron="13 5 * * 1")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.learning.propose_learned_weights")
def propose_learned_weights(timestamp: int) -> str:
    """Propose weights that fit what was chosen; return which, or nothing where there is nothing to propose."""
    proposed = learning.propose_learned_weights(at=datetime.fromtimestamp(timestamp, tz=UTC))
    return str(proposed) if proposed else ""


@app.periodic(cron="7 3 * * *")
@app.task(queueing_lock="sanshe.domain.exchange.jobs.learning.forget_old_showings")
def forget_old_showings(timestamp: int) -> int:
    """Take away what was shown more than a year ago; return how many rows."""
    return showings.forget_old_showings(at=datetime.fromtimestamp(timestamp, tz=UTC))
