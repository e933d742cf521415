"""The journal: recording, guarding, sealing."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError
from django.test.utils import CaptureQueriesContext

from sanshe.kernel import journal
from sanshe.kernel.fields import uuid7
from sanshe.kernel.grants import GrantOutcome, grant_application_role
from sanshe.kernel.journal import canonical
from sanshe.kernel.models import IdempotencyKey, JournalEntry, JournalLink, JournalUnsealed
from tests.kernel.connections import connect

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
INSERT = "INSERT INTO kernel_journalentry (id, at, operation, subject_type, community_code, detail)"


def record_many(count: int) -> list[JournalEntry]:
    with transaction.atomic():
        return [
            journal.record(operation="exchange.post_need", subject=None, at=AT, detail={"number": number})
            for number in range(count)
        ]


@pytest.fixture
def application_role(transactional_db):
    """Make a role of the application's kind for one test."""
    role = "sanshe_app_of_a_test"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role}")
    yield role
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {role}")
        cursor.execute(f"DROP ROLE {role}")


@pytest.mark.django_db
def test_entry_says_who_did_what_to_what_when_and_for_whom():
    subject = IdempotencyKey(id=uuid7(), scope="any model will do")
    actor, neighbour = uuid7(), uuid7()

    entry = journal.record(
        operation="exchange.post_need",
        subject=subject,
        actor=actor,
        on_behalf_of=neighbour,
        at=AT,
        community_code="440305001001",
        detail={"words": "陪诊", "until": AT, "who": actor},
    )

    stored = JournalEntry.objects.get(pk=entry.pk)
    assert (stored.operation, stored.subject_type, stored.subject_id, stored.at) == (
        "exchange.post_need",
        "kernel.idempotencykey",
        subject.pk,
        AT,
    )
    assert (stored.actor_id, stored.on_behalf_of_id, stored.community_code) == (actor, neighbour, "440305001001")
    assert stored.detail == {"words": "陪诊", "until": "2026-03-01T08:30:00Z", "who": str(actor)}
    assert stored.recorded_at == entry.recorded_at


@pytest.mark.django_db(transaction=True)
def test_record_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        journal.record(operation="exchange.post_need", subject=None, at=AT)


@pytest.mark.django_db
def test_record_with_an_operation_that_is_not_named_as_one_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        journal.record(operation="Post Need!", subject=None, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["kernel_journalentry", "kernel_journallink"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_journal_refuses_change_and_removal_even_from_its_owner(table, act):
    record_many(1)
    journal.seal()
    column = "operation" if table == "kernel_journalentry" else "position"

    with transaction.atomic(), connection.cursor() as cursor:
        # The tests' set-up switches this one off to empty tables between tests.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        trigger = table.replace("kernel_journal", "journal_")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}_is_never_emptied")
        with pytest.raises(DatabaseError, match="append-only"):
            cursor.execute(act.format(table, column, column))
        connection.needs_rollback = False
        transaction.set_rollback(True)

    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db
def test_update_in_disguise_is_refused():
    (entry,) = record_many(1)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{INSERT} VALUES (%s, now(), 'a.b', '', '', '{{}}') ON CONFLICT (id) DO UPDATE SET operation = 'c.d'",
            [entry.pk],
        )


@pytest.mark.parametrize("table", ["kernel_journalentry", "kernel_journallink"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_application_role_has_no_right_to_change_or_remove(application_role, table, act):
    outcome = grant_application_role(application_role)
    column = "operation" if table == "kernel_journalentry" else "position"

    with connect() as other:
        other.execute(f"SET ROLE {application_role}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            other.execute(act.format(table, column, column))

    assert outcome is GrantOutcome.GRANTED


def test_application_role_can_record_and_seal_and_work_with_other_tables(application_role):
    grant_application_role(application_role)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {application_role}")
        journal.record(operation="exchange.post_need", subject=None, at=AT)
        sealed = journal.seal()
        IdempotencyKey.objects.create(scope="scope", key="key", created_at=AT)
        removed, _ = IdempotencyKey.objects.all().delete()

    assert (sealed, removed, journal.verify().is_whole) == (1, 1, True)


@pytest.mark.django_db
def test_granting_to_nobody_says_so():
    assert grant_application_role("nobody_of_this_name") is GrantOutcome.NO_SUCH_ROLE


@pytest.mark.django_db
def test_granting_to_the_owner_leaves_the_owner_able_to_work():
    outcome = grant_application_role(connection.settings_dict["USER"])

    record_many(1)
    assert (outcome, journal.seal()) == (GrantOutcome.ROLE_IS_OWNER, 1)


@pytest.mark.django_db(transaction=True)
def test_writers_in_open_transactions_do_not_wait_for_one_another_nor_for_the_sealer():
    with connect() as one, connect() as two:
        for writer in (one, two, one, two):
            writer.execute(f"{INSERT} VALUES (%s, now(), 'a.b', '', '', '{{}}')", [uuid7()])
        with transaction.atomic():
            journal.record(operation="exchange.post_need", subject=None, at=AT)
            sealed_beside_open_ones = journal.seal()
            one.execute(f"{INSERT} VALUES (%s, now(), 'a.b', '', '', '{{}}')", [uuid7()])

    assert (sealed_beside_open_ones, journal.seal(), JournalLink.objects.count()) == (1, 5, 6)


@pytest.mark.django_db(transaction=True)
def test_entry_of_a_long_transaction_is_sealed_after_its_commit():
    early = uuid7()
    with connect() as long:
        long.execute(f"{INSERT} VALUES (%s, now(), 'a.b', '', '', '{{}}')", [early])
        later = [entry.pk for entry in record_many(3)]
        sealed_meanwhile = journal.seal()
        long.commit()
        sealed_after = journal.seal()

    assert (sealed_meanwhile, sealed_after) == (3, 1)
    assert list(JournalLink.objects.order_by("position").values_list("entry_id", flat=True)) == [*later, early]
    assert journal.verify().is_whole


@pytest.mark.django_db(transaction=True)
def test_entry_of_a_transaction_rolled_back_is_nowhere():
    with connect() as other:
        other.execute(f"{INSERT} VALUES (%s, now(), 'a.b', '', '', '{{}}')", [uuid7()])
        other.rollback()

    assert (journal.seal(), JournalUnsealed.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_second_sealer_waits_for_the_first():
    record_many(1)
    with connect() as first:
        first.execute("SELECT pg_advisory_xact_lock(hashtextextended('sanshe.journal.seal ' || current_schema(), 0))")
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '50ms'")
            with pytest.raises(DatabaseError, match="lock timeout"):
                journal.seal()
        first.rollback()

    assert journal.seal() == 1


@pytest.mark.django_db
def test_sealing_in_several_goes_gives_the_chain_of_one(monkeypatch):
    monkeypatch.setattr("sanshe.kernel.journal.sealing.BATCH", 3)
    entries = record_many(8)

    sealed = journal.seal()

    links = JournalLink.objects.order_by("position")
    assert (sealed, list(links.values_list("position", flat=True))) == (8, [1, 2, 3, 4, 5, 6, 7, 8])
    assert list(links.values_list("entry_id", flat=True)) == [entry.pk for entry in entries]
    assert journal.head().position == 8
    assert journal.verify().is_whole


@pytest.mark.django_db
def test_sweep_seals_what_somebody_hid_from_the_sealer():
    record_many(2)
    JournalUnsealed.objects.all().delete()

    assert (journal.seal(), journal.seal(sweep=True), journal.seal(sweep=True)) == (0, 2, 0)


@pytest.mark.django_db
def test_sealing_looks_only_at_what_waits_however_long_the_journal_is():
    with connection.cursor() as cursor:
        cursor.execute(f"{INSERT} SELECT gen_random_uuid(), now(), 'a.b', '', '', '{{}}' FROM generate_series(1, 5000)")
        journal.seal()
        record_many(3)
        cursor.execute("ANALYZE kernel_journalentry, kernel_journallink, kernel_journalunsealed")

        with CaptureQueriesContext(connection) as queries:
            journal.seal()

        (search, *_) = [query["sql"] for query in queries if "kernel_journalunsealed" in query["sql"]]
        cursor.execute(f"EXPLAIN {search}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan on kernel_journalentry" not in plan


def test_digest_is_that_of_the_text_written_down_here():
    """The format must never change silently: heads noted years ago have to stay comparable."""
    text = (
        '{"actor_id":null,"at":"2026-03-01T08:30:00.000000+00:00","community_code":"440305001001",'
        '"detail":{"a":"陪诊","b":1.5},"id":"01960000-0000-7000-8000-000000000001","on_behalf_of_id":null,'
        '"operation":"exchange.post_need","recorded_at":"2026-03-01T08:30:00.000001+00:00",'
        '"subject_id":"01960000-0000-7000-8000-000000000002","subject_type":"exchange.need"}'
    )

    digest = canonical.digest(
        id=UUID("01960000-0000-7000-8000-000000000001"),
        recorded_at=AT + timedelta(microseconds=1),
        at=AT.astimezone(timezone(timedelta(hours=8))),
        actor_id=None,
        on_behalf_of_id=None,
        operation="exchange.post_need",
        subject_type="exchange.need",
        subject_id=UUID("01960000-0000-7000-8000-000000000002"),
        community_code="440305001001",
        detail='{"b": 1.50, "a": "陪诊"}',
    )

    assert digest == sha256(text.encode()).digest()
    assert canonical.chain(previous=bytes(32), position=1, digest=digest) == (
        sha256(bytes(32) + bytes([0, 0, 0, 0, 0, 0, 0, 1]) + digest).digest()
    )
