"""Identifiers, and text as the database can keep it."""

import unicodedata
import uuid

import uuid_utils


def uuid7() -> uuid.UUID:
    """Return a new time-ordered identifier (UUIDv7, RFC 9562)."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


def plain_text(text: str) -> str:
    """Return a text without control characters and halves of characters, a space in place of each.

    PostgreSQL keeps no NUL and no lone surrogate; nobody types any of them.
    """
    return "".join(" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in text)
