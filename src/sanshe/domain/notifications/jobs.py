"""Jobs of notifications: digests, and news out of the journal. Each counts from when it was due."""

from datetime import UTC, datetime
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sanshe.domain.notifications import operations

# Two runs may owe the same person the same day's digest, where an hour was made up for: one of them looks again.
AGAIN = RetryStrategy(max_attempts=4, wait=30)


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="sanshe.domain.notifications.jobs.start_digests")
def start_digests(timestamp: int) -> int:
    """Put the digests of this hour into the queue; return for how many people."""
    run = operations.start_digest_run(at=datetime.fromtimestamp(timestamp, tz=UTC))
    return run.people if run else 0


@app.task(retry=AGAIN)
def write_digests(run_id: str, number: int, person_ids: list[str], at: str) -> int:
    """Write the digests of one part of a run; return how many messages leave."""
    return operations.write_digests(
        run_id=UUID(run_id),
        number=number,
        person_ids=[UUID(one) for one in person_ids],
        at=datetime.fromisoformat(at),
    )


@app.periodic(cron="* * * * * */20")
@app.task(queueing_lock="sanshe.domain.notifications.jobs.tell_of_people")
def tell_of_people(timestamp: int) -> int:
    """Tell what areas below could only write into the journal; return how many entries were read."""
    read = 0
    while count := operations.tell_of_people(at=datetime.fromtimestamp(timestamp, tz=UTC)):
        read += count
    return read
