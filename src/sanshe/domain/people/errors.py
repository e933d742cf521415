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
