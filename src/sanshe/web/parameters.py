"""What an address or a bare button brings along, taken with care: nobody has checked it before."""

from uuid import UUID

from django.http import QueryDict

from sanshe.kernel.fields import plain_text

LONGEST = 80


def text_in(values: QueryDict, name: str, *, longest: int = LONGEST) -> str:
    """Return a text in one line, without characters that nobody types, cut to `longest` characters."""
    return " ".join(plain_text(values.get(name, "")).split())[:longest]


def uuid_in(values: QueryDict, name: str) -> UUID | None:
    """Return an identifier, or None where there is none."""
    try:
        return UUID(values.get(name, ""))
    except ValueError:
        return None
