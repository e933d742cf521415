"""Refusals about entries, sheets and receipts."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class EntryForbidden(DomainError):
    """The actor may not do this with entries of this community."""

    code = "entry_forbidden"
    message = _("Only the workers of this community can do that.")


class WritesForOneself(DomainError):
    """A worker was to enter something for themselves."""

    code = "writes_for_oneself"
    field = "person"
    message = _("This is you. Please write your own slip on the first page.")


class ConsentMissing(DomainError):
    """Nobody may be written for without having agreed."""

    code = "consent_missing"
    field = "consent"
    message = _("Please read out the text and tick that they agreed. Without that, nothing is kept.")


class HasOwnAccount(DomainError):
    """The person took their account into their own hands."""

    code = "has_own_account"
    field = "person"
    message = _("%(name)s runs their own account and writes there. They can name you as their helper under “My data”.")


class NotResidentHere(DomainError):
    """The person does not live in this community."""

    code = "not_resident_here"
    field = "person"
    message = _("This person is not known as a resident of your community. Please choose somebody who lives here.")


class LikelyDuplicate(DomainError):
    """Somebody very like the new person is here already."""

    code = "likely_duplicate"
    field = "is_somebody_else"
    message = _("Somebody like this is here already. Please look whether it is the same person.")


class SerialUnknown(DomainError):
    """No form has this serial."""

    code = "serial_unknown"
    field = "serial"
    message = _("There is no form with this number. Please compare each letter with the paper.")


class SheetUsed(DomainError):
    """The form was typed in already."""

    code = "sheet_used"
    field = "serial"
    message = _("This form has been typed in already.")


class SheetElsewhere(DomainError):
    """The form belongs to another community."""

    code = "sheet_elsewhere"
    field = "serial"
    message = _("This form belongs to %(place)s. Please send it there.")


class SheetForAnother(DomainError):
    """The form was printed for somebody or something else."""

    code = "sheet_for_another"
    field = "serial"
    message = _("This form was printed for something else. Please take the one that fits.")


class SheetCountWrong(DomainError):
    """Too many or too few forms were to be printed."""

    code = "sheet_count_wrong"
    field = "count"
    message = _("Please print between 1 and %(limit)s forms at once.")


class NothingToReview(DomainError):
    """The agreement is not one in which the person received something."""

    code = "nothing_to_review"
    field = "agreement"
    message = _("Please choose what it was about: something that was done for this person.")


class OfferMissing(DomainError):
    """No offer to register for."""

    code = "offer_missing"
    field = "offer"
    message = _("Please choose what they want to register for.")


class EntryMovedOn(DomainError):
    """The entry has moved on since the page was shown."""

    code = "entry_moved_on"
    message = _("Somebody has already looked at this entry.")


class NeedsAnotherPerson(DomainError):
    """Whoever typed it in, or for whom it is, cannot be the second look."""

    code = "needs_another_person"
    message = _("A second person has to look at it: you typed it in yourself, or it is your own.")


class ReasonMissing(DomainError):
    """An entry was to come back without a word."""

    code = "reason_missing"
    field = "reason"
    message = _("Please say in a few words what is not right.")


class ReceiptUnknown(DomainError):
    """The code fits no receipt that still counts."""

    code = "receipt_unknown"
    field = "code"
    message = _(
        "This code does not fit, or a newer receipt has taken its place. "
        "Please compare each letter with the paper; %(left)s tries are left."
    )


class TooManyWrongCodes(DomainError):
    """Somebody guesses."""

    code = "too_many_wrong_codes"
    field = "code"
    message = _("Too many wrong codes. Please wait %(wait_min)s minutes, or ask the community worker.")


class ReceiptEnded(DomainError):
    """The receipt was used or replaced meanwhile."""

    code = "receipt_ended"
    message = _("This receipt has been used already, or a newer one has taken its place.")


class PhoneNotedAlready(DomainError):
    """The entry has a phone, and another one was used."""

    code = "phone_noted_already"
    message = _(
        "Another phone number is noted for this entry. Please sign in with that one, "
        "or ask the community worker to change it."
    )
