"""The embedded PostgreSQL: real processes, really killed."""

import os
import pwd
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import psutil
import psycopg
import pytest

from sanshe.kernel.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError
from sanshe.kernel.embedded_postgres.programs import find_binaries

SOURCE = Path(__file__).parents[2] / "src"
HOLD = """
import sys
from pathlib import Path
from sanshe.kernel.embedded_postgres import EmbeddedPostgres
postgres = EmbeddedPostgres(Path(sys.argv[1]))
postgres.hold()
print("held", flush=True)
sys.stdin.read()
postgres.let_go()
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="stepping down needs root")


@pytest.fixture
def folder():
    """Return a folder that the server's account can reach (pytest's own are closed to it)."""
    made = Path(mkdtemp(prefix="sanshe-test-"))
    made.chmod(0o711)
    yield made
    for cluster in made.rglob("PG_VERSION"):
        EmbeddedPostgres(cluster.parent).stop()
    rmtree(made)


@pytest.fixture
def postgres(folder):
    embedded = EmbeddedPostgres(folder / "postgres")
    embedded.start()
    return embedded


def write(postgres, word):
    with closing(psycopg.connect(postgres.url(role="owner"), autocommit=True)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (word text)")
        connection.execute("INSERT INTO note VALUES (%s)", [word])


def words(postgres):
    with closing(psycopg.connect(postgres.url(role="owner"))) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM note")]


def main_pid(postgres):
    return int((postgres.cluster / "postmaster.pid").read_text().split("\n")[0])


def processes_in(folder):
    """Return the names of the processes that work in a folder or were started for it."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            if str(folder) in " ".join([process.cwd(), *process.cmdline()]):
                found.append(process.name())
        except psutil.Error:
            continue
    return found


def until(is_so, within_s=30):
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def start_holder(data):
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_the_class_needs_no_django():
    loaded = subprocess.run(
        [sys.executable, "-c", "import sanshe.kernel.embedded_postgres, sys; print('django' in sys.modules)"],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout.strip() == "False"


def test_making_the_object_touches_nothing(folder):
    EmbeddedPostgres(folder / "deep" / "postgres").url()

    assert list(folder.iterdir()) == []


def test_start_makes_a_utf8_cluster_with_both_roles(postgres):
    with closing(psycopg.connect(postgres.url(role="owner"))) as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname LIKE 'sanshe%' ORDER BY 1"
        ).fetchall()
        settings = dict(
            connection.execute(
                "SELECT name, setting FROM pg_settings WHERE name IN "
                "('listen_addresses', 'fsync', 'jit', 'TimeZone', 'server_encoding')"
            ).fetchall()
        )
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        ).fetchone()

    assert roles == [("sanshe", True, True), ("sanshe_app", False, False)]
    assert settings == {
        "listen_addresses": "",
        "fsync": "on",
        "jit": "off",
        "TimeZone": "UTC",
        "server_encoding": "UTF8",
    }
    assert owner == ("sanshe",)


def test_the_application_role_may_not_make_tables(postgres):
    with (
        closing(psycopg.connect(postgres.url(role="app"))) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE mine (number int)")


def test_start_twice_is_once(postgres):
    before = main_pid(postgres)

    EmbeddedPostgres(postgres.data).start()

    assert main_pid(postgres) == before


def test_stop_leaves_no_process_and_keeps_the_data(postgres, folder):
    write(postgres, "三社")

    postgres.stop()

    assert processes_in(folder) == []
    assert not postgres.is_running()
    postgres.start()
    assert words(postgres) == ["三社"]


def test_two_first_starts_at_once_share_one_server(folder):
    holders = [start_holder(folder / "postgres") for _ in range(2)]

    said = [holder.stdout.readline() for holder in holders]

    assert said == ["held\n", "held\n"]
    assert EmbeddedPostgres(folder / "postgres").is_running()
    for holder in holders:
        holder.communicate()
    assert [holder.returncode for holder in holders] == [0, 0]
    until(lambda: processes_in(folder) == [])


def test_the_server_outlives_the_first_of_two_holders(folder):
    first, second = start_holder(folder / "postgres"), start_holder(folder / "postgres")
    for holder in (first, second):
        holder.stdout.readline()

    first.communicate()

    assert EmbeddedPostgres(folder / "postgres").is_running()
    second.communicate()
    until(lambda: processes_in(folder) == [])


def test_the_server_ends_when_its_only_holder_is_killed(folder):
    holder = start_holder(folder / "postgres")
    holder.stdout.readline()

    holder.kill()
    holder.communicate()

    until(lambda: processes_in(folder) == [])


def test_holding_again_at_once_after_a_killed_holder_succeeds(folder):
    holder = start_holder(folder / "postgres")
    holder.stdout.readline()
    holder.kill()
    holder.communicate()

    with EmbeddedPostgres(folder / "postgres") as postgres:
        write(postgres, "again")

        assert words(postgres) == ["again"]
        assert postgres.is_running()
    until(lambda: processes_in(folder) == [])


def test_start_after_a_killed_main_process_keeps_what_was_committed(postgres):
    with closing(psycopg.connect(postgres.url(role="owner"))):  # a backend that outlives its main process
        write(postgres, "kept")
        os.kill(main_pid(postgres), signal.SIGKILL)
        until(lambda: not postgres.is_running())

        postgres.start()

    assert words(postgres) == ["kept"]


def test_start_does_not_believe_a_pid_that_belongs_to_somebody_else(postgres):
    write(postgres, "kept")
    lines = (postgres.cluster / "postmaster.pid").read_text().split("\n")
    postgres.stop()
    somebody = subprocess.Popen(["sleep", "600"])
    try:
        stale = "\n".join([str(somebody.pid), *lines[1:]])
        (postgres.cluster / "postmaster.pid").write_text(stale)
        (postgres.socket / ".s.PGSQL.5432.lock").write_text(stale)

        postgres.start()

        assert words(postgres) == ["kept"]
        assert somebody.poll() is None
    finally:
        somebody.kill()
        somebody.wait()


def test_stop_does_not_touch_the_process_that_a_stale_pid_file_names(postgres):
    postgres.stop()
    somebody = subprocess.Popen(["sleep", "600"])
    try:
        (postgres.cluster / "postmaster.pid").write_text(f"{somebody.pid}\n")

        postgres.stop()

        assert somebody.poll() is None
    finally:
        somebody.kill()
        somebody.wait()


def test_start_repairs_an_interrupted_first_start(folder):
    half = folder / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    (folder / "postgres").mkdir()

    EmbeddedPostgres(folder / "postgres").start()

    assert not half.exists()
    assert EmbeddedPostgres(folder / "postgres").is_running()


def test_start_again_when_somebody_tidied_the_socket_away(postgres):
    write(postgres, "kept")
    (postgres.socket / ".s.PGSQL.5432").unlink()

    postgres.start()

    assert words(postgres) == ["kept"]


@pytest.mark.parametrize("name", ["long" * 40, "里弄 $HOME `x` 'q\" dir", "a,b"])
def test_any_folder_name_serves(folder, name):
    with EmbeddedPostgres(folder / name / "postgres") as postgres:
        write(postgres, "here")

        assert words(postgres) == ["here"]
    if postgres.socket != postgres.data:
        postgres.socket.rmdir()


def test_the_address_is_the_same_for_every_process(folder):
    data = folder / ("long" * 40)
    code = "import sys; from pathlib import Path; from sanshe.kernel.embedded_postgres import EmbeddedPostgres as E;"

    said = {
        subprocess.run(
            [sys.executable, "-c", f"{code} print(E(Path(sys.argv[1])).url())", str(data)],
            env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }

    assert said == {EmbeddedPostgres(data).url()}


def test_remove_is_refused_while_somebody_holds_the_server(folder, monkeypatch):
    monkeypatch.setattr("sanshe.kernel.embedded_postgres.usage.LOCKED_BY_US_S", 0.2)
    holder = start_holder(folder / "postgres")
    holder.stdout.readline()

    with pytest.raises(EmbeddedPostgresError, match="is in use"):
        EmbeddedPostgres(folder / "postgres").remove()

    assert EmbeddedPostgres(folder / "postgres").is_running()
    holder.communicate()


def test_remove_deletes_everything_so_that_a_start_begins_anew(postgres):
    write(postgres, "old")

    postgres.remove()
    postgres.start()

    with pytest.raises(psycopg.errors.UndefinedTable):
        words(postgres)


def test_a_folder_that_holds_something_else_is_left_alone(folder):
    (folder / "postgres").mkdir()
    (folder / "postgres" / "letters.txt").write_text("dear")

    with pytest.raises(EmbeddedPostgresError, match="holds something that is no database"):
        EmbeddedPostgres(folder / "postgres").start()

    assert (folder / "postgres" / "letters.txt").read_text() == "dear"


def test_a_server_that_cannot_start_says_why_with_the_end_of_its_log(postgres):
    postgres.stop()
    with (postgres.cluster / "postgresql.conf").open("a") as file:
        file.write("max_connections = 'many'\n")

    with pytest.raises(EmbeddedPostgresError, match='invalid value for parameter "max_connections"'):
        postgres.start()


def test_a_cluster_of_another_version_is_refused_with_advice(postgres):
    postgres.stop()
    (postgres.cluster / "PG_VERSION").write_text("14\n")

    with pytest.raises(EmbeddedPostgresError, match="set SANSHE_PG_BIN to programs of version 14"):
        postgres.start()


def test_an_older_postgresql_serves_too(folder):
    older = find_binaries().parents[1] / "pginstall" / "bin"
    if not (older / "initdb").exists():
        pytest.skip("there is no second PostgreSQL beside the first")

    with EmbeddedPostgres(folder / "postgres", binaries=older) as postgres:
        write(postgres, "三社")

        assert words(postgres) == ["三社"]
        assert (postgres.cluster / "PG_VERSION").read_text() != "18\n"


def test_missing_programs_are_said(folder):
    with pytest.raises(EmbeddedPostgresError, match="No PostgreSQL programs in"):
        EmbeddedPostgres(folder / "postgres", binaries=folder).start()


@as_root
def test_as_root_no_process_of_the_server_is_roots(postgres):
    main = psutil.Process(main_pid(postgres))

    owners = {
        process.info["uids"].real
        for process in psutil.process_iter(["ppid", "uids"])
        if process.info["ppid"] == main.pid
    }

    assert owners == {main.uids().effective}
    assert 0 not in {*main.uids(), *main.gids()}
    assert postgres.cluster.stat().st_uid == main.uids().real


@as_root
def test_as_root_a_closed_folder_is_replaced_by_a_place_within_reach(folder, monkeypatch):
    shelter = folder / "shelter"
    monkeypatch.setattr("sanshe.kernel.embedded_postgres.programs.SHELTER", shelter)
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    postgres = EmbeddedPostgres(closed / "postgres")

    postgres.start()

    write(postgres, "here")
    assert words(EmbeddedPostgres(closed / "postgres")) == ["here"]
    place = postgres.cluster
    assert place.parent == shelter
    assert str(place) in postgres.notes[-1]
    postgres.remove()
    assert not place.exists()
    assert not (closed / "postgres").is_symlink()


@as_root
@pytest.mark.skipif("SANSHE_PG_BIN" in os.environ, reason="only the wheel's programs can be moved")
def test_as_root_closed_programs_are_copied_within_reach(folder, monkeypatch):
    shelter = folder / "shelter"
    monkeypatch.setattr("sanshe.kernel.embedded_postgres.programs.SHELTER", shelter)
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    package = find_binaries().parents[1]
    subprocess.run(["cp", "-r", str(package), f"{package}.libs", str(closed)], check=True)
    binaries = closed / find_binaries().relative_to(package.parent)
    postgres = EmbeddedPostgres(folder / "postgres", binaries=binaries)

    postgres.start()

    assert [path.name for path in shelter.glob("postgresql-*/*/*/bin/initdb")] == ["initdb"]
    assert psutil.Process(main_pid(postgres)).exe().startswith(str(shelter))


@as_root
def test_as_root_a_narrow_umask_does_no_harm(folder):
    before = os.umask(0o077)
    try:
        postgres = EmbeddedPostgres(folder / "new" / "deep" / "postgres")
        postgres.start()
    finally:
        os.umask(before)

    assert postgres.cluster == postgres.data
    assert postgres.is_running()


@as_root
def test_as_root_an_existing_cluster_runs_as_its_owner(folder):
    other = next(entry for entry in pwd.getpwall() if entry.pw_name == "daemon")
    data = folder / "postgres"
    data.mkdir(mode=0o700)
    os.chown(data, other.pw_uid, other.pw_gid)
    made = EmbeddedPostgres(data)
    made.start()
    made.stop()
    for path in [data, *data.rglob("*")]:
        os.chown(path, other.pw_uid, other.pw_gid)

    EmbeddedPostgres(data).start()

    assert psutil.Process(main_pid(made)).uids().real == other.pw_uid
