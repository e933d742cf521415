"""The one way in which minutes move: accounts locked in one order, then checked, then written."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import F

from sanshe.domain.ledger.choices import HolderKind
from sanshe.domain.ledger.errors import CreditFloorReached, HolderGone, NoScheme
from sanshe.domain.ledger.models import Account, Entry, Scheme, Transfer
from sanshe.domain.ledger.rules import check_digit, lowest_of
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.kernel import journal

NUMBERS = 100_000


def account_for(
    *,
    scheme: Scheme,
    at: datetime,
    actor: Person | None,
    person: Person | None = None,
    organization: Organization | None = None,
) -> Account:
    """Return the account of a person or an organisation, or with neither the common pot; open it where there is none.

    Raises
    ------
    NoScheme
        There is none yet and the scheme is closed.
    HolderGone
        There is none yet and its holder has left.
    """
    holder = {"person": person, "organization": organization}
    kind = HolderKind.PERSON if person else HolderKind.ORGANIZATION if organization else HolderKind.POOL
    if found := Account.objects.filter(scheme=scheme, kind=kind, **holder).first():
        return found
    # One after the other, so that nobody gets two accounts and no number is given twice.
    locked = Scheme.objects.select_for_update(no_key=True).get(pk=scheme.pk)
    if found := Account.objects.filter(scheme=scheme, kind=kind, **holder).first():
        return found
    if not locked.is_open:
        raise NoScheme
    opened = Account(scheme=scheme, kind=kind, opened_at=at, **holder)
    if not opened.is_running:
        raise HolderGone
    opened.number = _free_number(scheme, opened.pk)
    opened.save(force_insert=True)
    journal.record(
        operation="ledger.open_account",
        subject=opened,
        actor=actor,
        on_behalf_of=person,
        at=at,
        community_code=scheme.community.code,
    )
    return opened


def locked_accounts(pks: Iterable[UUID]) -> dict[UUID, Account]:
    """Return these accounts, locked; always in the order of their keys, so that nobody waits in a circle."""
    rows = Account.objects.select_for_update(of=("self",), no_key=True).select_related(
        "scheme__community", "person__merged_into", "organization"
    )
    return {one.pk: one for one in rows.filter(pk__in=set(pks)).order_by("pk")}


def check_open(scheme_id: UUID) -> None:
    """Refuse where the scheme is closed; ask once the accounts are locked, for closing locks them, too."""
    if not Scheme.objects.filter(pk=scheme_id, ends_at=None).exists():
        raise NoScheme


def book(
    *,
    operation: str,
    accounts: Mapping[UUID, Account],
    moves: Mapping[UUID, int],
    kind: str,
    at: datetime,
    actor: Person | None,
    note: str = "",
    source_key: str | None = None,
    reverses: Transfer | None = None,
) -> Transfer:
    """Move minutes between locked accounts, `moves` by account adding up to nothing, and journal it.

    Raises
    ------
    CreditFloorReached
        An account would fall below how low it may get.
    """
    for pk, amount in moves.items():
        room = accounts[pk].balance_min - lowest_of(account=accounts[pk])
        if amount < 0 and room < -amount:
            raise CreditFloorReached(minutes=max(0, room))
    scheme = next(iter(accounts.values())).scheme
    transfer = Transfer.objects.create(
        scheme=scheme,
        kind=kind,
        booked_at=at,
        note=note,
        recorded_by=actor,
        source_key=source_key,
        reverses=reverses,
    )
    Entry.objects.bulk_create(
        Entry(transfer=transfer, account=accounts[pk], amount_min=amount) for pk, amount in moves.items()
    )
    for pk in sorted(moves):
        Account.objects.filter(pk=pk).update(balance_min=F("balance_min") + moves[pk])
        accounts[pk].balance_min += moves[pk]
    journal.record(
        operation=operation,
        subject=transfer,
        actor=actor,
        at=at,
        community_code=scheme.community.code,
        detail={"moves": {str(pk): amount for pk, amount in moves.items()}},
    )
    return transfer


def _free_number(scheme: Scheme, pk: UUID) -> str:
    """Return a number that is free, drawn from the random half of the key: numbers do not tell who came when."""
    taken = set(Account.objects.filter(scheme=scheme).values_list("number", flat=True))
    start = pk.int % NUMBERS
    for step in range(NUMBERS):
        digits = f"{(start + step) % NUMBERS:05d}"
        number = digits + check_digit(digits=digits)
        if number not in taken:
            return number
    raise NoScheme
