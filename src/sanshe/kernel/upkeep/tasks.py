"""The jobs that an operator starts; each may run twice and bears it.

`prepare` gives them, and the note of why a job failed, to the queue: setting PROCRASTINATE_ON_APP_READY.
"""

from contextlib import suppress

from django.utils import timezone
from procrastinate import App

from sanshe.kernel.backup import back_up
from sanshe.kernel.backup.errors import FileTaken
from sanshe.kernel.upkeep import backups, verification
from sanshe.kernel.upkeep.queue import note_failure


def prepare(app: App) -> None:
    """Tell a queue that has just been made of these jobs, and let its workers note why a job failed."""
    app.task(name=backups.BACKUP_TASK)(make_backup)
    app.task(name=verification.VERIFY_TASK)(verify_journal)
    app.worker_defaults = {**app.worker_defaults, "worker_middleware": [note_failure]}


def make_backup(name: str) -> None:
    """Put everything into a file of this name in the folder of backups."""
    folder = backups.folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # Where the file is there, an earlier run was taken for dead after it had made it.
        with suppress(FileTaken):
            back_up(file=folder / name, at=timezone.now(), progress=backups.note_progress)
    finally:
        (folder / backups.PROGRESS).unlink(missing_ok=True)


def verify_journal() -> int:
    """Walk the whole journal and note what was found; return how many faults."""
    return verification.verify_now(at=timezone.now()).fault_count
