"""How long what is kept, and why."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YEAR_DAYS = 365


@dataclass(frozen=True)
class Retention:
    """That something goes so many days after it was last needed (None: it stays), and why not sooner."""

    what: str | Promise
    days: int | None
    then: str | Promise
    why: str | Promise


RETENTION: dict[str, Retention] = {
    "sign_in_codes": Retention(
        _("Codes sent to sign in"), 7, _("removed"), _("To notice when somebody tries to get in.")
    ),
    "wrong_receipt_codes": Retention(
        _("Wrong tries with a receipt’s code"), 7, _("removed"), _("To notice when somebody guesses.")
    ),
    "sessions": Retention(
        _("Being signed in on a device"), 0, _("removed"), _("It ends by itself half a year after the last time.")
    ),
    "idempotency_keys": Retention(
        _("Marks that keep a form from being taken twice"), 7, _("removed"), _("A phone may send once more days later.")
    ),
    "messages": Retention(
        _("Text and recipient of messages that were sent"),
        30,
        _("blanked"),
        _("To find out why a message did not arrive."),
    ),
    "notifications": Retention(_("News"), YEAR_DAYS, _("removed"), _("To read up on what happened.")),
    "digests": Retention(
        _("That news in one piece was sent"),
        90,
        _("removed"),
        _("So that none is sent twice, and to answer questions."),
    ),
    "discarded_entries": Retention(
        _("Entries that were thrown away"), 90, _("removed"), _("In case it was a mistake.")
    ),
    "answered_invitations": Retention(
        _("Invitations that are over, with the phone number"), 90, _("removed"), _("To answer questions about them.")
    ),
    "letters": Retention(
        _("Letters to the door that are over"), 90, _("removed"), _("To answer questions about them.")
    ),
    "former_homes": Retention(
        _("Where somebody lived before"), YEAR_DAYS, _("removed"), _("So that a mistake can be put right.")
    ),
    "showings": Retention(
        _("Which offers a need was shown, and in which order"),
        YEAR_DAYS,
        _("removed"),
        _("To find out whether everybody is shown fairly, and what should count."),
    ),
    "private_needs": Retention(
        _("The words of what was told in confidence, once it is closed"),
        3 * YEAR_DAYS,
        _("blanked"),
        _("Whoever comes back need not tell it all again."),
    ),
    "journal": Retention(
        _("The journal: who did what, when"),
        None,
        _("stays"),
        _("It holds numbers in place of names, and is what protects you when something goes wrong."),
    ),
}
