"""Messages that leave once their transaction has committed, and never if it was rolled back.

Delivery is at least once: a sender that dies between handing a message over and noting it sends it again.
Backends pass the message's id on, so that the receiving side can drop the second copy.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from sanshe.kernel.message_backends import Message, backend_for
from sanshe.kernel.models import OutboxMessage

SECRET_KINDS = frozenset({"sign_in_code"})
SENDER_TASK = "sanshe.kernel.jobs.send_outbox"
BATCH = 20
# How long after the first, second, … failure a message is tried again; after the last it is given up.
WAITS = [timedelta(seconds=10), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10)] + [
    timedelta(hours=1)
] * 4
# What could not be sent for so long is no news any more.
STALE = timedelta(days=2)
# A sender that took a message and was not heard of again is presumed dead after this.
LEASE = timedelta(minutes=2)
ERROR_MAX = 2000

logger = logging.getLogger(__name__)


def send_later(
    *,
    kind: str,
    recipient: str,
    body: Mapping[str, Any],
    at: datetime,
    channel: str = "sms",
    not_before: datetime | None = None,
) -> OutboxMessage:
    """Send a message to somebody once the caller's transaction has committed, or at `not_before` if that is later.

    Raises
    ------
    django.db.transaction.TransactionManagementError
        No transaction is open: the message could leave although the act failed.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"{kind} was to be sent outside a transaction.")
    message = OutboxMessage.objects.create(
        channel=channel,
        kind=kind,
        recipient=recipient,
        body=dict(body),
        created_at=at,
        next_attempt_at=max(at, not_before or at),
    )
    # The act stands even if the sender cannot be woken: it looks by itself every few seconds.
    transaction.on_commit(wake_sender, robust=True)
    return message


def send_all_later(
    *, kind: str, messages: Iterable[tuple[str, str, Mapping[str, Any], datetime | None]], at: datetime
) -> int:
    """Send many messages, given as (channel, recipient, body, not_before), once the transaction has committed.

    Raises
    ------
    django.db.transaction.TransactionManagementError
        No transaction is open.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"{kind} was to be sent outside a transaction.")
    rows = [
        OutboxMessage(
            channel=channel,
            kind=kind,
            recipient=recipient,
            body=dict(body),
            created_at=at,
            next_attempt_at=max(at, not_before or at),
        )
        for channel, recipient, body, not_before in messages
    ]
    OutboxMessage.objects.bulk_create(rows, batch_size=500)
    if rows:
        transaction.on_commit(wake_sender, robust=True)
    return len(rows)


def wake_sender() -> None:
    """Ask a worker to send what waits; a call that already waits for a worker serves this one as well."""
    try:
        app.configure_task(SENDER_TASK, queueing_lock=SENDER_TASK).defer()
    except exceptions.AlreadyEnqueued:
        return


def send_waiting(*, at: datetime) -> int:
    """Send what is due, at most one batch; return how many messages were tried.

    No transaction is open while a backend talks to the world: a message is first leased, then sent, then noted.
    """
    _drop_stale(at=at)
    leased = _lease(at=at)
    for message in leased:
        try:
            backend_for(message.channel).send(message)
        except Exception as error:
            _note_failure(message=message, error=error, at=at)
        else:
            _note_sent(message=message, at=at)
    return len(leased)


def discard_waiting(*, reason: str) -> int:
    """Never send what waits now, for a history that was loaded and not lived; return how many messages that were."""
    waiting = OutboxMessage.objects.exclude(next_attempt_at=None)
    waiting.filter(kind__in=SECRET_KINDS).update(body={})
    return waiting.update(next_attempt_at=None, last_error=reason)


def _drop_stale(*, at: datetime) -> None:
    stale = OutboxMessage.objects.filter(next_attempt_at__lte=at, created_at__lt=at - STALE)
    stale.filter(kind__in=SECRET_KINDS).update(body={})
    stale.update(next_attempt_at=None, last_error="too old to be sent")


def _lease(*, at: datetime) -> list[Message]:
    with transaction.atomic():
        rows = list(
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(next_attempt_at__lte=at)
            .order_by("next_attempt_at", "id")[:BATCH]
        )
        for row in rows:
            if row.attempts > len(WAITS):
                _give_up(row)
            else:
                row.attempts += 1
                row.next_attempt_at = at + LEASE
        OutboxMessage.objects.bulk_update(rows, ["attempts", "next_attempt_at", "last_error", "body"])
    return [
        Message(
            id=row.id,
            channel=row.channel,
            kind=row.kind,
            recipient=row.recipient,
            body=row.body,
            attempt=row.attempts,
        )
        for row in rows
        if row.next_attempt_at
    ]


def _give_up(row: OutboxMessage) -> None:
    row.next_attempt_at = None
    row.last_error = "The sender died with it, time and again."
    if row.kind in SECRET_KINDS:
        row.body = {}
    logger.error("Message %s (%s) is given up: %s", row.id, row.kind, row.last_error)


def _note_sent(*, message: Message, at: datetime) -> None:
    changes: dict[str, Any] = {"sent_at": at, "next_attempt_at": None, "last_error": ""}
    if message.kind in SECRET_KINDS:
        changes["body"] = {}
    OutboxMessage.objects.filter(pk=message.id).update(**changes)


def _note_failure(*, message: Message, error: Exception, at: datetime) -> None:
    given_up = message.attempt > len(WAITS)
    changes: dict[str, Any] = {
        "last_error": f"{type(error).__name__}: {error}"[:ERROR_MAX],
        "next_attempt_at": None if given_up else at + WAITS[message.attempt - 1],
    }
    if given_up and message.kind in SECRET_KINDS:
        changes["body"] = {}
    # A second sender may have succeeded after this one's lease ran out; what is sent stays sent.
    OutboxMessage.objects.filter(pk=message.id, sent_at=None).update(**changes)
    logger.warning(
        "Message %s (%s) was not sent, attempt %d%s: %s",
        message.id,
        message.kind,
        message.attempt,
        ", given up" if given_up else "",
        error,
    )
