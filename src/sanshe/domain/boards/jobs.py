"""The boards' jobs: let go of pictures that nobody shows."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from sanshe.domain.boards import operations


@app.periodic(cron="7 4 * * *")
@app.task(queueing_lock="sanshe.domain.boards.jobs.forget_pictures")
def forget_pictures(timestamp: int) -> int:
    """Remove pictures and files that nothing shows any more as of when the run was due; return how many files."""
    return operations.forget_pictures(at=datetime.fromtimestamp(timestamp, tz=UTC))
