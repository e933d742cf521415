"""What was typed, made fit to be kept."""

import math
import unicodedata

from sanshe.domain.organisations.errors import CreditCodeWrong, NameMissing, NoteMissing, PlaceUnreadable
from sanshe.domain.organisations.models import NAME_MAX, WORDS_MAX
from sanshe.domain.organisations.rules import is_credit_code
from sanshe.kernel.fields import plain_text


def one_line(text: str) -> str:
    """Return a text in one line, without what cannot be seen: two names that look the same are the same."""
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(plain_text(seen).split())


def lines(text: str, *, longest: int) -> str:
    """Return a text in lines and paragraphs, cut to `longest` characters."""
    return "\n".join(plain_text(line).rstrip() for line in text.splitlines()).strip()[:longest]


def checked_name(text: str) -> str:
    """Return a name that can stand on a page.

    Raises
    ------
    NameMissing
        There is none, or it is too long.
    """
    name = one_line(text)
    if not name or len(name) > NAME_MAX:
        raise NameMissing(limit=NAME_MAX)
    return name


def checked_note(text: str) -> str:
    """Return the words that belong to a decision.

    Raises
    ------
    NoteMissing
        There are none.
    """
    note = one_line(text)[:WORDS_MAX]
    if not note:
        raise NoteMissing
    return note


def checked_credit_code(text: str) -> str:
    """Return a unified social credit code as it is kept, or "" where none was said.

    Raises
    ------
    CreditCodeWrong
        The last character does not stand the check, or it is no code at all.
    """
    code = unicodedata.normalize("NFKC", one_line(text)).replace(" ", "").replace("-", "").upper()
    if code and not is_credit_code(code):
        raise CreditCodeWrong
    return code


def checked_place(longitude: float | None, latitude: float | None) -> tuple[float | None, float | None]:
    """Return a point in WGS-84 degrees, or none.

    Raises
    ------
    PlaceUnreadable
        One of the two is missing, or they are no point on earth.
    """
    if longitude is None and latitude is None:
        return None, None
    if longitude is None or latitude is None or not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise PlaceUnreadable
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise PlaceUnreadable
    return longitude, latitude
