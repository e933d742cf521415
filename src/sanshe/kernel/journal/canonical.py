"""One text for one value: what is hashed must not depend on who wrote it down."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def canonical_json(value: Any) -> str:
    """Return the one JSON text of a value: keys sorted, no blanks, numbers exact and written out in full.

    Numbers that are equal have the same text (1, 1.0 and 1e0), since jsonb does not tell them apart either.

    Raises
    ------
    TypeError, ValueError
        The value has no place in JSON.
    """
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(canonical_json(item) for item in value) + "]"
    if isinstance(value, dict):
        if not all(isinstance(name, str) for name in value):
            raise TypeError("JSON names are texts.")
        items = (f"{canonical_json(name)}:{canonical_json(value[name])}" for name in sorted(value))
        return "{" + ",".join(items) + "}"
    raise TypeError(f"{type(value).__name__} has no place in JSON.")


def read_exactly(text: str) -> Any:
    """Return what a JSON text says without rounding its numbers."""
    return json.loads(text, parse_float=Decimal)


def digest(
    *,
    id: UUID,
    recorded_at: datetime,
    at: datetime,
    actor_id: UUID | None,
    on_behalf_of_id: UUID | None,
    operation: str,
    subject_type: str,
    subject_id: UUID | None,
    community_code: str,
    detail: str,
) -> bytes:
    """Return the SHA-256 (32 bytes) of an entry as it is stored; `detail` is its JSON text."""
    fields = {
        "id": str(id),
        "recorded_at": _instant(recorded_at),
        "at": _instant(at),
        "actor_id": _identifier(actor_id),
        "on_behalf_of_id": _identifier(on_behalf_of_id),
        "operation": operation,
        "subject_type": subject_type,
        "subject_id": _identifier(subject_id),
        "community_code": community_code,
        "detail": read_exactly(detail),
    }
    return hashlib.sha256(canonical_json(fields).encode()).digest()


def chain(*, previous: bytes, position: int, digest: bytes) -> bytes:
    """Return the SHA-256 (32 bytes) that ties a link to everything before it; `position` as 8 bytes."""
    return hashlib.sha256(previous + position.to_bytes(8, "big") + digest).digest()


def _number(value: float | Decimal) -> str:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"{value} has no place in JSON.")
    text = format(exact, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _identifier(value: UUID | None) -> str | None:
    return None if value is None else str(value)
