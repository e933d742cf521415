"""When the journal was last walked through, and what was found."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models, transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from sanshe.kernel import journal

VERIFY_TASK = "sanshe.kernel.upkeep.tasks.verify_journal"


@dataclass(frozen=True)
class NotedVerification:
    """A walk over the whole journal: when, up to which position, and how many faults."""

    verified_at: datetime
    position: int
    fault_count: int


def verify_now(*, at: datetime) -> NotedVerification:
    """Walk the whole journal and note what was found."""
    found = journal.verify()
    noted = NotedVerification(verified_at=at, position=found.head.position, fault_count=found.fault_count)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_journalverification (verified_at, position, fault_count) VALUES (%s, %s, %s)",
            [noted.verified_at, noted.position, noted.fault_count],
        )
    return noted


def last_verification() -> NotedVerification | None:
    """Return what the last walk found, or None where there was none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT verified_at, position, fault_count FROM kernel_journalverification ORDER BY id DESC LIMIT 1"
        )
        row = cursor.fetchone()
    return NotedVerification(*row) if row else None


def start_verification(*, actor: models.Model | None, at: datetime) -> None:
    """Let the worker walk the whole journal, for an operator; where that waits already, nothing is added."""
    with transaction.atomic():
        with suppress(exceptions.AlreadyEnqueued), transaction.atomic():
            app.configure_task(VERIFY_TASK, queueing_lock=VERIFY_TASK).defer()
        journal.record(operation="kernel.start_verification", subject=None, actor=actor, at=at)
