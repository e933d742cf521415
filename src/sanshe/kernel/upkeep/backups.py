"""The files of backups, and the backup that is being made."""

import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.kernel import journal
from sanshe.kernel.upkeep.errors import BackupGone, BackupRunning

BACKUP_TASK = "sanshe.kernel.upkeep.tasks.make_backup"
FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.tar")
PROGRESS = ".progress.json"


@dataclass(frozen=True)
class KeptBackup:
    """A backup file that lies in the folder."""

    name: str
    size_bytes: int
    made_at: datetime


@dataclass(frozen=True)
class BackupProgress:
    """How far a backup is: `step` "database" or "files", empty while it waits for the worker."""

    step: str = ""
    done: int = 0
    total: int = 0


def folder() -> Path:
    """Return where backups made here lie."""
    return Path(settings.DATA) / "backups"


def backups() -> list[KeptBackup]:
    """Return the backup files, the newest first."""
    kept = []
    place = folder()
    for path in place.iterdir() if place.is_dir() else ():
        if FILE.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            seen = path.stat()
            kept.append(KeptBackup(path.name, seen.st_size, datetime.fromtimestamp(seen.st_mtime, tz=UTC)))
    return sorted(kept, key=lambda one: (one.made_at, one.name), reverse=True)


def running_backup() -> BackupProgress | None:
    """Return how far the backup is that waits or is being made, or None where there is none."""
    running = ProcrastinateJob.objects.filter(task_name=BACKUP_TASK, status__in=("todo", "doing"))
    if not running.exists():
        return None
    try:
        return BackupProgress(**json.loads((folder() / PROGRESS).read_text()))
    except (OSError, ValueError, TypeError):
        return BackupProgress()


def start_backup(*, actor: models.Model | None, at: datetime) -> str:
    """Let the worker make a backup now, for an operator; return the name its file will have.

    Raises
    ------
    BackupRunning
        One is being made already.
    """
    name = f"sanshe-{timezone.localtime(at):%Y%m%d-%H%M%S}.tar"
    with transaction.atomic():
        if running_backup():
            raise BackupRunning
        try:
            with transaction.atomic():
                app.configure_task(BACKUP_TASK, queueing_lock=BACKUP_TASK, lock=BACKUP_TASK).defer(name=name)
        except exceptions.AlreadyEnqueued:
            raise BackupRunning from None
        journal.record(operation="kernel.start_backup", subject=None, actor=actor, at=at, detail={"file": name})
    return name


def open_backup(*, name: str, actor: models.Model | None, at: datetime) -> Path:
    """Hand a backup file out to an operator; that it left the house is journalled first.

    Raises
    ------
    BackupGone
        There is no such file.
    """
    if name not in {one.name for one in backups()}:
        raise BackupGone
    with transaction.atomic():
        journal.record(operation="kernel.hand_out_backup", subject=None, actor=actor, at=at, detail={"file": name})
    return folder() / name


def note_progress(step: str, done: int, total: int) -> None:
    """Let the console see how far the backup is."""
    draft = folder() / f"{PROGRESS}.{os.getpid()}"
    draft.write_text(json.dumps({"step": step, "done": done, "total": total}))
    draft.replace(folder() / PROGRESS)
