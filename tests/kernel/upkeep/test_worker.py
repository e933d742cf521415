"""What a worker does for the console: notes why a job failed, makes backups, walks through the journal."""

import asyncio
import tarfile
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.utils.timezone import now
from procrastinate.contrib.django import app, procrastinate_app

from sanshe.kernel import journal
from sanshe.kernel.backup.errors import ProgramMissing
from sanshe.kernel.models import JournalEntry
from sanshe.kernel.upkeep import backups, queue, tasks, verification
from sanshe.kernel.upkeep.errors import BackupGone, BackupRunning

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NAME = "sanshe-20260302-090000.tar"


@pytest.fixture
def emptied(transactional_db):
    """Begin and end with an empty queue, which Django does not empty."""

    def empty():
        with connection.cursor() as cursor:
            for table in ("procrastinate_periodic_defers", "procrastinate_jobs", "kernel_journalverification"):
                cursor.execute(f"DELETE FROM {table}")

    empty()
    yield
    empty()


@pytest.fixture
def queue_of_tests(monkeypatch):
    """The queue as a worker has it, with a job that fails."""
    queue_itself = procrastinate_app.current_app
    monkeypatch.setattr(queue_itself, "tasks", dict(queue_itself.tasks))
    monkeypatch.setattr(queue_itself, "worker_defaults", queue_itself.worker_defaults)
    for name in (backups.BACKUP_TASK, verification.VERIFY_TASK):
        queue_itself.tasks.pop(name, None)
    tasks.prepare(queue_itself)

    def fail(word: str) -> None:
        raise ValueError(f"No {word}\x00.")

    queue_itself.task(fail, name="tests.fail")
    return queue_itself


def work() -> None:
    """Do what waits, as a worker does."""
    asyncio.run(_work())
    connection.close()


async def _work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()):
        async with app.open_async():
            await app.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="never")


def test_failure_is_noted_with_its_reason(emptied, queue_of_tests):
    job_id = queue_of_tests.configure_task("tests.fail").defer(word="luck")

    work()

    failure = queue.failures_of(job_ids=[job_id])[job_id]
    assert failure.error == "ValueError: No luck ."
    assert queue.last_failure(task="tests.fail", after=None) == failure
    assert queue.last_failure(task="tests.fail", after=now()) is None


def test_worker_makes_the_backup_that_was_asked_for(emptied, queue_of_tests):
    name = backups.start_backup(actor=None, at=AT)
    waiting = backups.running_backup()

    work()

    assert name == NAME
    assert waiting == backups.BackupProgress()
    assert backups.running_backup() is None
    assert [one.name for one in backups.backups()] == [NAME]
    with tarfile.open(backups.folder() / NAME) as tar:
        assert tar.getnames() == ["database.dump", "manifest.json"]
    assert sorted(path.name for path in backups.folder().iterdir()) == [NAME]


def test_worker_walks_through_the_journal(emptied, queue_of_tests):
    verification.start_verification(actor=None, at=AT)
    verification.start_verification(actor=None, at=AT)
    journal.seal()
    head = journal.head()

    work()

    noted = verification.last_verification()
    assert (noted.position, noted.fault_count) == (head.position, 0)


@pytest.mark.django_db
def test_backup_taken_up_again_after_it_was_made_changes_nothing():
    backups.folder().mkdir()
    (backups.folder() / NAME).write_bytes(b"made")

    tasks.make_backup(NAME)

    assert (backups.folder() / NAME).read_bytes() == b"made"


@pytest.mark.django_db
def test_backup_that_fails_says_so_and_leaves_nothing(monkeypatch):
    def refuse(**_):
        backups.note_progress("database", 1, 9)
        raise ProgramMissing(program="pg_dump", version=18)

    monkeypatch.setattr(tasks, "back_up", refuse)

    with pytest.raises(ProgramMissing):
        tasks.make_backup(NAME)

    assert list(backups.folder().iterdir()) == []


@pytest.mark.django_db
def test_one_backup_at_a_time():
    backups.start_backup(actor=None, at=AT)

    with pytest.raises(BackupRunning):
        backups.start_backup(actor=None, at=AT)

    assert JournalEntry.objects.filter(operation="kernel.start_backup").count() == 1


@pytest.mark.django_db
def test_progress_is_shown_while_it_is_made():
    backups.start_backup(actor=None, at=AT)
    backups.folder().mkdir()

    backups.note_progress("database", 3, 40)

    assert backups.running_backup() == backups.BackupProgress("database", 3, 40)


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["", "{", "[]", '{"step": 1, "other": 2}', "\x00"])
def test_broken_note_of_progress_does_no_harm(content):
    backups.start_backup(actor=None, at=AT)
    backups.folder().mkdir()
    (backups.folder() / backups.PROGRESS).write_text(content)

    assert backups.running_backup() == backups.BackupProgress()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["", "../secret_key", "/etc/passwd", ".progress.json", "secret.tar/../x", "nothing.tar"]
)
def test_only_backups_are_handed_out(name, tmp_path):
    backups.folder().mkdir()
    (tmp_path / "secret_key").write_text("secret")
    (backups.folder() / NAME).write_bytes(b"made")
    (backups.folder() / "link.tar").symlink_to(tmp_path / "secret_key")

    for wanted in (name, "link.tar"):
        with pytest.raises(BackupGone):
            backups.open_backup(name=wanted, actor=None, at=AT)

    assert backups.open_backup(name=NAME, actor=None, at=AT).read_bytes() == b"made"
    assert [one.name for one in backups.backups()] == [NAME]
    assert JournalEntry.objects.get().detail == {"file": NAME}
