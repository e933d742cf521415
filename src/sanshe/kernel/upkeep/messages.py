"""Messages that wait, and messages that were given up."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q, QuerySet

from sanshe.kernel import journal, outbox
from sanshe.kernel.models import OutboxMessage
from sanshe.kernel.upkeep.errors import MessageNotGivenUp, MessageSecretGone, MessageTooOld


class MessageState(Enum):
    """How an unsent message stands."""

    GIVEN_UP = "given_up"
    FAILING = "failing"
    WAITING = "waiting"


FILTERS = {
    MessageState.GIVEN_UP: Q(next_attempt_at=None, sent_at=None),
    MessageState.FAILING: Q(next_attempt_at__isnull=False, attempts__gt=0),
    MessageState.WAITING: Q(next_attempt_at__isnull=False, attempts=0),
}


def messages(*, state: MessageState, kind: str = "") -> QuerySet[OutboxMessage]:
    """Return the unsent messages in a state, the newest first, of one kind where one is given."""
    found = OutboxMessage.objects.filter(FILTERS[state]).order_by("-id")
    return found.filter(kind=kind) if kind else found


def kinds(*, state: MessageState) -> list[tuple[str, int]]:
    """Return the kinds of the unsent messages in a state with their numbers, the most frequent first."""
    rows = OutboxMessage.objects.filter(FILTERS[state]).order_by().values_list("kind")
    return list(rows.annotate(number=models.Count("pk")).order_by("-number", "kind"))


def counts() -> dict[str, int]:
    """Count the unsent messages in each state."""
    return OutboxMessage.objects.filter(sent_at=None).aggregate(
        **{state.value: models.Count("pk", filter=condition) for state, condition in FILTERS.items()}
    )


def retry_message(*, message_id: UUID, actor: models.Model | None, at: datetime) -> None:
    """Try a message that was given up once more from the start, for an operator.

    Raises
    ------
    MessageNotGivenUp
        It was sent, or is tried again already.
    MessageSecretGone, MessageTooOld
        It cannot be sent any more.
    """
    with transaction.atomic():
        message = OutboxMessage.objects.select_for_update().filter(pk=message_id).first()
        if message is None or message.sent_at or message.next_attempt_at:
            raise MessageNotGivenUp
        if message.kind in outbox.SECRET_KINDS:
            raise MessageSecretGone
        if message.created_at < at - outbox.STALE:
            raise MessageTooOld(days=outbox.STALE.days)
        message.attempts = 0
        message.last_error = ""
        message.next_attempt_at = at
        message.save(update_fields=["attempts", "last_error", "next_attempt_at"])
        journal.record(
            operation="kernel.retry_message", subject=message, actor=actor, at=at, detail={"kind": message.kind}
        )
        transaction.on_commit(outbox.wake_sender, robust=True)
