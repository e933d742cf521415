"""Phone numbers as they are kept."""

import re
import unicodedata

from sanshe.domain.people.errors import HelperUnknown, PhoneUnreadable
from sanshe.domain.people.models import Person
from sanshe.domain.people.queries import person_with_phone, plain_name


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


def known_person(*, phone: str, name: str) -> Person:
    """Return who has this phone and is called this, so that neither a slip of the finger nor a guess names anybody.

    Raises
    ------
    PhoneUnreadable
        The phone is not a number.
    HelperUnknown
        Nobody here has this phone and this name; the same answer whichever of them is wrong.
    """
    found = person_with_phone(phone=normalize_phone(text=phone))
    wanted = plain_name(name)
    if found is None or not wanted or wanted not in (plain_name(found.full_name), plain_name(found.form_of_address)):
        raise HelperUnknown
    return found
