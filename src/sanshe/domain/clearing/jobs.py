"""The jobs of clearing: compute a round."""

from datetime import datetime
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sanshe.domain.clearing import operations


@app.task(retry=RetryStrategy(max_attempts=3, wait=5))
def solve_round(round_id: str, run: int, at: str) -> bool:
    """Compute a round and put the plan down; return whether it was still wanted."""
    return operations.solve_round(round_id=UUID(round_id), run=run, at=datetime.fromisoformat(at))
