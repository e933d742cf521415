"""Bringing a backup back, into an empty place only."""

import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from sanshe.kernel import journal
from sanshe.kernel.backup import programs
from sanshe.kernel.backup.errors import BackupDamaged, BackupNewer, NotABackup, PlaceNotEmpty
from sanshe.kernel.backup.manifest import (
    DUMP,
    MANIFEST,
    MANIFEST_BYTES_MAX,
    MEDIA,
    HashingReader,
    Manifest,
    row_counts,
)
from sanshe.kernel.backup.writing import Progress
from sanshe.kernel.grants import GrantOutcome, grant_application_role

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Restored:
    """What came back. `differences` names whatever is not as the manifest says; none: all of it is there."""

    manifest: Manifest
    verification: journal.Verification
    grant: GrantOutcome
    differences: tuple[str, ...]
    migrations_to_run: tuple[str, ...]


def restore(*, file: Path, progress: Progress) -> Restored:
    """Restore a backup into an empty database and an empty media folder, for the operator, and verify it.

    The whole file is checked before anything is touched, and the database comes back in one transaction: whatever
    goes wrong, the place is empty afterwards or complete.

    Raises
    ------
    PlaceNotEmpty
        There are tables or media already.
    NotABackup, BackupDamaged, BackupNewer
        The file cannot be used.
    ProgramMissing, ProgramFailed
        The database could not be restored.
    """
    with _opened(file) as tar:
        manifest = _read_manifest(tar, file=file)
        _check_version(manifest)
        _check_place()
        _check_members(tar, manifest=manifest, progress=progress)
        root = Path(settings.MEDIA_ROOT)
        root.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".restore.", dir=root.parent) as folder:
            _extract(tar, DUMP, Path(folder) / DUMP)
            media = Path(folder) / "media"
            media.mkdir()
            for name in manifest.members:
                if name != DUMP:
                    _extract(tar, name, media / name.removeprefix(MEDIA))
            _restore_database(Path(folder) / DUMP, tables=len(manifest.rows), progress=progress)
            if root.exists():
                root.rmdir()
            shutil.move(media, root)
            root.chmod(0o755)
    grant = grant_application_role()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    verification = journal.verify(
        expect=journal.NotedHead(manifest.journal_position, manifest.journal_hash)
        if manifest.journal_position
        else None,
        progress=lambda done, total: progress("journal", done, total),
    )
    return Restored(
        manifest=manifest,
        verification=verification,
        grant=grant,
        differences=tuple(_differences(manifest, verification, root)),
        migrations_to_run=tuple(sorted(_known_migrations() - set(manifest.migrations))),
    )


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        tar = tarfile.open(file, mode="r:")  # noqa: SIM115 (closed below; only the opening is guarded)
    except (OSError, tarfile.TarError) as error:
        raise NotABackup(file=file) from error
    with tar:
        yield tar


def _read_manifest(tar: tarfile.TarFile, *, file: Path) -> Manifest:
    try:
        members = tar.getmembers()
        last = members[-1]
        if last.name != MANIFEST or last.size > MANIFEST_BYTES_MAX:
            raise NotABackup(file=file)
        content = tar.extractfile(last)
        manifest = Manifest.from_json(content.read() if content else b"")
    except (IndexError, ValueError, OSError, tarfile.TarError) as error:
        raise NotABackup(file=file) from error
    expected = [*manifest.members, MANIFEST]
    if sorted(member.name for member in members) != sorted(expected):
        raise BackupDamaged(member=MANIFEST)
    for member in members:
        if not member.isreg():
            raise BackupDamaged(member=member.name)
    return manifest


def _check_version(manifest: Manifest) -> None:
    if set(manifest.migrations) - _known_migrations() - _replaced_migrations():
        raise BackupNewer(version=manifest.version)


def _check_place() -> None:
    tables = row_counts()
    if tables:
        raise PlaceNotEmpty(what=f"{connection.settings_dict['NAME']}: {', '.join(list(tables)[:3])}, …")
    root = Path(settings.MEDIA_ROOT)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise PlaceNotEmpty(what=root)


def _check_members(tar: tarfile.TarFile, *, manifest: Manifest, progress: Progress) -> None:
    for done, (name, member) in enumerate(manifest.members.items(), start=1):
        content = tar.extractfile(name)
        assert content is not None  # regular files only, as seen above
        reader = HashingReader(content)
        size_bytes = 0
        try:
            while data := reader.read(CHUNK):
                size_bytes += len(data)
        except (OSError, tarfile.TarError) as error:
            raise BackupDamaged(member=name) from error
        if (size_bytes, reader.sha256) != (member.size_bytes, member.sha256):
            raise BackupDamaged(member=name)
        progress("check", done, len(manifest.members))


def _extract(tar: tarfile.TarFile, name: str, target: Path) -> None:
    """Write one member's bytes; the name was checked with the manifest, and what tar says about owners is ignored."""
    content = tar.extractfile(name)
    assert content is not None
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as out:
        shutil.copyfileobj(content, out, CHUNK)
        out.flush()
        os.fsync(out.fileno())


def _restore_database(dump: Path, *, tables: int, progress: Progress) -> None:
    done = 0

    def each_table() -> None:
        nonlocal done
        done += 1
        progress("database", min(done, tables), tables)

    programs.run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        str(dump),
        each_table=each_table,
    )
    progress("database", tables, tables)


def _differences(manifest: Manifest, verification: journal.Verification, root: Path) -> Iterator[str]:
    rows = row_counts()
    for table in sorted(manifest.rows.keys() | rows.keys()):
        expected, found = manifest.rows.get(table), rows.get(table)
        if expected != found:
            yield f"{table}: {expected} rows in the backup, {found} here"
    if verification.head != journal.Head(manifest.journal_position, bytes.fromhex(manifest.journal_hash)):
        yield f"journal: {manifest.journal_position} links in the backup, {verification.head.position} here"
    for fault in verification.faults:
        yield f"journal: {fault.kind.value} at {fault.position}"
    missing = [name for name in manifest.members if name != DUMP and not (root / name.removeprefix(MEDIA)).is_file()]
    for name in missing:
        yield f"{name}: missing"


def _known_migrations() -> set[str]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {f"{app}.{name}" for app, name in loader.disk_migrations or {}}


def _replaced_migrations() -> set[str]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {f"{app}.{name}" for migration in loader.replacements.values() for app, name in migration.replaces}
