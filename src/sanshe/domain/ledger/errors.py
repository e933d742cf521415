"""Refusals of the ledger."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class NoScheme(DomainError):
    """The community does not count time, or no longer."""

    code = "no_scheme"
    message = _("This community does not use time credits at present.")


class SchemeForbidden(DomainError):
    """The scheme is not this person's to open, close or give from."""

    code = "scheme_forbidden"
    message = _("Only workers of this community can do that.")


class SchemeOpenAlready(DomainError):
    """It is open."""

    code = "scheme_open_already"
    message = _("Time credits are open here already.")


class FloorOutOfRange(DomainError):
    """No such floor."""

    code = "floor_out_of_range"
    field = "floor_hours"
    message = _("Please say how many hours somebody may be behind, between 0 and 100.")


class FloorAboveBalance(DomainError):
    """Somebody stands lower already."""

    code = "floor_above_balance"
    field = "floor_hours"
    message = _("Some accounts are %(hours)s hours behind already. Please allow at least that.")


class ExpiryOutOfRange(DomainError):
    """No such time until credits lapse."""

    code = "expiry_out_of_range"
    field = "expires_after_months"
    message = _("Please say after how many months credits lapse, from 6 to 120, or leave it empty.")


class AccountForbidden(DomainError):
    """The account is not this person's."""

    code = "account_forbidden"
    message = _("This account is not yours. Please ask whoever looks after it.")


class AccountUnknown(DomainError):
    """Nobody here has this number."""

    code = "account_unknown"
    field = "number"
    message = _("There is no such account number here. Please compare it with the one on their statement.")


class ReceiverMissing(DomainError):
    """Nobody was named, or several."""

    code = "receiver_missing"
    field = "receiver"
    message = _("Please say to whom: choose one of the list, or type one account number.")


class SameAccount(DomainError):
    """From an account to itself."""

    code = "same_account"
    field = "receiver"
    message = _("That is the account it comes from. Please choose another one.")


class HolderGone(DomainError):
    """Whose account it is has left."""

    code = "holder_gone"
    field = "receiver"
    message = _("That account is no longer in use. Please choose another one.")


class MinutesOutOfRange(DomainError):
    """Nothing, or absurdly much."""

    code = "minutes_out_of_range"
    field = "minutes"
    message = _("Please give at least 1 minute and at most 100 hours at once.")


class CreditFloorReached(DomainError):
    """It would leave the account below its floor."""

    code = "credit_floor_reached"
    field = "minutes"
    message = _("There is not enough on the account for that. It can give %(minutes)s minutes at most.")


class TransferUnknown(DomainError):
    """No such transfer, or not for this person."""

    code = "transfer_unknown"
    message = _("This entry cannot be found.")


class NotReversible(DomainError):
    """It was taken back before, or cannot be."""

    code = "not_reversible"
    message = _("This was taken back already, or cannot be taken back.")


class ReversalForbidden(DomainError):
    """It is not this person's to take back, or no longer."""

    code = "reversal_forbidden"
    message = _("Only who received it can give it back now. Please ask them, or a worker.")
