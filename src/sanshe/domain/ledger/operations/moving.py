"""Minutes that move: for help, as a gift, from the common pot, and back again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.ledger import queries, rules
from sanshe.domain.ledger.choices import HolderKind, TransferKind
from sanshe.domain.ledger.errors import (
    AccountForbidden,
    AccountUnknown,
    HolderGone,
    MinutesOutOfRange,
    NoScheme,
    NotReversible,
    ReceiverMissing,
    ReversalForbidden,
    SameAccount,
    SchemeForbidden,
    TransferUnknown,
)
from sanshe.domain.ledger.models import MINUTES_MAX, NOTE_MAX, Account, Scheme, Transfer
from sanshe.domain.ledger.operations.booking import account_for, book, check_open, locked_accounts
from sanshe.domain.notifications import operations as notifications
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people import queries as people
from sanshe.domain.people.models import Person
from sanshe.kernel import idempotency, journal


def pay(
    *,
    payer_person_id: UUID,
    minutes: int,
    community_code: str,
    source_key: str,
    actor: Person,
    at: datetime,
    payee_person_id: UUID | None = None,
    payee_organization_id: UUID | None = None,
    note: str = "",
) -> Transfer:
    """Pay for help in minutes, once for each `source_key`: the same key again returns what was booked before.

    Accounts are opened where there are none. Within another transaction a refusal leaves that one as it was.

    Raises
    ------
    NoScheme
        The community does not count time.
    ReceiverMissing
        Not exactly one payee, or one that is not there.
    SameAccount, HolderGone, MinutesOutOfRange
        It cannot be booked so.
    CreditFloorReached
        The payer would be further behind than the scheme lets them.
    """
    if (payee_person_id is None) == (payee_organization_id is None):
        raise ReceiverMissing
    _check_minutes(minutes)
    scheme = Scheme.objects.select_related("community").filter(community__code=community_code, ends_at=None).first()
    if scheme is None:
        raise NoScheme
    payer, payee = people.person(pk=payer_person_id), None
    organization = None
    if payee_person_id is not None:
        payee = people.person(pk=payee_person_id)
    else:
        organization = Organization.objects.filter(pk=payee_organization_id).first()
    if payer is None or (payee is None and organization is None):
        raise HolderGone
    with transaction.atomic():
        if earlier := Transfer.objects.filter(source_key=source_key).first():
            return earlier
        giving = account_for(scheme=scheme, person=payer, actor=actor, at=at)
        taking = account_for(scheme=scheme, person=payee, organization=organization, actor=actor, at=at)
        accounts = _locked_pair(giving, taking)
        if earlier := Transfer.objects.filter(source_key=source_key).first():
            return earlier
        transfer = book(
            operation="ledger.pay",
            accounts=accounts,
            moves={giving.pk: -minutes, taking.pk: minutes},
            kind=TransferKind.SERVICE,
            at=at,
            actor=actor,
            note=note[:NOTE_MAX],
            source_key=source_key,
        )
        _tell(transfer, accounts[taking.pk], name=payer.public_name, minutes=minutes, at=at)
    return transfer


def give(
    *,
    actor: Person,
    account_id: UUID,
    minutes: int,
    at: datetime,
    number: str = "",
    neighbour_id: UUID | None = None,
    organization_id: UUID | None = None,
    to_pool: bool = False,
    note: str = "",
    idempotency_key: str = "",
) -> Transfer:
    """Give minutes away: to the account with a number, to a neighbour dealt with before, to a group, into the pot.

    Raises
    ------
    AccountForbidden
        The account is not the actor's to give from.
    NoScheme
        The community does not count time.
    ReceiverMissing, AccountUnknown, SameAccount, HolderGone, MinutesOutOfRange
        It cannot be booked so.
    CreditFloorReached
        There is not enough on the account.
    """
    giving = queries.account(pk=account_id)
    if giving is None or not rules.may_spend(person=actor, account=giving, at=at):
        raise AccountForbidden
    _check_minutes(minutes)
    scheme = giving.scheme

    def run() -> UUID:
        taking = receiving_account(
            giving=giving,
            actor=actor,
            at=at,
            number=number,
            neighbour_id=neighbour_id,
            organization_id=organization_id,
            to_pool=to_pool,
        )
        accounts = _locked_pair(giving, taking)
        check_open(scheme.pk)
        transfer = book(
            operation="ledger.give",
            accounts=accounts,
            moves={giving.pk: -minutes, taking.pk: minutes},
            kind=TransferKind.GIFT,
            at=at,
            actor=actor,
            note=note[:NOTE_MAX],
        )
        _tell(transfer, accounts[taking.pk], name=_called(giving, actor), minutes=minutes, at=at)
        return transfer.pk

    with transaction.atomic():
        pk, _ = idempotency.once(actor=actor.pk, scope="ledger.give", key=idempotency_key, at=at, run=run)
    return Transfer.objects.get(pk=pk)


def receiving_account(
    *,
    giving: Account,
    actor: Person,
    at: datetime,
    number: str,
    neighbour_id: UUID | None,
    organization_id: UUID | None,
    to_pool: bool,
) -> Account:
    """Return whom a gift is for, in the transaction of the gift; a group's account is opened where it has none.

    Raises
    ------
    ReceiverMissing, AccountUnknown
        Nobody is named, several are, or there is no such account.
    """
    if sum((bool(number), neighbour_id is not None, organization_id is not None, to_pool)) != 1:
        raise ReceiverMissing
    scheme = giving.scheme
    if to_pool:
        return account_for(scheme=scheme, actor=actor, at=at)
    if organization_id is not None:
        group = Organization.objects.filter(pk=organization_id, community=scheme.community_id).first()
        if group is None:
            raise ReceiverMissing
        return account_for(scheme=scheme, organization=group, actor=actor, at=at)
    if neighbour_id is not None:
        found = next((one for one in queries.known_neighbours(account=giving) if one.pk == neighbour_id), None)
        if found is None:
            raise ReceiverMissing
        return found
    found = queries.account_with_number(scheme=scheme, number=number)
    if found is None:
        raise AccountUnknown
    return found


def grant(
    *,
    actor: Person,
    scheme: Scheme,
    number: str,
    minutes: int,
    at: datetime,
    note: str = "",
    idempotency_key: str = "",
) -> Transfer:
    """Give out of the common pot what others put into it, by a worker, never to themselves.

    Raises
    ------
    SchemeForbidden
        The actor is no worker of the community, or it is their own account.
    NoScheme, AccountUnknown, HolderGone, MinutesOutOfRange
        It cannot be booked so.
    CreditFloorReached
        There is not so much in it.
    """
    if not rules.may_run_scheme(person=actor, community=scheme.community, at=at):
        raise SchemeForbidden
    _check_minutes(minutes)
    taking = queries.account_with_number(scheme=scheme, number=number)
    if taking is None:
        raise AccountUnknown
    if rules.may_spend(person=actor, account=taking, at=at):
        raise SchemeForbidden

    def run() -> UUID:
        pool = account_for(scheme=scheme, actor=actor, at=at)
        accounts = _locked_pair(pool, taking)
        check_open(scheme.pk)
        transfer = book(
            operation="ledger.grant",
            accounts=accounts,
            moves={pool.pk: -minutes, taking.pk: minutes},
            kind=TransferKind.GRANT,
            at=at,
            actor=actor,
            note=note[:NOTE_MAX],
        )
        _tell(transfer, accounts[taking.pk], name=scheme.community.name_zh, minutes=minutes, at=at)
        return transfer.pk

    with transaction.atomic():
        pk, _ = idempotency.once(actor=actor.pk, scope="ledger.grant", key=idempotency_key, at=at, run=run)
    return Transfer.objects.get(pk=pk)


def take_back(*, actor: Person, transfer_id: UUID, at: datetime) -> Transfer:
    """Give back what was received, or take a gift back that was just made, by a transfer that points to the first.

    Raises
    ------
    TransferUnknown
        There is none.
    NoScheme
        The community no longer counts time.
    NotReversible
        It was taken back before, or is of a kind that stays.
    ReversalForbidden
        It is not the actor's to take back, or no longer.
    CreditFloorReached
        Who received it has used it already.
    """
    with transaction.atomic():
        first = queries.transfer(pk=transfer_id)
        if first is None:
            raise TransferUnknown
        accounts = locked_accounts(one.account_id for one in first.entries.all())
        check_open(first.scheme_id)
        first = queries.transfer(pk=transfer_id)
        if first is None or not rules.is_reversible(transfer=first):
            raise NotReversible
        if not rules.may_reverse(person=actor, transfer=first, at=at):
            raise ReversalForbidden
        moves = {one.account_id: -one.amount_min for one in first.entries.all()}
        back = book(
            operation="ledger.take_back",
            accounts=accounts,
            moves=moves,
            kind=TransferKind.CORRECTION,
            at=at,
            actor=actor,
            reverses=first,
        )
        for pk, amount in moves.items():
            told = [one for one in queries.tellable(account=accounts[pk], at=at) if one.pk != actor.pk]
            notifications.notify(
                people=told,
                kind=NewsKind.CREDITS_TAKEN_BACK,
                subject=back,
                at=at,
                words={"minutes": str(abs(amount))},
            )
    return back


def empty_note(*, actor: Person | None, transfer_id: UUID, at: datetime) -> None:
    """Remove what was said beside a transfer, where it names somebody who wants it gone; the minutes stay.

    Raises
    ------
    TransferUnknown
        There is none.
    """
    with transaction.atomic():
        transfer = Transfer.objects.select_related("scheme__community").filter(pk=transfer_id).first()
        if transfer is None:
            raise TransferUnknown
        Transfer.objects.filter(pk=transfer_id).update(note="")
        journal.record(
            operation="ledger.empty_note",
            subject=transfer,
            actor=actor,
            at=at,
            community_code=transfer.scheme.community.code,
        )


def _check_minutes(minutes: int) -> None:
    if not 1 <= minutes <= MINUTES_MAX:
        raise MinutesOutOfRange


def _locked_pair(giving: Account, taking: Account) -> dict[UUID, Account]:
    if giving.pk == taking.pk:
        raise SameAccount
    accounts = locked_accounts((giving.pk, taking.pk))
    if not accounts[taking.pk].is_running:
        raise HolderGone
    return accounts


def _called(account: Account, actor: Person) -> str:
    return account.organization.name if account.organization else actor.public_name


def _tell(transfer: Transfer, account: Account, *, name: str, minutes: int, at: datetime) -> None:
    if account.kind == HolderKind.POOL:
        return
    notifications.notify(
        people=queries.tellable(account=account, at=at),
        kind=NewsKind.CREDITS_RECEIVED,
        subject=transfer,
        at=at,
        words={"name": name, "minutes": str(minutes)},
    )
