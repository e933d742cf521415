"""Refusals about news and messages."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class LinkUnknown(DomainError):
    """A link of a message that was not made here, or is too old."""

    code = "link_unknown"
    message = _("This link no longer works. Please open the settings of your news, or ask for a new one.")


class AddressUnreadable(DomainError):
    """What was typed is no e-mail address."""

    code = "address_unreadable"
    field = "email"
    message = _("This does not look like an e-mail address. Please look again.")


class AskedTooOften(DomainError):
    """Too many confirmations were asked for."""

    code = "asked_too_often"
    field = "email"
    message = _("We have written to this address several times today. Please look there, or try again tomorrow.")
