"""Messages that were given up, tried once more."""

from datetime import UTC, datetime, timedelta

import pytest

from sanshe.kernel.fields import uuid7
from sanshe.kernel.models import JournalEntry, OutboxMessage
from sanshe.kernel.upkeep import messages
from sanshe.kernel.upkeep.errors import MessageNotGivenUp, MessageSecretGone, MessageTooOld
from sanshe.kernel.upkeep.messages import MessageState

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def make_message(**fields) -> OutboxMessage:
    defaults = {"kind": "news", "recipient": "+8613900000001", "created_at": AT, "attempts": 9, "last_error": "ups"}
    return OutboxMessage.objects.create(**defaults | fields)


def test_messages_stand_where_they_belong():
    given_up = make_message()
    failing = make_message(next_attempt_at=AT, attempts=2)
    waiting = make_message(next_attempt_at=AT, attempts=0, kind="sign_in_code")
    make_message(sent_at=AT)

    assert [list(messages.messages(state=state)) for state in MessageState] == [[given_up], [failing], [waiting]]
    assert messages.counts() == {"given_up": 1, "failing": 1, "waiting": 1}
    assert messages.kinds(state=MessageState.WAITING) == [("sign_in_code", 1)]
    assert list(messages.messages(state=MessageState.WAITING, kind="news")) == []


def test_message_is_tried_again_from_the_start(django_capture_on_commit_callbacks):
    message = make_message()

    with django_capture_on_commit_callbacks() as callbacks:
        messages.retry_message(message_id=message.pk, actor=None, at=AT)

    message.refresh_from_db()
    assert (message.next_attempt_at, message.attempts, message.last_error) == (AT, 0, "")
    assert [callback.__name__ for callback in callbacks] == ["wake_sender"]
    assert JournalEntry.objects.get().operation == "kernel.retry_message"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"sent_at": AT}, MessageNotGivenUp),
        ({"next_attempt_at": AT}, MessageNotGivenUp),
        ({"kind": "sign_in_code"}, MessageSecretGone),
        ({"created_at": AT - timedelta(days=3)}, MessageTooOld),
    ],
)
def test_message_that_cannot_be_sent_is_left(fields, refusal):
    message = make_message(**fields)

    with pytest.raises(refusal):
        messages.retry_message(message_id=message.pk, actor=None, at=AT)

    assert OutboxMessage.objects.get().next_attempt_at == fields.get("next_attempt_at")
    assert not JournalEntry.objects.exists()


def test_message_that_is_not_there_is_refused():
    with pytest.raises(MessageNotGivenUp):
        messages.retry_message(message_id=uuid7(), actor=None, at=AT)
