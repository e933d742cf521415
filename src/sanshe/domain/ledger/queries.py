"""Every read of the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, RowRange, Sum, Window

from sanshe.domain.ledger.choices import HolderKind, TransferKind
from sanshe.domain.ledger.models import Account, Entry, Scheme, Transfer
from sanshe.domain.ledger.rules import is_number, lowest_of, months_before
from sanshe.domain.organisations.choices import MANAGING
from sanshe.domain.organisations.models import Organization
from sanshe.domain.organisations.rules import running_memberships
from sanshe.domain.people import queries as people
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community

GROUPS_SHOWN = 200
NEIGHBOURS_SHOWN = 12


@dataclass(frozen=True)
class Statement:
    """What happened on an account in a period: lines carry `balance_min`, as it was after them."""

    starts_at: datetime
    ends_at: datetime
    opening_min: int
    closing_min: int
    lines: QuerySet[Entry]


@dataclass(frozen=True)
class Totals:
    """All accounts of a scheme together; the sum is nothing, or something is very wrong."""

    accounts: int
    sum_min: int
    moved_min: int
    transfers: int


def scheme_of(*, community: Community | None) -> Scheme | None:
    """Return how a community counts time, or counted it."""
    if community is None:
        return None
    return Scheme.objects.select_related("community").filter(community=community).first()


def open_scheme_of(*, community: Community | None) -> Scheme | None:
    """Return how a community counts time now."""
    scheme = scheme_of(community=community)
    return scheme if scheme and scheme.is_open else None


def is_open(*, community_code: str) -> bool:
    """Tell whether a community counts time now."""
    return Scheme.objects.filter(community__code=community_code, ends_at=None).exists()


def account(*, pk: UUID | None) -> Account | None:
    """Return one account with whose it is."""
    return accounts().filter(pk=pk).first() if pk else None


def accounts() -> QuerySet[Account]:
    """Return all accounts with whose they are."""
    return Account.objects.select_related("scheme__community", "person__merged_into", "organization")


def own_account(*, scheme: Scheme | None, person: Person | None) -> Account | None:
    """Return the person's account: the one under their entry before one of an entry that was made one with it."""
    if scheme is None or person is None:
        return None
    own = Q(person=person) | Q(person__merged_into=person)
    return accounts().filter(own, scheme=scheme).order_by(F("person__merged_into").asc(nulls_first=True)).first()


def further_accounts(*, scheme: Scheme, person: Person, at: datetime) -> list[Account]:
    """Return the accounts besides their own that a person may give from: of entries made one, of groups."""
    managed = running_memberships(at=at).filter(person=person, kind__in=MANAGING).values("organization")
    own = own_account(scheme=scheme, person=person)
    found = accounts().filter(Q(person__merged_into=person) | Q(organization__in=managed), scheme=scheme)
    return list(found.exclude(pk=own.pk if own else None).order_by("organization__name", "id"))


def managed_without_account(*, scheme: Scheme, person: Person, at: datetime) -> list[Organization]:
    """Return the groups of this community that a person looks after and that have no account yet."""
    managed = running_memberships(at=at).filter(person=person, kind__in=MANAGING).values("organization")
    having = Account.objects.filter(scheme=scheme, organization=OuterRef("pk"))
    return list(
        Organization.objects.filter(
            ~Exists(having), pk__in=managed, community=scheme.community_id, closed_at=None
        ).order_by("name", "id")
    )


def organization_account(*, scheme: Scheme, organization_id: UUID) -> Account | None:
    """Return the account of a group or organisation."""
    return accounts().filter(scheme=scheme, organization=organization_id).first()


def pool_of(*, scheme: Scheme) -> Account | None:
    """Return the common pot."""
    return accounts().filter(scheme=scheme, kind=HolderKind.POOL).first()


def account_with_number(*, scheme: Scheme, number: str) -> Account | None:
    """Return whose number this is; the common pot has one, too, but nobody types it."""
    if not is_number(text=number):
        return None
    return accounts().filter(scheme=scheme, number=number).exclude(kind=HolderKind.POOL).first()


def can_pay(*, payer_person_id: UUID, minutes: int, community_code: str, at: datetime) -> bool:
    """Tell whether somebody could pay so much now; ask before promising it, for `pay` looks again."""
    scheme = Scheme.objects.filter(community__code=community_code, ends_at=None, starts_at__lte=at).first()
    payer = people.person(pk=payer_person_id)
    if scheme is None or payer is None or minutes < 1:
        return False
    own = own_account(scheme=scheme, person=payer)
    return (own.balance_min if own else 0) - minutes >= scheme.floor_min


def available(*, account: Account) -> int:
    """Return how many minutes the account can give just now."""
    return max(0, account.balance_min - lowest_of(account=account))


def totals_of(*, scheme: Scheme) -> Totals:
    """Return the sum over all accounts, counted anew from the entries."""
    entries = Entry.objects.filter(account__scheme=scheme)
    found = entries.aggregate(total=Sum("amount_min"), moved=Sum("amount_min", filter=Q(amount_min__gt=0)))
    counts = Scheme.objects.filter(pk=scheme.pk).aggregate(
        accounts=Count("accounts", distinct=True), transfers=Count("transfers", distinct=True)
    )
    return Totals(counts["accounts"], found["total"] or 0, found["moved"] or 0, counts["transfers"])


def accounts_of(*, scheme: Scheme, words: str = "") -> QuerySet[Account]:
    """Return the accounts of a scheme by number, those whose number or holder the words name."""
    found = accounts().filter(scheme=scheme)
    if words:
        found = found.filter(
            Q(number=words) | Q(person__form_of_address__icontains=words) | Q(organization__name__icontains=words)
        )
    return found.order_by("number")


def statement(*, account: Account, starts_at: datetime, ends_at: datetime) -> Statement:
    """Return what happened on an account in a half-open period, the oldest first."""
    every = Entry.objects.filter(account=account)
    opening = every.filter(transfer__booked_at__lt=starts_at).aggregate(sum=Sum("amount_min"))["sum"] or 0
    within = every.filter(transfer__booked_at__gte=starts_at, transfer__booked_at__lt=ends_at)
    moved = within.aggregate(sum=Sum("amount_min"))["sum"] or 0
    running = Window(Sum("amount_min"), order_by=[F("transfer__booked_at").asc(), F("id").asc()], frame=RowRange(end=0))
    lines = _with_counterparties(within.annotate(balance_min=running + opening))
    return Statement(starts_at, ends_at, opening, opening + moved, lines.order_by("transfer__booked_at", "id"))


def latest_entries(*, account: Account, count: int) -> list[Entry]:
    """Return what happened on an account last, the newest first."""
    entries = _with_counterparties(Entry.objects.filter(account=account))
    return list(entries.order_by("-transfer__booked_at", "-id")[:count])


def transfer(*, pk: UUID) -> Transfer | None:
    """Return one transfer with its entries, whose they are, and what took it back."""
    return (
        Transfer.objects.filter(pk=pk)
        .select_related("scheme__community", "recorded_by", "reversal", "reverses")
        .prefetch_related("entries__account__person__merged_into", "entries__account__organization")
        .prefetch_related("entries__account__scheme")
        .first()
    )


def other_side(*, entry: Entry) -> Account | None:
    """Return the account on the other side of an entry."""
    return next((one.account for one in entry.transfer.entries.all() if one.account_id != entry.account_id), None)


def knows(*, entry: Entry) -> bool:
    """Tell whether the account's holder may read the other's name: not of whom only a number was known."""
    return entry.amount_min > 0 or entry.transfer.kind == TransferKind.SERVICE


def known_neighbours(*, account: Account) -> list[Account]:
    """Return the neighbours with whom the account's holder dealt: who helped or was helped, who gave to them."""
    mine = Entry.objects.filter(account=account, transfer=OuterRef("transfer"))
    named = mine.filter(Q(amount_min__gt=0) | Q(transfer__kind=TransferKind.SERVICE))
    dealt = Entry.objects.filter(Exists(named)).exclude(account=account)
    found = accounts().filter(scheme=account.scheme, kind=HolderKind.PERSON, person__closed_at=None)
    return list(
        found.filter(pk__in=dealt.values("account")).order_by("person__form_of_address", "id")[:NEIGHBOURS_SHOWN]
    )


def groups_to_give_to(*, scheme: Scheme) -> list[Organization]:
    """Return the groups and organisations of the community, to whom somebody may give."""
    return list(Organization.objects.filter(community=scheme.community, closed_at=None).order_by("name")[:GROUPS_SHOWN])


def lapsing(*, account: Account, booked_before: datetime) -> int:
    """Return how much of what came before an instant is still there: what was given away came from the oldest."""
    found = Entry.objects.filter(account=account).aggregate(
        old=Sum("amount_min", filter=Q(amount_min__gt=0, transfer__booked_at__lt=booked_before)),
        given=Sum("amount_min", filter=Q(amount_min__lt=0)),
    )
    return max(0, (found["old"] or 0) + (found["given"] or 0))


def next_lapse(*, account: Account, at: datetime, within: timedelta) -> int:
    """Return how much lapses within this time unless it is used; nothing where credits never lapse."""
    months = account.scheme.expires_after_months
    if months is None or account.kind == HolderKind.POOL:
        return 0
    return lapsing(account=account, booked_before=months_before(at=at + within, months=months))


def tellable(*, account: Account, at: datetime) -> Iterable[Person]:
    """Return whom news about an account goes to: its owner, or who looks after the group."""
    if account.organization_id:
        heads = running_memberships(at=at).filter(organization=account.organization_id, kind__in=MANAGING)
        return list(Person.objects.filter(pk__in=heads.values("person"), closed_at=None))
    if account.person is None:
        return []
    return [account.person.merged_into or account.person]


def _with_counterparties(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    return entries.select_related("transfer__reversal").prefetch_related(
        "transfer__entries__account__person", "transfer__entries__account__organization"
    )
