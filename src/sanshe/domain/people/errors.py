"""Refusals about people and signing in."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class PhoneUnreadable(DomainError):
    """What was typed is no phone number."""

    code = "phone_unreadable"
    field = "phone"
    message = _("This does not look like a phone number. Please type the 11 digits, like 138 0000 0000.")


class PhoneTaken(DomainError):
    """The phone belongs to somebody already."""

    code = "phone_taken"
    field = "phone"
    message = _("This phone number belongs to somebody already. Please look for that person first.")


class CodeAskedTooOften(DomainError):
    """Too many codes were asked for."""

    code = "code_asked_too_often"
    field = "phone"
    message = _("A code was sent just now. Please wait %(wait_min)s minutes before you ask for another.")


class CodeWrong(DomainError):
    """The code does not fit."""

    code = "code_wrong"
    field = "code"
    message = _("This code is not right. Please look again; %(left)s tries are left.")


class CodeSpent(DomainError):
    """No code of this phone can be used any more."""

    code = "code_spent"
    field = "code"
    message = _("This code can no longer be used. Please ask for a new one.")


class AccountClosed(DomainError):
    """The person left."""

    code = "account_closed"
    message = _("This account is closed. A community worker can help you to open it again.")


class RoleForbidden(DomainError):
    """The actor may not give or end this role."""

    code = "role_forbidden"
    message = _("You may not change this role.")


class SpeaksForOneself(DomainError):
    """Somebody was to represent themselves."""

    code = "speaks_for_oneself"
    message = _("Nobody needs to be helped by themselves. Please choose another person.")


class AddressUnreadable(DomainError):
    """What was typed is no home."""

    code = "address_unreadable"
    field = "address"
    message = _("Please write the home with its numbers, like 3-2-501 (building, entrance, flat).")


class NoHomeYet(DomainError):
    """There is no home to be confirmed."""

    code = "no_home_yet"
    field = "address"
    message = _("Please write down the home first.")


class ResidenceCodeWrong(DomainError):
    """The code does not fit the letter."""

    code = "residence_code_wrong"
    field = "code"
    message = _("This is not the code of your letter. Please look again; %(left)s tries are left.")


class ResidenceCodeSpent(DomainError):
    """No letter of this person can be answered any more."""

    code = "residence_code_spent"
    field = "code"
    message = _("There is no letter to answer any more. Please ask for a new one.")


class FileClosed(DomainError):
    """The actor may not act on this person."""

    code = "file_closed"
    message = _("Only a worker of the community where they live may do this.")


class NotAMinor(DomainError):
    """A guardian was to be confirmed for somebody grown up, or of unknown age."""

    code = "not_a_minor"
    message = _("Guardians are for those under 18. Please check the year of birth, or add a helper instead.")


class GuardianTooYoung(DomainError):
    """A guardian was to be somebody not grown up."""

    code = "guardian_too_young"
    field = "phone"
    message = _("A guardian has to be grown up. Please choose another person.")


class HelperUnknown(DomainError):
    """Nobody here has this phone and this name."""

    code = "helper_unknown"
    field = "phone"
    message = _(
        "We know nobody with this phone number and this name. Please check both; they must have been here once."
    )


class MergeOfOne(DomainError):
    """Two entries were named that are one already, or not there any more."""

    code = "merge_of_one"
    field = "phone"
    message = _("There is no second entry to make one with this one.")


class MergeForbidden(DomainError):
    """The actor may not propose or decide this."""

    code = "merge_forbidden"
    message = _(
        "Somebody else has to decide this: a worker who did not propose it and is not one of the two. "
        "Where one of the two works here, that work has to end first."
    )


class MergeDecided(DomainError):
    """Somebody was faster."""

    code = "merge_decided"
    message = _("This was decided already. Please look at what came of it.")


class MergeBlocked(DomainError):
    """Something keeps the two from being one."""

    code = "merge_blocked"
    message = _("These two cannot become one while this stands between them: %(what)s. Please settle it first.")


class UndoBlocked(DomainError):
    """What happened since keeps the two from being taken apart."""

    code = "undo_blocked"
    message = _("They cannot be taken apart any more: %(what)s.")


class AccountLinkedElsewhere(DomainError):
    """The account from elsewhere belongs to another person here."""

    code = "account_linked_elsewhere"
    message = _("Somebody else here signs in with that account. Please go on with your phone.")


class CheckDatesUnfit(DomainError):
    """A check would begin in the future, be over already, or count for too long."""

    code = "check_dates_unfit"
    field = "valid_until"
    message = _("The paper has to be issued before today, and may count from today for at most %(years)s years.")


class CheckOver(DomainError):
    """A check was ended or replaced in the meantime."""

    code = "check_over"
    message = _("This check has ended already. Please look at the page again.")
