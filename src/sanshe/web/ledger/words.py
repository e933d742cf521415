"""Minutes, and whose they are, as people say it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from sanshe.domain.ledger import queries
from sanshe.domain.ledger.choices import HolderKind, TransferKind


def in_words(minutes: int) -> str:
    """Say how long, without a sign: 2 hours 30 minutes."""
    hours, rest = divmod(abs(minutes), 60)
    if hours and rest:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    if hours:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(minutes)s min") % {"minutes": rest}


def signed(minutes: int) -> str:
    """Say how long, with its sign."""
    return f"{'−' if minutes < 0 else '+' if minutes else ''}{in_words(minutes)}"


def balance_words(minutes: int) -> str:
    """Say how an account stands."""
    if minutes < 0:
        return _("%(time)s behind") % {"time": in_words(minutes)}
    return in_words(minutes)


def name_of(account, *, is_known: bool = True) -> str:
    """Say whose an account is; of a neighbour whose number alone was known, no more than how the name begins."""
    if account is None:
        return ""
    if account.kind == HolderKind.POOL:
        return _("The common pot")
    if account.organization:
        return account.organization.display_name
    if account.person.closed_at and not account.person.merged_into_id:
        return _("a former neighbour")
    if not is_known:
        return _("neighbour %(first)s") % {"first": account.person.surname}
    return account.person.public_name or _("a neighbour")


@dataclass(frozen=True)
class Line:
    """One line of an account, ready to be shown."""

    transfer_id: UUID
    booked_at: datetime
    what: str
    who: str
    note: str
    amount_min: int
    amount: str
    balance: str
    is_taken_back: bool


def lines_of(entries) -> list[Line]:
    """Return entries as lines; `balance` is there where the entries carry it."""
    return [_line(entry) for entry in entries]


def _line(entry) -> Line:
    transfer = entry.transfer
    balance = getattr(entry, "balance_min", None)
    return Line(
        transfer_id=transfer.pk,
        booked_at=transfer.booked_at,
        what=what_of(transfer.kind, amount_min=entry.amount_min),
        who=name_of(queries.other_side(entry=entry), is_known=queries.knows(entry=entry)),
        note=transfer.note,
        amount_min=entry.amount_min,
        amount=signed(entry.amount_min),
        balance="" if balance is None else balance_words(balance),
        is_taken_back=hasattr(transfer, "reversal"),
    )


def what_of(kind: str, *, amount_min: int) -> str:
    """Say why minutes came or went."""
    came = amount_min > 0
    if kind == TransferKind.SERVICE:
        return _("Helped") if came else _("Was helped")
    if kind == TransferKind.GIFT:
        return _("Received as a gift") if came else _("Given away")
    if kind == TransferKind.GRANT:
        return _("From the common pot") if came else _("Given out of the pot")
    if kind == TransferKind.EXPIRY:
        return _("Lapsed elsewhere") if came else _("Lapsed, into the common pot")
    return _("Came back") if came else _("Given back")
