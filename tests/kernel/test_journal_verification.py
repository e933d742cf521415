"""Whatever somebody with all rights does to the journal behind its triggers, verifying finds it."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from sanshe.kernel import journal
from sanshe.kernel.fields import uuid7
from sanshe.kernel.journal import FaultKind, NotedHead
from sanshe.kernel.journal.canonical import chain
from sanshe.kernel.models import JournalEntry, JournalLink

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def entries(db) -> list[JournalEntry]:
    """Ten sealed entries."""
    with transaction.atomic():
        made = [
            journal.record(operation="exchange.post_need", subject=None, at=AT, detail={"number": number})
            for number in range(10)
        ]
    journal.seal()
    return made


def tamper(sql: str, parameters: list | None = None) -> None:
    """Act on the tables as somebody who may switch all triggers off, those of foreign keys included."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, parameters)
        assert cursor.rowcount != 0
        cursor.execute("SET LOCAL session_replication_role = origin")


def found() -> list[tuple[FaultKind, int]]:
    return [(fault.kind, fault.position) for fault in journal.verify().faults]


def test_untouched_journal_is_whole(entries):
    verification = journal.verify(expect=NotedHead.parse(str(journal.head())))

    assert (verification.is_whole, verification.links, verification.entries, verification.unsealed) == (True, 10, 10, 0)
    assert verification.head == journal.head()


@pytest.mark.django_db
def test_empty_journal_is_whole():
    assert (journal.verify().is_whole, str(journal.head())) == (True, "0:0000000000000000")


def test_entries_that_wait_for_their_link_are_counted(entries):
    with transaction.atomic():
        waiting = journal.record(operation="exchange.post_need", subject=None, at=AT)
        journal.record(operation="exchange.post_need", subject=None, at=AT)

    verification = journal.verify()

    assert (verification.is_whole, verification.unsealed) == (True, 2)
    assert verification.oldest_unsealed_at == waiting.recorded_at


@pytest.mark.parametrize(
    "change",
    [
        "operation = 'exchange.close_need'",
        "at = at + interval '1 microsecond'",
        "recorded_at = recorded_at - interval '1 day'",
        "actor_id = gen_random_uuid()",
        "on_behalf_of_id = gen_random_uuid()",
        "subject_type = 'exchange.offer'",
        "subject_id = gen_random_uuid()",
        "community_code = '1'",
        "detail = '{\"number\": 3.0000000000000000000000000001}'",
        "detail = detail || '{\"more\": null}'",
    ],
)
def test_changed_entry_is_found_whichever_field_it_is(entries, change):
    tamper(f"UPDATE kernel_journalentry SET {change} WHERE id = %s", [entries[3].pk])

    faults = journal.verify().faults

    assert [(fault.kind, fault.position, fault.entry_id) for fault in faults] == [
        (FaultKind.ENTRY_CHANGED, 4, entries[3].pk)
    ]


def test_changed_entry_with_its_digest_made_anew_is_found(entries):
    tamper("UPDATE kernel_journallink SET digest = sha256('x') WHERE position = 4")

    assert found() == [(FaultKind.ENTRY_CHANGED, 4), (FaultKind.LINK_CHANGED, 4)]


def test_removed_entry_is_found(entries):
    tamper("DELETE FROM kernel_journalentry WHERE id = %s", [entries[6].pk])

    assert found() == [(FaultKind.ENTRY_REMOVED, 7)]


def test_entry_removed_before_it_was_sealed_is_found(entries):
    with transaction.atomic():
        entry = journal.record(operation="exchange.post_need", subject=None, at=AT)
    tamper("DELETE FROM kernel_journalentry WHERE id = %s", [entry.pk])

    sealed = journal.seal()

    assert (sealed, [fault.entry_id for fault in journal.verify().faults]) == (0, [entry.pk])


def test_removed_link_is_found(entries):
    tamper("DELETE FROM kernel_journallink WHERE position IN (5, 6)")

    assert found() == [(FaultKind.LINK_REMOVED, 5)]


def test_entry_removed_together_with_its_link_and_the_gap_closed_is_found(entries):
    tamper("DELETE FROM kernel_journallink WHERE position = 5")
    tamper("DELETE FROM kernel_journalentry WHERE id = %s", [entries[4].pk])
    for position in range(6, 11):
        tamper("UPDATE kernel_journallink SET position = position - 1 WHERE position = %s", [position])

    assert found()[0][1] == 5


def test_edited_hash_is_found_and_its_neighbours_are_not_blamed(entries):
    tamper("UPDATE kernel_journallink SET hash = sha256('x') WHERE position = 4")

    assert found() == [(FaultKind.LINK_CHANGED, 4)]


def test_entries_that_changed_places_are_found(entries):
    fourth, eighth = JournalLink.objects.filter(position__in=(4, 8)).order_by("position")
    for position, link, entry_id in ((4, eighth, uuid7()), (8, fourth, fourth.entry_id), (4, eighth, eighth.entry_id)):
        tamper(
            "UPDATE kernel_journallink SET entry_id = %s, digest = %s WHERE position = %s",
            [entry_id, link.digest, position],
        )

    assert found() == [(FaultKind.REORDERED, 4), (FaultKind.REORDERED, 8)]


def test_links_that_changed_places_are_found(entries):
    for old, new in ((4, 400), (8, 4), (400, 8)):
        tamper("UPDATE kernel_journallink SET position = %s WHERE position = %s", [new, old])

    assert (FaultKind.REORDERED, 4) in found()


def test_cut_off_end_is_found_by_a_noted_head(entries):
    noted = NotedHead.parse(str(journal.head()))
    tamper("DELETE FROM kernel_journallink WHERE position > 7")
    tamper("DELETE FROM kernel_journalentry WHERE id = ANY(%s)", [[entry.pk for entry in entries[7:]]])

    verification = journal.verify(expect=noted)

    assert [(fault.kind, fault.position) for fault in verification.faults] == [(FaultKind.CUT_OFF, 8)]
    assert found() == []


def test_history_rewritten_with_all_its_hashes_is_found_by_a_noted_head(entries):
    noted = NotedHead.parse(str(journal.head()))
    tamper("DELETE FROM kernel_journallink")
    tamper("UPDATE kernel_journalentry SET actor_id = gen_random_uuid() WHERE id = %s", [entries[2].pk])
    journal.seal(sweep=True)

    assert found() == []
    assert [fault.kind for fault in journal.verify(expect=noted).faults] == [FaultKind.REWRITTEN]


def test_noted_head_stays_good_while_the_journal_grows(entries):
    noted = NotedHead.parse(str(journal.head()))
    with transaction.atomic():
        journal.record(operation="exchange.post_need", subject=None, at=AT)
    journal.seal()

    assert journal.verify(expect=noted).is_whole


def test_of_many_faults_the_first_are_named_and_all_are_counted(entries):
    with transaction.atomic():
        for _ in range(30):
            journal.record(operation="exchange.post_need", subject=None, at=AT)
    journal.seal()
    tamper("UPDATE kernel_journalentry SET community_code = '1'")

    verification = journal.verify()

    assert (verification.fault_count, [fault.position for fault in verification.faults]) == (40, list(range(1, 21)))


def test_link_added_with_a_made_up_hash_is_found(entries):
    link = JournalLink.objects.get(position=10)
    with transaction.atomic():
        entry = journal.record(operation="exchange.post_need", subject=None, at=AT)
        JournalLink.objects.create(
            position=11,
            entry=entry,
            digest=bytes(32),
            hash=chain(previous=bytes(link.hash), position=11, digest=bytes(32)),
        )

    assert found() == [(FaultKind.ENTRY_CHANGED, 11)]


@pytest.mark.django_db(transaction=True)
def test_verifying_outside_a_transaction_reads_one_instant_and_tells_how_far_it_is():
    with transaction.atomic():
        for _ in range(2500):
            journal.record(operation="exchange.post_need", subject=None, at=AT)
    journal.seal()
    told = []

    verification = journal.verify(progress=lambda done, total: told.append((done, total)))

    assert verification.is_whole
    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]


@pytest.mark.parametrize(
    "text", ["", "12", "12:", "12:abc", "x:0123456789abcdef", "12:012345zz", "-1:0123456789abcdef"]
)
def test_what_is_no_head_is_refused(text):
    with pytest.raises(ValueError, match=f"^{text}$"):
        NotedHead.parse(text)
