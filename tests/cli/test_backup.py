"""A backup brings everything back, and a damaged one brings nothing."""

import io
import json
import os
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from sanshe.kernel import journal
from sanshe.kernel.backup.manifest import is_member_name
from sanshe.kernel.models import OutboxMessage
from tests.kernel.connections import address

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
MEDIA = {"logo.png": b"\x89PNG", "people/王阿姨.jpg": b"jpeg" * 50_000, "empty.txt": b""}
pytestmark = pytest.mark.django_db(transaction=True)


def sanshe(*arguments: object, database: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, on a database and a data folder."""
    environment = {name: value for name, value in os.environ.items() if name != "SANSHE_AS_OWNER"} | {
        "DATABASE_URL": make_conninfo(**address(dbname=database)),
        "SANSHE_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "sanshe.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        "COLUMNS": "300",
    }
    return subprocess.run(
        [sys.executable, "-m", "sanshe.cli", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def place(tmp_path) -> Path:
    """A data folder with media, beside a database with some sealed and one unsealed entry."""
    data = tmp_path / "old"
    for name, content in MEDIA.items():
        (data / "media" / name).parent.mkdir(parents=True, exist_ok=True)
        (data / "media" / name).write_bytes(content)
    with transaction.atomic():
        for number in range(25):
            journal.record(operation="exchange.post_need", subject=None, at=AT, detail={"数": number, "share": 0.1})
        OutboxMessage.objects.create(kind="any", recipient="王阿姨", body={"话": "您好"}, created_at=AT)
    journal.seal()
    with transaction.atomic():
        journal.record(operation="exchange.post_need", subject=None, at=AT)
    return data


@pytest.fixture
def empty_database() -> str:
    """An empty database for one test."""
    name = f"{connection.settings_dict['NAME']}_restored"
    with psycopg.connect(**address(), autocommit=True) as other:
        other.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        other.execute(f"CREATE DATABASE {name}")
        yield name
        other.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def backup(place, tmp_path) -> Path:
    """A backup of that place."""
    file = tmp_path / "backup.tar"
    done = sanshe("backup", file, "--json", database=connection.settings_dict["NAME"], data=place)
    assert done.returncode == 0, done.stdout + done.stderr
    return file


def tables_of(database: str) -> int:
    with psycopg.connect(**address(dbname=database)) as other:
        return other.execute("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'").fetchone()[
            0
        ]


def rewrite(backup: Path, target: Path, change) -> Path:
    """Copy a backup member by member; `change` takes a name and its bytes and returns those to write."""
    with tarfile.open(backup) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            name, content = change(member.name, old.extractfile(member).read())
            info = tarfile.TarInfo(name)
            info.size = len(content)
            new.addfile(info, io.BytesIO(content))
    return target


def test_all_of_it_comes_back(backup, empty_database, tmp_path):
    new = tmp_path / "new"

    done = sanshe("restore", backup, "--json", database=empty_database, data=new)

    said = json.loads(done.stdout)
    assert (done.returncode, said["ok"], said["differences"]) == (0, True, [])
    assert said["migrations_to_run"] == []
    restored = {
        path.relative_to(new / "media").as_posix(): path.read_bytes()
        for path in (new / "media").rglob("*")
        if path.is_file()
    }
    assert restored == MEDIA
    with psycopg.connect(**address(dbname=empty_database)) as other:
        rows = other.execute("SELECT recipient, body FROM kernel_outboxmessage").fetchall()
        with pytest.raises(psycopg.errors.RestrictViolation):
            other.execute("DELETE FROM kernel_journalentry")
    assert rows == [("王阿姨", {"话": "您好"})]
    verified = sanshe("journal", "verify", "--expect", journal.head(), "--json", database=empty_database, data=new)
    assert (verified.returncode, json.loads(verified.stdout)["unsealed"]) == (0, 1)
    sealed = sanshe("journal", "seal", "--json", database=empty_database, data=new)
    assert json.loads(sealed.stdout)["sealed"] == 1


def test_restored_place_is_said_to_be_complete_in_words(backup, empty_database, tmp_path):
    done = sanshe("restore", backup, database=empty_database, data=tmp_path / "new")

    assert done.returncode == 0
    assert done.stdout.startswith("All of it came back: ")


def test_backup_can_be_read_by_its_owner_only(backup):
    assert backup.stat().st_mode & 0o777 == 0o600


def test_backup_leaves_nothing_else_behind(backup):
    assert [path.name for path in backup.parent.iterdir() if path.name not in ("old", backup.name)] == []


def test_backup_over_a_file_that_is_there_is_refused(backup, place):
    before = backup.read_bytes()

    done = sanshe("backup", backup, "--json", database=connection.settings_dict["NAME"], data=place)

    assert (done.returncode, json.loads(done.stdout)["code"], backup.read_bytes() == before) == (1, "file_taken", True)


@pytest.mark.parametrize("member", ["database.dump", "media/logo.png"])
def test_backup_with_a_changed_byte_is_refused_and_nothing_is_touched(backup, empty_database, tmp_path, member):
    damaged = rewrite(
        backup,
        tmp_path / "damaged.tar",
        lambda name, content: (name, content[:-1] + bytes([content[-1] ^ 1]) if name == member else content),
    )

    done = sanshe("restore", damaged, "--json", database=empty_database, data=tmp_path / "new")

    assert (done.returncode, json.loads(done.stdout)["code"]) == (1, "backup_damaged")
    assert (tables_of(empty_database), (tmp_path / "new" / "media").exists()) == (0, False)


def test_backup_that_was_cut_off_is_refused(backup, empty_database, tmp_path):
    short = tmp_path / "short.tar"
    short.write_bytes(backup.read_bytes()[:-20_480])

    done = sanshe("restore", short, "--json", database=empty_database, data=tmp_path / "new")

    assert (done.returncode, json.loads(done.stdout)["code"]) == (1, "not_a_backup")


def test_file_that_is_no_backup_is_refused(empty_database, tmp_path):
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"\xff\xd8" * 5000)

    done = sanshe("restore", file, "--json", database=empty_database, data=tmp_path / "new")

    assert (done.returncode, json.loads(done.stdout)["code"]) == (1, "not_a_backup")


def test_backup_with_a_member_that_leads_out_of_the_media_folder_is_refused(backup, empty_database, tmp_path):
    def lead_out(name: str, content: bytes) -> tuple[str, bytes]:
        out = "media/../../out.txt"
        if name == "manifest.json":
            return name, content.replace(b"media/logo.png", out.encode())
        return (out if name == "media/logo.png" else name), content

    harmful = rewrite(backup, tmp_path / "harmful.tar", lead_out)

    done = sanshe("restore", harmful, "--json", database=empty_database, data=tmp_path / "deep" / "new")

    assert (done.returncode, json.loads(done.stdout)["code"]) == (1, "not_a_backup")
    assert list(tmp_path.rglob("out.txt")) == []


def test_backup_of_a_newer_version_is_refused(backup, empty_database, tmp_path):
    def from_tomorrow(name: str, content: bytes) -> tuple[str, bytes]:
        return name, content.replace(b'"kernel.0001_initial"', b'"kernel.9999_tomorrow"')

    newer = rewrite(backup, tmp_path / "newer.tar", from_tomorrow)

    done = sanshe("restore", newer, "--json", database=empty_database, data=tmp_path / "new")

    assert (done.returncode, json.loads(done.stdout)["code"]) == (1, "backup_newer")


def test_restore_over_a_database_in_use_is_refused(backup, tmp_path):
    done = sanshe("restore", backup, "--json", database=connection.settings_dict["NAME"], data=tmp_path / "new")

    assert (done.returncode, json.loads(done.stdout)["code"]) == (1, "place_not_empty")


def test_restore_over_media_is_refused(backup, empty_database, place):
    done = sanshe("restore", backup, "--json", database=empty_database, data=place)

    assert (done.returncode, json.loads(done.stdout)["code"]) == (1, "place_not_empty")
    assert tables_of(empty_database) == 0


def test_restore_names_what_differs_from_the_manifest(backup, empty_database, tmp_path):
    def claim_more(name: str, content: bytes) -> tuple[str, bytes]:
        return name, content.replace(b'"public.kernel_outboxmessage": 1', b'"public.kernel_outboxmessage": 2')

    claiming = rewrite(backup, tmp_path / "claiming.tar", claim_more)

    done = sanshe("restore", claiming, "--json", database=empty_database, data=tmp_path / "new")

    assert (done.returncode, json.loads(done.stdout)["differences"]) == (
        1,
        ["public.kernel_outboxmessage: 2 rows in the backup, 1 here"],
    )


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("database.dump", True),
        ("media/a.jpg", True),
        ("media/a/王.jpg", True),
        ("media/..a/b..jpg", True),
        ("media/", False),
        ("media/../a", False),
        ("media//etc/passwd", False),
        ("/etc/passwd", False),
        ("../a", False),
        ("media/./a", False),
        ("media/a\\b", False),
        ("media/a\x00b", False),
        ("elsewhere/a", False),
    ],
)
def test_member_names_stay_inside(name, allowed):
    assert is_member_name(name) is allowed
