"""How one key to a person is told."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshe.domain.privacy.choices.parts import AtClosing, Part

REMOVE, ANONYMISE, KEEP = AtClosing.REMOVE, AtClosing.ANONYMISE, AtClosing.KEEP

OTHERS_RELY = _("Others rely on it; your name goes.")
ACCOUNT_OF_WORK = _("It says who was responsible for what; your name goes.")
ONLY_YOURS = _("Nobody but you needs it.")
NEVER_CHANGED = _("The record is never changed; your name goes.")
PROOF = _("It proves that we were allowed to; your name goes.")


@dataclass(frozen=True)
class Kept:
    """What one foreign key to a person means: in which part it stands, in which words, what is shown of a row."""

    part: Part
    label: str | Promise
    shown: tuple[str, ...]
    at_closing: AtClosing
    why: str | Promise

    @property
    def is_exported(self) -> bool:
        """Whether rows of it stand in the export."""
        return bool(self.shown)


def work(label: Promise, *shown: str) -> Kept:
    """Return what somebody did for others: when, never what it says about them."""
    return Kept(Part.WORK, label, shown, KEEP, ACCOUNT_OF_WORK)
