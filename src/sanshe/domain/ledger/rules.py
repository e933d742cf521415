"""Who may do what with time credits, and the arithmetic of minutes."""

from datetime import datetime, timedelta

from sanshe.domain.ledger.choices import REVERSIBLE, HolderKind, TransferKind
from sanshe.domain.ledger.models import Account, Transfer
from sanshe.domain.organisations import rules as organisations
from sanshe.domain.people.choices import NEIGHBOURS, WORKERS
from sanshe.domain.people.models import Person
from sanshe.domain.people.rules import has_role, is_worker
from sanshe.domain.places.models import Community

# How long who gave may still think better of it; after that only who received it, or a worker, gives it back.
UNDO_WITHIN = timedelta(minutes=15)
TOLD_BEFORE = timedelta(days=30)
# Whoever earns every day is not told every day.
TOLD_AGAIN_AFTER = timedelta(days=7)
DAYS_OF_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def may_run_scheme(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether the person opens and closes time credits here and gives from the common pot: its workers."""
    return community is not None and is_worker(person=person, community=community, at=at)


def may_have_account(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether the person may open an account here: who lives or works in the community."""
    return community is not None and has_role(person=person, kinds=(*NEIGHBOURS, *WORKERS), at=at, community=community)


def owns(*, person: Person | None, account: Account) -> bool:
    """Tell whether the account is the person's own, also by an entry that was made one with theirs."""
    if person is None or account.person is None:
        return False
    return person.pk in (account.person_id, account.person.merged_into_id)


def may_spend(*, person: Person | None, account: Account, at: datetime) -> bool:
    """Tell whether the person may give from the account: its owner, who looks after the group, never from the pot."""
    if account.kind == HolderKind.ORGANIZATION:
        return organisations.may_manage(person=person, organization_id=account.organization_id, at=at)
    return owns(person=person, account=account)


def may_read(*, person: Person | None, account: Account, at: datetime) -> bool:
    """Tell whether the account opens: for who may give from it, and for the workers of its community."""
    return may_spend(person=person, account=account, at=at) or may_run_scheme(
        person=person, community=account.scheme.community, at=at
    )


def is_looked_at(*, person: Person, account: Account) -> bool:
    """Tell whether reading the account is a look at another's private affairs."""
    return account.kind == HolderKind.PERSON and not owns(person=person, account=account)


def is_reversible(*, transfer: Transfer) -> bool:
    """Tell whether the transfer could be taken back by somebody: once, and never what takes back itself."""
    return transfer.kind in REVERSIBLE and not hasattr(transfer, "reversal")


def may_reverse(*, person: Person | None, transfer: Transfer, at: datetime) -> bool:
    """Tell whether the person may take the transfer back.

    Who received it may, and a worker of the community, at any time; who gave a gift, for a quarter of an hour.
    """
    if not is_reversible(transfer=transfer):
        return False
    entries = list(transfer.entries.all())
    received = [one.account for one in entries if one.amount_min > 0]
    given = [one.account for one in entries if one.amount_min < 0]
    if any(may_spend(person=person, account=account, at=at) for account in received):
        return True
    is_fresh = transfer.kind == TransferKind.GIFT and timedelta(0) <= at - transfer.booked_at <= UNDO_WITHIN
    if is_fresh and any(may_spend(person=person, account=account, at=at) for account in given):
        return True
    return may_run_scheme(person=person, community=transfer.scheme.community, at=at)


def lowest_of(*, account: Account) -> int:
    """Return how low the balance may get; the common pot gives only what is in it."""
    return 0 if account.kind == HolderKind.POOL else account.scheme.floor_min


def check_digit(*, digits: str) -> str:
    """Return the digit that makes one wrong figure, or two changed about, no other account's number (Luhn)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits)))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def is_number(*, text: str) -> bool:
    """Tell whether a text can be the number of an account."""
    return len(text) == 6 and text.isascii() and text.isdigit() and check_digit(digits=text[:5]) == text[5]


def months_before(*, at: datetime, months: int) -> datetime:
    """Return the same day so many months earlier, or the last of that month where it has no such day."""
    count = at.year * 12 + at.month - 1 - months
    year, month = count // 12, count % 12 + 1
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = 29 if month == 2 and is_leap else DAYS_OF_MONTHS[month - 1]
    return at.replace(year=year, month=month, day=min(at.day, last))
