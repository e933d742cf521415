"""`sanshe journal` as an operator uses it."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from django.db import connection, transaction

from sanshe.cli import main
from sanshe.cli.journal import command
from sanshe.kernel import journal
from sanshe.kernel.fields import uuid7

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
ACTOR = uuid7()


@pytest.fixture(autouse=True)
def entries(db, monkeypatch):
    """Three entries, two of them sealed; Django is set up already."""
    monkeypatch.setattr(main, "set_up", lambda: None)
    monkeypatch.setenv("COLUMNS", "300")
    with transaction.atomic():
        first = journal.record(operation="exchange.post_need", subject=None, at=AT, actor=ACTOR)
        journal.record(operation="exchange.post_offer", subject=None, at=AT, detail={"[red]": "不是颜色"})
    journal.seal()
    return [first, journal.record(operation="people.enter_person", subject=None, at=AT, actor=ACTOR)]


def sanshe(*arguments: object):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_verify_of_a_whole_journal_ends_with_0():
    done = sanshe("verify", "--expect", journal.head())

    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, f"3 entries, 2 links. Head: {journal.head()}")
    assert done.stdout.splitlines()[-1] == "The journal is whole."


def test_verify_of_a_changed_journal_names_the_entry_and_ends_with_1(entries):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE kernel_journalentry SET community_code = '1' WHERE id = %s", [entries[0].pk])

    shown, told = sanshe("verify"), sanshe("verify", "--json")

    assert (shown.exit_code, told.exit_code) == (1, 1)
    assert str(entries[0].pk) in shown.stdout
    assert json.loads(told.stdout)["faults"] == [{"kind": "entry_changed", "position": 1, "entry": str(entries[0].pk)}]


def test_verify_against_a_head_beyond_the_end_ends_with_1():
    done = sanshe("verify", "--expect", "3:0123456789abcdef", "--json")

    assert (done.exit_code, [fault["kind"] for fault in json.loads(done.stdout)["faults"]]) == (1, ["cut_off"])


def test_verify_against_something_else_than_a_head_is_refused():
    assert sanshe("verify", "--expect", "yesterday").exit_code == 2


def test_head_is_printed_as_verify_takes_it():
    done = sanshe("head")

    assert done.stdout.strip() == str(journal.head())
    assert json.loads(sanshe("head", "--json").stdout) == {"position": 2, "hash": journal.head().hash.hex()}


def test_seal_says_how_many():
    assert json.loads(sanshe("seal", "--json").stdout)["sealed"] == 1
    assert sanshe("seal").stdout == f"0 entries sealed. Head: {journal.head()}\n"


def test_show_lists_the_newest_first():
    lines = sanshe("show", "--json").stdout.splitlines()

    assert [json.loads(line)["operation"] for line in lines] == [
        "people.enter_person",
        "exchange.post_offer",
        "exchange.post_need",
    ]


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--actor", ACTOR], 2),
        (["--subject", uuid7()], 0),
        (["--since", "2026-03-01 16:30"], 3),
        (["--since", "2026-03-01 16:31"], 0),
        (["--limit", 1], 1),
    ],
)
def test_show_takes_what_is_asked_for(arguments, count):
    assert len(sanshe("show", "--json", *arguments).stdout.splitlines()) == count


def test_show_for_people_is_a_table_that_prints_detail_as_it_is():
    done = sanshe("show")

    assert (done.exit_code, '{"[red]": "不是颜色"}' in done.stdout, "2026-03-01 16:30:00" in done.stdout) == (
        0,
        True,
        True,
    )
