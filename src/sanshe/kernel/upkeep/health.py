"""Everything at a glance."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from sanshe.kernel.upkeep import backups, messages, queue
from sanshe.kernel.upkeep.verification import NotedVerification, last_verification


@dataclass(frozen=True)
class Health:
    """What an operator looks at first; sizes in bytes.

    `jobs` counts waiting, running, stalled and failed, `messages` waiting, failing and given up. `unsealed_since` is
    when the oldest entry was written that has no place in the journal's chain yet.
    """

    postgres_version: str
    database_bytes: int
    disk_free_bytes: int
    disk_total_bytes: int
    worker_silence: timedelta | None
    jobs: dict[str, int]
    messages: dict[str, int]
    sealed_position: int
    unsealed: int
    unsealed_since: datetime | None
    last_verification: NotedVerification | None
    last_backup: backups.KeptBackup | None
    backup_count: int


def look(*, at: datetime) -> Health:
    """Return how the installation is, in a fixed number of queries."""
    version, database_bytes, sealed, unsealed, since = _database()
    disk = shutil.disk_usage(_existing(Path(settings.DATA)))
    kept = backups.backups()
    return Health(
        postgres_version=version,
        database_bytes=database_bytes,
        disk_free_bytes=disk.free,
        disk_total_bytes=disk.total,
        worker_silence=queue.worker_silence(at=at),
        jobs=queue.counts(at=at),
        messages=messages.counts(),
        sealed_position=sealed,
        unsealed=unsealed,
        unsealed_since=since,
        last_verification=last_verification(),
        last_backup=kept[0] if kept else None,
        backup_count=len(kept),
    )


def _database() -> tuple[str, int, int, int, datetime | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT split_part(current_setting('server_version'), ' ', 1), pg_database_size(current_database()),
                   (SELECT coalesce(max(position), 0) FROM kernel_journallink), waiting.number, waiting.since
            FROM (
                SELECT count(*) AS number, min(entry.recorded_at) AS since
                FROM kernel_journalunsealed unsealed
                LEFT JOIN kernel_journalentry entry ON entry.id = unsealed.entry_id
            ) waiting
            """
        )
        row: tuple[str, int, int, int, datetime | None] = cursor.fetchone()
    return row


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder
