"""Letting go of what nobody needs any more, as the table of retention periods says."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from sanshe.domain.exchange.models import Need, Showing
from sanshe.domain.notifications.models import DigestIssue, Notification
from sanshe.domain.organisations.models import Invitation
from sanshe.domain.people.models import HouseholdMember, ResidenceCode, ResidenceVerification, SignInCode
from sanshe.domain.privacy.choices import RETENTION
from sanshe.domain.privacy.operations.wiping import NO_WORDS, wipe_needs
from sanshe.domain.proxy.choices import EntryState
from sanshe.domain.proxy.models import Entry, WrongCode
from sanshe.kernel import idempotency, journal
from sanshe.kernel.models import OutboxMessage

BATCH: Final = 1000


def apply_retention(*, at: datetime) -> dict[str, int]:
    """Remove or blank what has been kept long enough; return how many of each kind.

    Each batch is a transaction of its own, so that nobody waits for a night's work and a broken run is taken up again.
    """
    done = {code: _APPLIED[code](at - timedelta(days=_days(code)), at) for code in _APPLIED}
    for code, count in done.items():
        if count:
            with transaction.atomic():
                journal.record(
                    operation="privacy.apply_retention", subject=None, at=at, detail={"what": code, "count": count}
                )
    return done


def _sign_in_codes(before: datetime, at: datetime) -> int:
    return _removed(SignInCode.objects.filter(asked_at__lt=before))


def _wrong_receipt_codes(before: datetime, at: datetime) -> int:
    return _removed(WrongCode.objects.filter(tried_at__lt=before))


def _sessions(before: datetime, at: datetime) -> int:
    return _removed(Session.objects.filter(expire_date__lt=before))


def _idempotency_keys(before: datetime, at: datetime) -> int:
    return idempotency.forget_old_keys(at=at)


def _messages(before: datetime, at: datetime) -> int:
    old = OutboxMessage.objects.filter(created_at__lt=before, next_attempt_at=None).exclude(body={}, recipient="")
    return _in_batches(old, lambda rows: rows.update(body={}, recipient=""))


def _notifications(before: datetime, at: datetime) -> int:
    return _removed(Notification.objects.filter(created_at__lt=before))


def _digests(before: datetime, at: datetime) -> int:
    return _removed(DigestIssue.objects.filter(issued_at__lt=before))


def _discarded_entries(before: datetime, at: datetime) -> int:
    last_touched = Greatest("entered_at", Coalesce("checked_at", "entered_at"))
    discarded = Entry.objects.filter(state=EntryState.DISCARDED).annotate(last_touched_at=last_touched)
    return _removed(discarded.filter(last_touched_at__lt=before))


def _answered_invitations(before: datetime, at: datetime) -> int:
    return _removed(Invitation.objects.filter(ended_at__lt=before))


def _letters(before: datetime, at: datetime) -> int:
    return _removed(ResidenceCode.objects.filter(Q(ends_at__lt=before) | Q(ends_at=None, expires_at__lt=before)))


def _former_homes(before: datetime, at: datetime) -> int:
    return sum(_removed(model.objects.filter(ends_at__lt=before)) for model in (HouseholdMember, ResidenceVerification))


def _showings(before: datetime, at: datetime) -> int:
    return _removed(Showing.objects.filter(shown_at__lt=before))


def _private_needs(before: datetime, at: datetime) -> int:
    old = Need.objects.filter(is_private=True, closed_at__lt=before).exclude(sentence=NO_WORDS)
    return _in_batches(old, lambda rows: wipe_needs(pks=list(rows.values_list("pk", flat=True))))


_APPLIED: Final[dict[str, Callable[[datetime, datetime], int]]] = {
    "sign_in_codes": _sign_in_codes,
    "wrong_receipt_codes": _wrong_receipt_codes,
    "sessions": _sessions,
    "idempotency_keys": _idempotency_keys,
    "messages": _messages,
    "notifications": _notifications,
    "digests": _digests,
    "discarded_entries": _discarded_entries,
    "answered_invitations": _answered_invitations,
    "letters": _letters,
    "former_homes": _former_homes,
    "showings": _showings,
    "private_needs": _private_needs,
}


def _days(code: str) -> int:
    days = RETENTION[code].days
    assert days is not None, f"{code} stays for good"
    return days


def _removed(rows: QuerySet) -> int:
    return _in_batches(rows, lambda batch: batch.delete())


def _in_batches(rows: QuerySet, act: Callable[[QuerySet], object]) -> int:
    done = 0
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            act(rows.model._base_manager.filter(pk__in=pks))
        done += len(pks)
    return done
