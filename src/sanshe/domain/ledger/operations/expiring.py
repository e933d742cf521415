"""Credits that lapse, where a scheme says so: told thirty days before, then into the common pot, oldest first."""

from datetime import datetime

from django.db import transaction

from sanshe.domain.ledger import queries
from sanshe.domain.ledger.choices import HolderKind, TransferKind
from sanshe.domain.ledger.models import Account, ExpiryNotice, Scheme
from sanshe.domain.ledger.operations.booking import account_for, book, locked_accounts
from sanshe.domain.ledger.rules import TOLD_AGAIN_AFTER, TOLD_BEFORE, months_before
from sanshe.domain.notifications import operations as notifications
from sanshe.domain.notifications.choices import NewsKind


def expire_credits(*, at: datetime) -> int:
    """Let lapse what people were told of thirty days ago and did not use, and tell whose turn is next.

    Each account is a transaction of its own; run again at the same instant, nothing happens twice. Return how many
    accounts lost something.
    """
    lapsed = 0
    for scheme in Scheme.objects.select_related("community").filter(ends_at=None, expires_after_months__isnull=False):
        having = Account.objects.filter(scheme=scheme, balance_min__gt=0).exclude(kind=HolderKind.POOL)
        waiting = ExpiryNotice.objects.filter(account__scheme=scheme, settled_at=None, lapses_at__lte=at)
        due = set(waiting.values_list("account", flat=True))
        for pk in sorted({*due, *having.values_list("pk", flat=True)}):
            with transaction.atomic():
                pool = account_for(scheme=scheme, actor=None, at=at)
                accounts = locked_accounts((pk, pool.pk))
                scheme.refresh_from_db(fields=["ends_at", "expires_after_months"])
                if not scheme.is_open or scheme.expires_after_months is None:
                    break
                lapsed += _let_lapse(accounts[pk], accounts[pool.pk], at=at)
                _tell_what_lapses(accounts[pk], scheme.expires_after_months, at=at)
    return lapsed


def _let_lapse(account: Account, pool: Account, *, at: datetime) -> bool:
    waiting = list(ExpiryNotice.objects.filter(account=account, settled_at=None, lapses_at__lte=at))
    if not waiting:
        return False
    ExpiryNotice.objects.filter(pk__in=[one.pk for one in waiting]).update(settled_at=at)
    last = waiting[-1]
    minutes = queries.lapsing(account=account, booked_before=last.booked_before)
    if not minutes:
        return False
    book(
        operation="ledger.expire_credits",
        accounts={account.pk: account, pool.pk: pool},
        moves={account.pk: -minutes, pool.pk: minutes},
        kind=TransferKind.EXPIRY,
        at=at,
        actor=None,
        source_key=f"expiry:{last.pk}",
    )
    return True


def _tell_what_lapses(account: Account, months: int, *, at: datetime) -> None:
    before = months_before(at=at + TOLD_BEFORE, months=months)
    last = ExpiryNotice.objects.filter(account=account).order_by("-told_at").first()
    if last and at - last.told_at < TOLD_AGAIN_AFTER:
        return
    minutes = queries.lapsing(account=account, booked_before=before)
    told_of = queries.lapsing(account=account, booked_before=last.booked_before) if _still_waits(last) else 0
    if minutes <= told_of:
        return
    ExpiryNotice.objects.create(account=account, told_at=at, booked_before=before, lapses_at=at + TOLD_BEFORE)
    notifications.notify(
        people=queries.tellable(account=account, at=at),
        kind=NewsKind.CREDITS_EXPIRING,
        subject=account,
        at=at,
        words={"minutes": str(minutes), "days": str(TOLD_BEFORE.days)},
    )


def _still_waits(notice: ExpiryNotice | None) -> bool:
    return notice is not None and notice.settled_at is None
