"""Messages leave after their transaction has committed, once each unless a sender dies, and never if it failed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.kernel import outbox
from sanshe.kernel.message_backends import ConsoleBackend, Message, RecordingBackend
from sanshe.kernel.models import OutboxMessage

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


class FailingBackend:
    """Never gets anything through."""

    def send(self, message: Message) -> None:
        raise ConnectionError(f"no way to {message.recipient}")


@pytest.fixture(autouse=True)
def sent(settings) -> list[Message]:
    """Let messages go into a list."""
    settings.SANSHE_MESSAGE_BACKENDS = {
        "sms": "sanshe.kernel.message_backends.RecordingBackend",
        "broken": "tests.kernel.test_outbox.FailingBackend",
    }
    RecordingBackend.sent.clear()
    return RecordingBackend.sent


def post(**changes) -> OutboxMessage:
    with transaction.atomic():
        return outbox.send_later(
            **{"kind": "agreement_accepted", "recipient": "+8613800000000", "body": {"agreement": "1"}, "at": AT}
            | changes
        )


@pytest.mark.django_db
def test_message_is_sent_once_and_noted(sent):
    message = post()

    tried = [outbox.send_waiting(at=AT), outbox.send_waiting(at=AT + timedelta(days=1))]

    message.refresh_from_db()
    assert tried == [1, 0]
    assert [(one.id, one.recipient, one.body) for one in sent] == [(message.pk, "+8613800000000", {"agreement": "1"})]
    assert (message.sent_at, message.attempts, message.next_attempt_at) == (AT, 1, None)


@pytest.mark.django_db(transaction=True)
def test_message_of_a_transaction_rolled_back_never_leaves(sent, empty_queue):
    with transaction.atomic():
        outbox.send_later(kind="any", recipient="nobody", body={}, at=AT)
        transaction.set_rollback(True)

    assert (outbox.send_waiting(at=AT), sent, ProcrastinateJob.objects.count()) == (0, [], 0)


@pytest.mark.django_db(transaction=True)
def test_sender_is_woken_by_the_commit_and_only_once(empty_queue):
    with transaction.atomic():
        outbox.send_later(kind="any", recipient="nobody", body={}, at=AT)
        outbox.send_later(kind="any", recipient="nobody", body={}, at=AT)
        before = ProcrastinateJob.objects.count()

    assert (before, [job.task_name for job in ProcrastinateJob.objects.all()]) == (0, [outbox.SENDER_TASK])


@pytest.mark.django_db(transaction=True)
def test_send_later_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        outbox.send_later(kind="any", recipient="nobody", body={}, at=AT)


@pytest.mark.django_db
def test_one_time_code_is_erased_once_it_has_left(sent):
    message = post(kind="sign_in_code", body={"code": "123456", "minutes": 10})

    outbox.send_waiting(at=AT)

    message.refresh_from_db()
    assert ([one.body["code"] for one in sent], message.body) == (["123456"], {})


@pytest.mark.django_db
def test_message_that_fails_waits_longer_each_time_and_is_given_up_with_its_error():
    message = post(channel="broken", kind="sign_in_code", body={"code": "123456"})
    at, waits = AT, []

    while message.next_attempt_at is not None:
        at = message.next_attempt_at
        outbox.send_waiting(at=at)
        message.refresh_from_db()
        waits.append(message.next_attempt_at and message.next_attempt_at - at)

    assert waits == [*outbox.WAITS, None]
    assert waits[:-1] == sorted(waits[:-1])
    assert (message.sent_at, message.attempts) == (None, len(outbox.WAITS) + 1)
    assert message.last_error == "ConnectionError: no way to +8613800000000"
    assert message.body == {}


@pytest.mark.django_db
def test_message_that_fails_does_not_hold_up_the_others(sent):
    post(channel="broken")
    other = post()

    outbox.send_waiting(at=AT)

    assert [one.id for one in sent] == [other.pk]


@pytest.mark.django_db
def test_message_of_a_channel_without_a_backend_says_so():
    message = post(channel="pigeon")

    outbox.send_waiting(at=AT)

    message.refresh_from_db()
    assert "pigeon" in message.last_error


@pytest.mark.django_db
def test_message_whose_sender_died_is_sent_again_after_its_lease(sent):
    message = post()
    outbox._lease(at=AT)

    at_once = outbox.send_waiting(at=AT)
    later = outbox.send_waiting(at=AT + outbox.LEASE)

    assert (at_once, later, [(one.id, one.attempt) for one in sent]) == (0, 1, [(message.pk, 2)])


@pytest.mark.django_db
def test_message_that_takes_its_sender_down_each_time_is_given_up(sent):
    message = post()
    OutboxMessage.objects.filter(pk=message.pk).update(attempts=len(outbox.WAITS) + 1)

    tried = outbox.send_waiting(at=AT)

    message.refresh_from_db()
    assert (tried, sent, message.next_attempt_at) == (0, [], None)
    assert message.last_error != ""


@pytest.mark.django_db(transaction=True)
def test_senders_at_work_at_once_share_the_messages(sent):
    for _ in range(40):
        post()
    barrier = Barrier(4)

    def send() -> None:
        barrier.wait()
        try:
            while outbox.send_waiting(at=AT):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(send) for _ in range(4)]:
            future.result()

    assert (len(sent), len({one.id for one in sent})) == (40, 40)


def test_console_shows_a_code_in_one_readable_line(capsys):
    ConsoleBackend().send(
        Message(
            id=None,
            channel="sms",
            kind="sign_in_code",
            recipient="+8613800000000",
            body={"code": "123456", "minutes": 10},
            attempt=1,
        )
    )

    assert capsys.readouterr().err == "✉ sms → +8613800000000  sign_in_code  code=123456 minutes=10\n"


@pytest.mark.django_db
def test_message_that_nobody_could_send_for_days_is_no_longer_sent(sent):
    message = post(kind="sign_in_code", body={"code": "123456"})

    outbox.send_waiting(at=AT + outbox.STALE + timedelta(seconds=1))

    message.refresh_from_db()
    assert (sent, message.sent_at, message.next_attempt_at, message.body) == ([], None, None, {})
