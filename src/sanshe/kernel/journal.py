"""The journal: every operation writes one entry, and a chain over the entries shows whether any was tampered with.

An entry carries no hash when it is written, so that writers never wait for one another. A sealer links the entries that
have become visible: digest = SHA-256 of the entry's canonical JSON; hash = SHA-256 of previous hash, position (8 bytes,
big-endian) and digest. See docs/adr/0003.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, Max, Min, Model, OuterRef

from sanshe.kernel.models import JournalEntry, JournalLink

GENESIS = bytes(32)
SEAL_BATCH = 5000
VERIFY_BATCH = 5000
SEALER_LOCK = "sanshe.journal.seal"
DIGESTED = (
    "id",
    "recorded_at",
    "at",
    "actor_id",
    "on_behalf_of_id",
    "operation",
    "subject_type",
    "subject_id",
    "community_code",
    "detail",
)


@dataclass(frozen=True)
class Head:
    """Where the chain ends: how many links, and the hash over all of them (32 bytes)."""

    position: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.position}:{self.hash.hex()}"


@dataclass(frozen=True)
class Fault:
    """What is wrong with the chain at a position: `changed`, `removed`, `gap`, `wrong_hash` or `cut_off`."""

    position: int
    code: str
    entry_id: UUID | None


@dataclass(frozen=True)
class Verification:
    """What a walk over the whole chain found; `faults` holds the first ones, empty: the chain is whole."""

    head: Head
    entries: int
    unsealed: int
    oldest_unsealed_at: datetime | None
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def record(
    *,
    operation: str,
    subject: Model | None,
    at: datetime,
    actor: Model | UUID | None = None,
    on_behalf_of: Model | UUID | None = None,
    community_code: str = "",
    detail: dict[str, Any] | None = None,
) -> JournalEntry:
    """Write down, in the caller's transaction, that an operation ("area.verb_noun") was done.

    Raises
    ------
    RuntimeError
        There is no transaction: an entry without its deed, or a deed without its entry, must not happen.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("journal.record belongs inside the transaction of the operation it records")
    return JournalEntry.objects.create(
        operation=operation,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None and isinstance(subject.pk, UUID) else None,
        actor_id=_pk(actor),
        on_behalf_of_id=_pk(on_behalf_of),
        at=at,
        community_code=community_code,
        detail=detail or {},
    )


def seal(*, limit: int | None = None) -> int:
    """Link the entries that are visible and not yet linked; return how many were.

    Only one sealer works at a time; another one returns 0 at once. Entries of transactions that are still open are
    linked by a later call.
    """
    sealed = 0
    while limit is None or sealed < limit:
        count = _seal_batch(SEAL_BATCH if limit is None else min(SEAL_BATCH, limit - sealed))
        sealed += count
        if count < SEAL_BATCH:
            break
    return sealed


def head() -> Head:
    """Return where the chain ends."""
    last = JournalLink.objects.order_by("-position").first()
    return Head(last.position, bytes(last.hash)) if last else Head(0, GENESIS)


def verify(*, expect: Head | None = None, most: int = 20) -> Verification:
    """Walk the whole chain in constant memory and report the first `most` faults.

    `expect` is a head noted earlier: the chain must still pass through it, else its end was cut off or rewritten.
    """
    faults: list[Fault] = []
    position, previous = 0, GENESIS
    with transaction.atomic():
        for link, entry in _links_with_entries():
            if len(faults) >= most:
                break
            position += 1
            if link.position != position:
                faults.append(Fault(position, "gap", None))
                position = link.position
            if entry is None:
                faults.append(Fault(position, "removed", link.entry_id))
            elif digest(entry) != bytes(link.digest):
                faults.append(Fault(position, "changed", link.entry_id))
            if chain(previous, position, bytes(link.digest)) != bytes(link.hash):
                faults.append(Fault(position, "wrong_hash", link.entry_id))
            previous = bytes(link.hash)
            if expect and expect.position == position and expect.hash != previous:
                faults.append(Fault(position, "wrong_hash", link.entry_id))
        if expect and expect.position > position:
            faults.append(Fault(expect.position, "cut_off", None))
        unsealed = _unsealed()
        return Verification(
            head=Head(position, previous),
            entries=JournalEntry.objects.count(),
            unsealed=unsealed.count(),
            oldest_unsealed_at=unsealed.aggregate(oldest=Min("recorded_at"))["oldest"],
            faults=tuple(faults[:most]),
        )


def digest(entry: JournalEntry) -> bytes:
    """Return the SHA-256 (32 bytes) of an entry's canonical JSON."""
    return hashlib.sha256(canonical(entry)).digest()


def canonical(entry: JournalEntry) -> bytes:
    """Return an entry as JSON in exactly one way: fields in fixed order, keys sorted, instants in UTC, UTF-8."""
    fields = {name: _plain(getattr(entry, name)) for name in DIGESTED}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def chain(previous: bytes, position: int, digest: bytes) -> bytes:
    """Return the hash (32 bytes) of a link from the hash before it, its position and its entry's digest."""
    return hashlib.sha256(previous + position.to_bytes(8, "big") + digest).digest()


def _seal_batch(size: int) -> int:
    with transaction.atomic():
        with connection.cursor() as cursor:
            # One sealer per schema: a district in a schema of its own has a chain of its own.
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || %s, 0))", [SEALER_LOCK]
            )
            if not cursor.fetchone()[0]:
                return 0
        last = head()
        position, previous = last.position, last.hash
        links = []
        for entry in _unsealed().order_by("id")[:size]:
            position += 1
            hashed = digest(entry)
            previous = chain(previous, position, hashed)
            links.append(JournalLink(position=position, entry_id=entry.pk, digest=hashed, hash=previous))
        JournalLink.objects.bulk_create(links)
        return len(links)


def _unsealed() -> Any:
    # An anti-join on the unique index of entry_id. Nothing cleverer: an entry of a long transaction may become visible
    # hours after its identifier was made, so no watermark over identifiers or times would be safe.
    return JournalEntry.objects.filter(~Exists(JournalLink.objects.filter(entry_id=OuterRef("pk"))))


def _links_with_entries() -> Iterator[tuple[JournalLink, JournalEntry | None]]:
    last = JournalLink.objects.aggregate(last=Max("position"))["last"] or 0
    for start in range(0, last, VERIFY_BATCH):
        links = list(
            JournalLink.objects.filter(position__gt=start, position__lte=start + VERIFY_BATCH).order_by("position")
        )
        entries = JournalEntry.objects.in_bulk([link.entry_id for link in links])
        for link in links:
            yield link, entries.get(link.entry_id)


def _pk(who: Model | UUID | None) -> UUID | None:
    return who if who is None or isinstance(who, UUID) else who.pk


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    return value
