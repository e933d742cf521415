"""Making a backup."""

import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from django.conf import settings
from django.db import connection, transaction

from sanshe import __version__
from sanshe.kernel import journal
from sanshe.kernel.backup import programs
from sanshe.kernel.backup.errors import FileTaken, FileUnwritable
from sanshe.kernel.backup.manifest import (
    DUMP,
    MANIFEST,
    MEDIA,
    HashingReader,
    Manifest,
    Member,
    applied_migrations,
    is_member_name,
    row_counts,
)

Progress = Callable[[str, int, int], None]


def back_up(*, file: Path, at: datetime, progress: Progress) -> Manifest:
    """Put database and media into one file, for the operator; the file appears only when it is complete.

    Counts and head in the manifest are read in the very snapshot that is dumped, while people go on working.

    Raises
    ------
    FileTaken
        The file is there already.
    FileUnwritable
        The folder does not take it.
    ProgramMissing, ProgramFailed
        The database could not be dumped.
    """
    if file.exists():
        raise FileTaken(file=file)
    try:
        with TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as folder:
            draft, dump = Path(folder) / "backup.tar", Path(folder) / DUMP
            with _snapshot() as snapshot:
                rows = row_counts()
                head = journal.head()
                migrations = applied_migrations()
                _dump(dump, snapshot=snapshot, tables=len(rows), progress=progress)
            with draft.open("wb") as stream:
                os.fchmod(stream.fileno(), 0o600)  # it holds what people told in confidence
                with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
                    manifest = Manifest(
                        made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
                        version=__version__,
                        server_version=str(programs.server_version()),
                        migrations=migrations,
                        rows=rows,
                        journal_position=head.position,
                        journal_hash=head.hash.hex(),
                        members=_pack(tar, dump=dump, at=at, progress=progress),
                    )
                    text = manifest.to_json()
                    tar.addfile(_info(MANIFEST, size_bytes=len(text), at=at), BytesIO(text))
                stream.flush()
                os.fsync(stream.fileno())
            try:
                os.link(draft, file)  # unlike a rename it never replaces a file that came in between
            except FileExistsError:
                raise FileTaken(file=file) from None
    except OSError as error:
        raise FileUnwritable(file=file, reason=error.strerror or error) from error
    return manifest


@contextmanager
def _snapshot() -> Iterator[str]:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        yield name


def _dump(dump: Path, *, snapshot: str, tables: int, progress: Progress) -> None:
    done = 0

    def each_table() -> None:
        nonlocal done
        done += 1
        progress("database", min(done, tables), tables)

    programs.run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        f"--file={dump}",
        each_table=each_table,
    )
    progress("database", tables, tables)


def _pack(tar: tarfile.TarFile, *, dump: Path, at: datetime, progress: Progress) -> dict[str, Member]:
    members = {}
    files = [(DUMP, dump), *_media_files(Path(settings.MEDIA_ROOT))]
    for done, (name, path) in enumerate(files, start=1):
        with path.open("rb") as content:
            info = _info(name, size_bytes=os.fstat(content.fileno()).st_size, at=at)
            reader = HashingReader(content)
            tar.addfile(info, cast(IO[bytes], reader))
        members[name] = Member(size_bytes=info.size, sha256=reader.sha256)
        progress("files", done, len(files))
    return members


def _media_files(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*")) if root.is_dir() else []:
        if path.is_file() and not path.is_symlink():
            name = MEDIA + path.relative_to(root).as_posix()
            if not is_member_name(name):
                raise FileUnwritable(file=path, reason="a name that cannot be restored everywhere")
            yield name, path


def _info(name: str, *, size_bytes: int, at: datetime) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size = size_bytes
    info.mtime = int(at.timestamp())
    info.mode = 0o600
    return info
