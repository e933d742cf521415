"""Linking committed entries into the chain."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from sanshe.kernel.journal.canonical import chain, digest
from sanshe.kernel.models import JournalLink

GENESIS = bytes(32)  # what stands before the first link
SHORT = 16  # hexadecimal digits of a head as people note it: 64 bits
BATCH = 2000
FIELDS = (
    "id",
    "recorded_at",
    "at",
    "actor_id",
    "on_behalf_of_id",
    "operation",
    "subject_type",
    "subject_id",
    "community_code",
)
ENTRY_COLUMNS = ", ".join([*(f"entry.{name}" for name in FIELDS), "entry.detail::text"])


@dataclass(frozen=True)
class Head:
    """The chain's end: the last position (0: no link yet) and the hash (32 bytes) over all up to it."""

    position: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.position}:{self.hash.hex()[:SHORT]}"


def head() -> Head:
    """Return where the chain ends now."""
    last = JournalLink.objects.order_by("-position").first()
    return Head(last.position, bytes(last.hash)) if last else Head(0, GENESIS)


def seal(*, sweep: bool = False) -> int:
    """Link all entries that are committed and not linked yet; return how many.

    One sealer works at a time, a second one waits. An entry of a transaction that is still open is linked by
    the call after its commit, whatever its age: what waits is known from `kernel_journalunsealed`, one small
    row per entry that a trigger writes in the entry's own transaction and that goes with the link. So a seal
    costs what it links, however long the journal is; a watermark over times or identifiers would overlook
    late commits, and an anti-join over the whole journal would grow with it. That anti-join is what `sweep`
    does first, for the case that somebody removed waiting rows.
    """
    if sweep:
        with transaction.atomic(), connection.cursor() as cursor:
            _lock(cursor)
            cursor.execute(
                """
                INSERT INTO kernel_journalunsealed (entry_id)
                SELECT id FROM kernel_journalentry entry
                WHERE NOT EXISTS (SELECT FROM kernel_journallink link WHERE link.entry_id = entry.id)
                ON CONFLICT DO NOTHING
                """
            )
    sealed = 0
    while linked := _seal_batch():
        sealed += linked
    return sealed


def entry_digest(row: tuple[object, ...]) -> bytes:
    """Return the digest of an entry read as `ENTRY_COLUMNS`."""
    return digest(**dict(zip([*FIELDS, "detail"], row, strict=True)))  # type: ignore[arg-type]


def _seal_batch() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        _lock(cursor)
        last = head()
        # A waiting row whose entry is gone stays: it tells `verify` that an entry was removed.
        cursor.execute(
            f"""
            SELECT {ENTRY_COLUMNS} FROM kernel_journalunsealed unsealed
            JOIN kernel_journalentry entry ON entry.id = unsealed.entry_id
            ORDER BY unsealed.entry_id LIMIT %s
            """,
            [BATCH],
        )
        rows = cursor.fetchall()
        links = []
        position, previous = last.position, last.hash
        for row in rows:
            position += 1
            hashed = entry_digest(row)
            previous = chain(previous=previous, position=position, digest=hashed)
            links.append((position, row[0], hashed, previous))
        if links:
            columns = [list(column) for column in zip(*links, strict=True)]
            cursor.execute(
                """
                INSERT INTO kernel_journallink (position, entry_id, digest, hash)
                SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::bytea[], %s::bytea[])
                """,
                columns,
            )
            cursor.execute("DELETE FROM kernel_journalunsealed WHERE entry_id = ANY(%s)", [columns[1]])
    return len(rows)


def _lock(cursor: CursorWrapper) -> None:
    # The schema is part of the key: districts in schemas of their own have chains of their own.
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sanshe.journal.seal ' || current_schema(), 0))")
