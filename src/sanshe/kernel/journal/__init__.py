"""The journal: who did what to what, when, on whose behalf.

Entries are append-only, guarded in the database. They carry no hash when they are written, so writers never
queue up behind one another; a sealer links committed entries into one hash chain a moment later, and `verify`
walks the chain. Whoever notes the chain's head (position and hash) elsewhere can prove later that nothing
before it was changed, removed, reordered or cut off.
"""

from sanshe.kernel.journal.reading import entries
from sanshe.kernel.journal.recording import record
from sanshe.kernel.journal.sealing import Head, head, seal
from sanshe.kernel.journal.verification import Fault, FaultKind, NotedHead, Verification, verify

__all__ = [
    "Fault",
    "FaultKind",
    "Head",
    "NotedHead",
    "Verification",
    "entries",
    "head",
    "record",
    "seal",
    "verify",
]
