"""The same request sent twice is carried out once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from uuid import UUID

import pytest
from django.db import connection, transaction

from sanshe.kernel import idempotency
from sanshe.kernel.errors import DomainError
from sanshe.kernel.fields import uuid7
from sanshe.kernel.models import IdempotencyKey, OutboxMessage

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
ACTOR = uuid7()


def send() -> UUID:
    """Act in a way that leaves a row to be counted."""
    return OutboxMessage.objects.create(kind="counted", recipient="nobody", created_at=AT).pk


def once(*, actor: UUID | None = ACTOR, scope: str = "send", key: str | None = "one form", at=AT, run=send):
    return idempotency.once(actor=actor, scope=scope, key=key, at=at, run=run)


@pytest.mark.django_db
def test_second_call_returns_what_the_first_made():
    first, first_ran = once()
    second, second_ran = once()

    assert (second, first_ran, second_ran, OutboxMessage.objects.count()) == (first, True, False, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"actor": uuid7()}, {"actor": None}, {"scope": "other"}, {"key": "another form"}])
def test_other_actor_scope_or_key_runs_for_itself(other):
    first, _ = once()
    second, ran = once(**other)

    assert (ran, second == first, OutboxMessage.objects.count()) == (True, False, 2)


@pytest.mark.django_db
def test_unknown_actor_counts_as_one_actor():
    first, _ = once(actor=None)

    assert once(actor=None) == (first, False)


@pytest.mark.parametrize("key", ["", None])
@pytest.mark.django_db(transaction=True)
def test_without_a_key_every_call_runs_even_outside_a_transaction(key):
    assert [once(key=key)[1], once(key=key)[1], IdempotencyKey.objects.count()] == [True, True, 0]


@pytest.mark.django_db(transaction=True)
def test_key_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        once()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["钥匙" * 5000, "nul\x00inside", "lone \ud800 surrogate", "'; DROP TABLE"])
def test_any_text_can_be_a_key(key):
    first, _ = once(key=key)

    assert once(key=key) == (first, False)


@pytest.mark.django_db
def test_refused_act_leaves_the_key_free_although_the_transaction_goes_on():
    def refuse() -> UUID:
        send()
        raise DomainError

    with pytest.raises(DomainError):
        once(run=refuse)
    _, ran = once()

    assert (ran, OutboxMessage.objects.count()) == (True, 1)


@pytest.mark.django_db
def test_act_that_calls_for_itself_is_told_so():
    with pytest.raises(RuntimeError, match="calls for itself"):
        once(run=lambda: once()[0])


@pytest.mark.django_db(transaction=True)
def test_thirty_two_calls_at_once_run_one():
    barrier = Barrier(32)

    def call(_) -> tuple[UUID, bool]:
        barrier.wait()
        try:
            with transaction.atomic():
                return once()
        finally:
            connection.close()

    with ThreadPoolExecutor(32) as pool:
        outcomes = list(pool.map(call, range(32)))

    assert sum(ran for _, ran in outcomes) == 1
    assert {pk for pk, _ in outcomes} == {OutboxMessage.objects.get().pk}


@pytest.mark.parametrize("first_commits", [True, False])
@pytest.mark.django_db(transaction=True)
def test_call_waits_for_the_transaction_that_holds_the_key(first_commits):
    began, finish = Event(), Event()

    def first() -> UUID:
        try:
            with transaction.atomic():
                made, _ = once()
                began.set()
                finish.wait()
                transaction.set_rollback(not first_commits)
                return made
        finally:
            connection.close()

    def second() -> tuple[UUID, bool]:
        began.wait()
        try:
            with transaction.atomic():
                return once()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.submit(first), pool.submit(second)
        began.wait()
        while not _somebody_waits_for_a_transaction():
            assert not two.done()
        finish.set()
        made, (got, ran) = one.result(), two.result()

    assert (ran, got == made, OutboxMessage.objects.get().pk) == (not first_commits, first_commits, got)


@pytest.mark.django_db
def test_keys_older_than_a_week_are_forgotten():
    once(key="old", at=AT - timedelta(days=7, seconds=1))
    once(key="young", at=AT - timedelta(days=7))

    removed = idempotency.forget_old_keys(at=AT)

    assert (removed, once(key="young")[1], once(key="old")[1]) == (1, False, True)


def _somebody_waits_for_a_transaction() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted)")
        return cursor.fetchone()[0]
