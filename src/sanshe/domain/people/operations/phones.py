"""Phone numbers as they are kept."""

import re
import unicodedata

from sanshe.domain.people.errors import PhoneUnreadable


def normalize_phone(*, text: str) -> str:
    """Return a phone number as E.164 (+8613800000000); numbers without a country code are Chinese.

    Raises
    ------
    PhoneUnreadable
        It is not a number that a message could reach.
    """
    digits = re.sub(r"[\s\-().]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"(\+?86|0086)?1[3-9][0-9]{9}", digits):
        return f"+86{digits[-11:]}"
    if re.fullmatch(r"\+[1-9][0-9]{7,14}", digits) and not digits.startswith("+86"):
        return digits
    raise PhoneUnreadable
