"""Everything of an installation in one file, and back again.

A backup is an uncompressed tar: `database.dump` (PostgreSQL's custom format), `media/…`, and at the end
`manifest.json` with versions, the rows of each table as of the dump's own snapshot, the journal's head, and size and
SHA-256 of every member. Not in it: the secret key, so restored installations ask everybody to sign in again.
"""

from sanshe.kernel.backup.manifest import Manifest
from sanshe.kernel.backup.restoring import Restored, restore
from sanshe.kernel.backup.writing import back_up

__all__ = ["Manifest", "Restored", "back_up", "restore"]
