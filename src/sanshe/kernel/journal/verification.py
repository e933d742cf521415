"""Walking the chain to find out whether the journal is what it was."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, cast
from uuid import UUID

from django.db import connection, transaction

from sanshe.kernel.journal.canonical import chain
from sanshe.kernel.journal.sealing import ENTRY_COLUMNS, GENESIS, Head, entry_digest

FAULTS_SHOWN = 20
STEP = 1000


class FaultKind(Enum):
    """What can be wrong with a journal."""

    ENTRY_CHANGED = "entry_changed"
    ENTRY_REMOVED = "entry_removed"
    LINK_REMOVED = "link_removed"
    REORDERED = "reordered"
    LINK_CHANGED = "link_changed"
    CUT_OFF = "cut_off"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Fault:
    """What is wrong, at which position of the chain (of a gap: its first), with which entry if one is known."""

    kind: FaultKind
    position: int
    entry_id: UUID | None = None


@dataclass(frozen=True)
class Verification:
    """What a walk over the whole chain found.

    `faults` holds the first ones in the order of positions and `fault_count` their number; `unsealed` entries have
    no link yet, the oldest of them since `oldest_unsealed_at`.
    """

    head: Head
    links: int
    entries: int
    unsealed: int
    oldest_unsealed_at: datetime | None
    faults: tuple[Fault, ...]
    fault_count: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found wrong."""
        return self.fault_count == 0


@dataclass(frozen=True)
class NotedHead:
    """A head that somebody noted earlier; `hash_start` is its hash in hexadecimal, or how it begins."""

    position: int
    hash_start: str

    @classmethod
    def parse(cls, text: str) -> "NotedHead":
        """Read POSITION:HASH.

        Raises
        ------
        ValueError
            It is something else, or has fewer than 8 digits of the hash.
        """
        position, _, start = text.strip().lower().partition(":")
        if not position.isdecimal() or not 8 <= len(start) <= 64 or set(start) - set("0123456789abcdef"):
            raise ValueError(text)
        return cls(int(position), start)


def verify(*, expect: NotedHead | None = None, progress: Callable[[int, int], None] | None = None) -> Verification:
    """Recompute the whole chain, in constant memory, and report the first faults.

    What was cut off at the end, or rewritten from some point on with all hashes made anew, only a head noted
    earlier can show: `expect`. `progress` is told how many of how many links are done.
    """
    with _snapshot():
        total = _one("SELECT count(*) FROM kernel_journallink")[0]
        walk = _Walk(expect)
        for done, row in enumerate(_links(), start=1):
            position, entry_id, digest, hash, *entry = row
            walk.step(position, entry_id, digest, hash, tuple(entry) if entry[0] else None)
            if progress and (done % STEP == 0 or done == total):
                progress(done, total)
        walk.end()
        for (entry_id,) in _rows(
            """
            SELECT entry_id FROM kernel_journalunsealed unsealed
            WHERE NOT EXISTS (SELECT FROM kernel_journalentry entry WHERE entry.id = unsealed.entry_id)
            ORDER BY entry_id
            """
        ):
            walk.fault(FaultKind.ENTRY_REMOVED, walk.head.position + 1, entry_id)
        unsealed, oldest = _one(
            """
            SELECT count(*), min(recorded_at) FROM kernel_journalentry entry
            WHERE NOT EXISTS (SELECT FROM kernel_journallink link WHERE link.entry_id = entry.id)
            """
        )
        return Verification(
            head=walk.head,
            links=total,
            entries=_one("SELECT count(*) FROM kernel_journalentry")[0],
            unsealed=unsealed,
            oldest_unsealed_at=oldest,
            faults=tuple(walk.named_faults()),
            fault_count=walk.fault_count,
        )


class _Walk:
    """The state of one walk along the links, from the first to the last."""

    def __init__(self, expect: NotedHead | None) -> None:
        self.expect = expect
        self.head = Head(0, GENESIS)
        self.faults: list[Fault] = []
        self.fault_count = 0
        # The hash before the next link: as stored, and as computed where the stored one is wrong. Either may be the
        # right one (a hash was edited; a digest was edited), so a link that fits one of them is not blamed for its
        # neighbour. Empty after a gap: there nothing is known.
        self.previous: set[bytes] = {GENESIS}
        self.misfits: list[tuple[int, set[bytes], bytes, bytes]] = []

    def step(self, position: int, entry_id: UUID, digest: bytes, hash: bytes, entry: tuple[Any, ...] | None) -> None:
        """Look at one link and its entry."""
        digest, hash = bytes(digest), bytes(hash)
        if position != self.head.position + 1:
            self.fault(FaultKind.LINK_REMOVED, self.head.position + 1)
            self.previous = set()
        if entry is None:
            self.fault(FaultKind.ENTRY_REMOVED, position, entry_id)
        elif entry_digest(entry) != digest:
            self.fault(FaultKind.ENTRY_CHANGED, position, entry_id)
        computed = {chain(previous=one, position=position, digest=digest) for one in self.previous}
        if computed and hash not in computed:
            if self.fault_count < FAULTS_SHOWN:
                self.misfits.append((position, self.previous, digest, hash))
            self.fault(FaultKind.LINK_CHANGED, position, entry_id)
            self.previous = computed | {hash}
        else:
            self.previous = {hash}
        self.head = Head(position, hash)
        if self.expect and self.expect.position == position and not hash.hex().startswith(self.expect.hash_start):
            self.fault(FaultKind.REWRITTEN, position)

    def end(self) -> None:
        """Look for a tail that was cut off."""
        if self.expect and self.expect.position > self.head.position:
            self.fault(FaultKind.CUT_OFF, self.head.position + 1)

    def fault(self, kind: FaultKind, position: int, entry_id: UUID | None = None) -> None:
        """Note one fault."""
        self.fault_count += 1
        if len(self.faults) < FAULTS_SHOWN:
            self.faults.append(Fault(kind, position, entry_id))

    def named_faults(self) -> Iterator[Fault]:
        """Give the faults, calling those reordered whose hashes would fit with one another's digests."""
        moved = {
            position
            for position, previous, _, hash in self.misfits
            for other, _, digest, other_hash in self.misfits
            if other != position
            and any(chain(previous=one, position=position, digest=digest) in (hash, other_hash) for one in previous)
        }
        for fault in self.faults:
            if fault.kind is FaultKind.LINK_CHANGED and fault.position in moved:
                yield Fault(FaultKind.REORDERED, fault.position, fault.entry_id)
            else:
                yield fault


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read everything as of one instant, unless the caller's transaction decides otherwise."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _links() -> Iterator[tuple[Any, ...]]:
    return _rows(
        f"""
        SELECT link.position, link.entry_id, link.digest, link.hash, {ENTRY_COLUMNS}
        FROM kernel_journallink link LEFT JOIN kernel_journalentry entry ON entry.id = link.entry_id
        ORDER BY link.position
        """
    )


def _rows(sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(STEP):
            yield from rows


def _one(sql: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cast(tuple[Any, ...], cursor.fetchone())
