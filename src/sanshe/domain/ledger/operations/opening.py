"""Opening and closing time credits in a community, opening accounts, and looks of staff at them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Min

from sanshe.domain.ledger import rules
from sanshe.domain.ledger.errors import (
    AccountForbidden,
    ExpiryOutOfRange,
    FloorAboveBalance,
    FloorOutOfRange,
    NoScheme,
    SchemeForbidden,
    SchemeOpenAlready,
)
from sanshe.domain.ledger.models import (
    FLOOR_LOWEST_MIN,
    FLOOR_MIN,
    MONTHS_LEAST,
    MONTHS_MOST,
    TERMS_MAX,
    Account,
    ExpiryNotice,
    Scheme,
)
from sanshe.domain.ledger.operations.booking import account_for, locked_accounts
from sanshe.domain.organisations.models import Organization
from sanshe.domain.organisations.rules import may_manage
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.kernel import journal


def open_scheme(
    *,
    actor: Person,
    community: Community,
    at: datetime,
    floor_min: int = FLOOR_MIN,
    expires_after_months: int | None = None,
    terms: str = "",
) -> Scheme:
    """Let a community count time from now on, or again; accounts from before go on as they stood.

    Nothing that somebody was told of lapsing before goes on: they are told anew.

    Raises
    ------
    SchemeForbidden
        The actor is no worker of the community.
    FloorOutOfRange, ExpiryOutOfRange
        No such terms.
    SchemeOpenAlready
        It is open.
    FloorAboveBalance
        Somebody stands lower already.
    """
    if not rules.may_run_scheme(person=actor, community=community, at=at):
        raise SchemeForbidden
    if not FLOOR_LOWEST_MIN <= floor_min <= 0:
        raise FloorOutOfRange
    if expires_after_months is not None and not MONTHS_LEAST <= expires_after_months <= MONTHS_MOST:
        raise ExpiryOutOfRange
    with transaction.atomic():
        Community.objects.select_for_update(no_key=True).get(pk=community.pk)
        scheme = Scheme.objects.select_for_update(no_key=True).filter(community=community).first()
        if scheme and scheme.is_open:
            raise SchemeOpenAlready
        scheme = scheme or Scheme(community=community)
        lowest = Account.objects.filter(scheme=scheme).aggregate(low=Min("balance_min"))["low"]
        if lowest is not None and lowest < floor_min:
            raise FloorAboveBalance(hours=-(lowest // 60))
        scheme.starts_at, scheme.ends_at = at, None
        scheme.opened_by, scheme.opened_at = actor, at
        scheme.floor_min, scheme.expires_after_months = floor_min, expires_after_months
        scheme.terms = terms[:TERMS_MAX]
        scheme.save()
        ExpiryNotice.objects.filter(account__scheme=scheme, settled_at=None).delete()
        account_for(scheme=scheme, actor=actor, at=at)
        journal.record(
            operation="ledger.open_scheme",
            subject=scheme,
            actor=actor,
            at=at,
            community_code=community.code,
            detail={"floor_min": floor_min, "expires_after_months": expires_after_months},
        )
    return scheme


def close_scheme(*, actor: Person, community: Community, at: datetime) -> Scheme:
    """Stop counting time in a community; every balance stays, and opening again undoes it.

    Raises
    ------
    SchemeForbidden
        The actor is no worker of the community.
    NoScheme
        It is not open.
    """
    if not rules.may_run_scheme(person=actor, community=community, at=at):
        raise SchemeForbidden
    with transaction.atomic():
        scheme = Scheme.objects.select_for_update(no_key=True).filter(community=community).first()
        if scheme is None or not scheme.is_open:
            raise NoScheme
        # Whatever is on its way ends first, and nothing begins after.
        locked_accounts(Account.objects.filter(scheme=scheme).values_list("pk", flat=True))
        scheme.ends_at = max(at, scheme.starts_at)
        scheme.save(update_fields=["ends_at"])
        journal.record(
            operation="ledger.close_scheme", subject=scheme, actor=actor, at=at, community_code=community.code
        )
    return scheme


def open_account(*, actor: Person, scheme: Scheme, at: datetime, organization: Organization | None = None) -> Account:
    """Open an account for oneself, or for a group one looks after; whoever has one gets that.

    Raises
    ------
    AccountForbidden
        The actor neither lives nor works here, or does not look after the group, or it is not of this community.
    NoScheme
        The community does not count time.
    """
    if organization is None:
        is_allowed = rules.may_have_account(person=actor, community=scheme.community, at=at)
    else:
        is_here = organization.community_id == scheme.community_id
        is_allowed = is_here and may_manage(person=actor, organization_id=organization.pk, at=at)
    if not is_allowed:
        raise AccountForbidden
    with transaction.atomic():
        if organization is None:
            return account_for(scheme=scheme, person=actor, actor=actor, at=at)
        return account_for(scheme=scheme, organization=organization, actor=actor, at=at)


def look_at_account(*, actor: Person, account: Account, at: datetime) -> None:
    """Open an account to somebody who may read it; a worker's look at a neighbour's account is written down.

    Raises
    ------
    AccountForbidden
        The actor may not.
    """
    if not rules.may_read(person=actor, account=account, at=at):
        raise AccountForbidden
    if not rules.is_looked_at(person=actor, account=account):
        return
    with transaction.atomic():
        journal.record(
            operation="ledger.look_at_account",
            subject=account.person,
            actor=actor,
            on_behalf_of=account.person,
            at=at,
            community_code=account.scheme.community.code,
            detail={"page": "credits", "account": str(account.pk)},
        )
