"""What a backup says about itself."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import IO, Any

from django.db import connection

FORMAT = "sanshe-backup"
FORMAT_VERSION = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
MEDIA = "media/"
MANIFEST_BYTES_MAX = 512 * 1024 * 1024


@dataclass(frozen=True)
class Member:
    """A part of the backup: how long it is and the SHA-256 of its bytes, in hexadecimal."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What is in a backup and how it can be told that all of it came back.

    `rows` counts the rows of each table (schema.table) in the dump's own snapshot; the journal's head is its
    position and full hash (hexadecimal); `migrations` are those applied, as app.name.
    """

    made_at: str
    version: str
    server_version: str
    migrations: list[str]
    rows: dict[str, int]
    journal_position: int
    journal_hash: str
    members: dict[str, Member]

    def to_json(self) -> bytes:
        """Return it as it is stored."""
        content = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Read it as it is stored.

        Raises
        ------
        ValueError
            It is something else.
        """
        content = json.loads(text)
        try:
            if content.pop("format") != FORMAT or content.pop("format_version") != FORMAT_VERSION:
                raise ValueError("another format")
            members = {name: Member(**member) for name, member in content.pop("members").items()}
            manifest = cls(members=members, **content)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("not a manifest") from error
        if DUMP not in members or not all(is_member_name(name) for name in members):
            raise ValueError("members that no backup has")
        return manifest


class HashingReader:
    """Passes a stream's bytes on and keeps their SHA-256."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        data = self._stream.read(size)
        self._hash.update(data)
        return data

    @property
    def sha256(self) -> str:
        """The hash of what was read so far."""
        return self._hash.hexdigest()


def is_member_name(name: str) -> bool:
    """Tell whether a backup may hold a member of this name: the dump, or a file that stays inside the media folder."""
    if name == DUMP:
        return True
    inside = name.removeprefix(MEDIA)
    parts = PurePosixPath(inside).parts
    return (
        name.startswith(MEDIA)
        and bool(parts)
        and not inside.startswith("/")
        and ".." not in parts
        and str(PurePosixPath(inside)) == inside
        and not set(inside) & {"\\", "\x00"}
    )


def row_counts() -> dict[str, int]:
    """Count the rows of every table of the database, as the current transaction sees them."""
    counts = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT namespace.nspname || '.' || class.relname, format('%%I.%%I', namespace.nspname, class.relname)
            FROM pg_class class JOIN pg_namespace namespace ON namespace.oid = class.relnamespace
            WHERE class.relkind = 'r' AND namespace.nspname <> 'information_schema'
              AND namespace.nspname NOT LIKE 'pg\\_%%'
            ORDER BY 1
            """,
            [],
        )
        for name, quoted in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {quoted}")
            counts[name] = _first(cursor.fetchone())
    return counts


def applied_migrations() -> list[str]:
    """Return the migrations that the database has seen, as app.name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY app, name")
        return [name for (name,) in cursor.fetchall()]


def _first(row: tuple[Any, ...]) -> int:
    return int(row[0])
