"""Identifiers."""

import uuid

import uuid_utils


def uuid7() -> uuid.UUID:
    """Return a new time-ordered identifier (UUIDv7, RFC 9562)."""
    return uuid.UUID(int=uuid_utils.uuid7().int)
