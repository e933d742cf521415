"""Stored codes of the proxy area, and the letters that its serials and codes are made of."""

import re
import unicodedata

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Nothing in it looks like anything else in it, by hand or in print: no 0 O D, 1 I L, 2 Z, 5 S, 8 B, U V.
# Its length is prime, so that the check character finds every single wrong letter and every two that changed places.
ALPHABET = "34679ACEFGHJKMNPQRTUWXY"
SERIAL_LENGTH = 7
CODE_LENGTH = 10
GROUPS = (4, 3, 3)


class FormKind(models.TextChoices):
    """What a form is for, on paper and on the screen."""

    NEED = "need", _("Need")
    OFFER = "offer", _("Offer")
    REVIEW = "review", pgettext_lazy("form", "How it went")
    REGISTRATION = "registration", pgettext_lazy("form", "Registration")


SLIPS = (FormKind.NEED, FormKind.OFFER)


class Channel(models.TextChoices):
    """In which way somebody told it to the worker."""

    PAPER = "paper", pgettext_lazy("channel", "On paper")
    FACE_TO_FACE = "face_to_face", _("Face to face")
    TELEPHONE = "telephone", _("By telephone")


class EntryState(models.TextChoices):
    """Where an entry stands."""

    ENTERED = "entered", _("Waits for a second look")
    RETURNED = "returned", _("Came back")
    POSTED = "posted", pgettext_lazy("entry", "Done")
    DISCARDED = "discarded", _("Thrown away")


OPEN = (EntryState.ENTERED, EntryState.RETURNED)


def plain_code(text: str) -> str:
    """Return a serial or a code as it is kept: capitals without spaces and dashes."""
    return re.sub(r"[\s\-\u2010-\u2015\u00b7.]", "", unicodedata.normalize("NFKC", text)).upper()


def in_groups(code: str) -> str:
    """Return a receipt's code in groups, as it is read aloud."""
    first, second, _ = GROUPS
    return f"{code[:first]}-{code[first : first + second]}-{code[first + second :]}"


def check_character(body: str) -> str:
    """Return the character that makes the weighted sum of a serial divisible by the length of the alphabet."""
    weighted = sum(place * ALPHABET.index(char) for place, char in enumerate(body, start=2))
    return ALPHABET[-weighted % len(ALPHABET)]


def is_serial(serial: str) -> bool:
    """Tell whether a text could be the serial of a form: the right length, letters and check character."""
    if len(serial) != SERIAL_LENGTH or any(char not in ALPHABET for char in serial):
        return False
    return check_character(serial[:-1]) == serial[-1]
