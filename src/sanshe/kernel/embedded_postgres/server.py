"""One cluster in one folder: make it, start it, stop it, and clean up after whatever was killed."""

import fcntl
import hashlib
import os
import pwd
import secrets
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from sanshe.kernel.embedded_postgres import programs
from sanshe.kernel.embedded_postgres.programs import EmbeddedPostgresError, Programs, make_folder
from sanshe.kernel.embedded_postgres.usage import Usage

OWNER, APPLICATION, DATABASE = "sanshe", "sanshe_app", "sanshe"
PORT = 5432  # only a part of the socket's name
SOCKET = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_FOLDER = 107 - len(f"/{SOCKET}")
ORPHAN_GRACE_S = 10
STOP_WITHIN_S = 30
LOG_TAIL_LINES = 15
LONGEST_LOG_BYTES = 10_000_000
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "120",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class EmbeddedPostgres:
    """One cluster in one data folder. Making the object starts nothing and touches nothing.

    As root, where the server's account cannot reach the folder, `data` becomes a link to a place that it can reach.
    """

    def __init__(self, data: Path, *, binaries: Path | None = None) -> None:
        self.data = Path(data).absolute()
        self.notes: list[str] = []  # what a person should know about where things are
        self._binaries = binaries
        self._usage = Usage(self.data)
        self._digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        # A client takes a comma for the end of a host.
        fits = len(os.fsencode(self.data)) <= LONGEST_SOCKET_FOLDER and "," not in str(self.data)
        self.socket = self.data if fits else Path("/tmp") / f"sanshe-{os.getuid()}-{self._digest}"

    @property
    def cluster(self) -> Path:
        """The folder that holds the cluster: the data folder, or the place it links to."""
        return self.data.resolve() if self.data.is_symlink() else self.data

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.cluster / "server.log"

    def url(self, *, role: Literal["owner", "app"] = "app", database: str = DATABASE) -> str:
        """Return the address of a database for the owner of the tables or for the application."""
        user = OWNER if role == "owner" else APPLICATION
        return f"postgresql://{user}@/{quote(database, safe='')}?host={quote(str(self.socket), safe='')}&port={PORT}"

    def start(self, timeout_s: float = 120) -> None:
        """Start the server, making the cluster at the first time; return once it answers. Starting twice is once.

        Raises
        ------
        EmbeddedPostgresError
            It does not come up; the message says why, or ends with the last lines of its log.
        """
        try:
            with self._lock():
                self._start(timeout_s)
        except OSError as error:
            raise EmbeddedPostgresError(f"The database in {self.data} cannot be used: {error}") from error

    def stop(self) -> None:
        """Stop the server, whoever uses it, and return once no process of it is left."""
        if not self.data.parent.exists():
            return
        with self._lock():
            self._stop()

    def is_running(self) -> bool:
        """Tell whether the server's main process lives."""
        return self._postmaster() is not None

    def hold(self, timeout_s: float = 120) -> None:
        """Start the server and keep it for as long as our process lives, or until we let it go.

        Raises
        ------
        EmbeddedPostgresError
            It does not come up.
        """
        try:
            make_folder(self.data.parent, enterable=os.geteuid() == 0)
            self._usage.begin()
            self._usage.ensure_keeper(self._binaries or programs.find_binaries())
        except (OSError, subprocess.SubprocessError) as error:
            raise EmbeddedPostgresError(f"The database in {self.data} cannot be used: {error}") from error
        self.start(timeout_s)

    def let_go(self) -> None:
        """Need the server no longer; stop it if nobody else holds it."""
        self._usage.end(self.stop)

    def remove(self) -> None:
        """Stop the server and delete everything that it kept.

        Raises
        ------
        EmbeddedPostgresError
            Somebody else holds it.
        """
        if not self.data.parent.exists():
            return
        lock = self._usage.alone()
        if lock is None:
            raise EmbeddedPostgresError(f"The database in {self.data} is in use: stop the other programs first.")
        with lock, self._lock():
            self._stop()
            shutil.rmtree(self.cluster, ignore_errors=True)
            self.data.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        self.hold()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.let_go()

    # ------------------------------------------------------------- processes

    def _start(self, timeout_s: float) -> None:
        if not self._is_made():
            self._make_cluster()
        self._check_version()
        self._name_who_may_connect()
        if self._postmaster() is not None and not (self.socket / SOCKET).exists():
            self._stop()  # it cannot be reached any more: somebody tidied its socket away
        if self._postmaster() is None:
            self._end_orphans()
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)
            for stale in (SOCKET, f"{SOCKET}.lock"):
                (self.socket / stale).unlink(missing_ok=True)
            self._make_socket_folder()
            self._launch(timeout_s)
        self._await_answer(timeout_s)
        self._make_roles_and_database()

    def _stop(self) -> None:
        if self._postmaster() is not None:
            for mode in ("fast", "immediate"):
                if self._pg_ctl("-m", mode, "stop", timeout_s=STOP_WITHIN_S) is None:
                    break
        self._end_orphans()

    def _postmaster(self) -> psutil.Process | None:
        """Return the main process, if the pid file's number is really a live postgres in this very folder."""
        try:
            process = psutil.Process(int((self.cluster / "postmaster.pid").read_text().split("\n")[0]))
            return process if self._is_ours(process) else None
        except (OSError, ValueError, psutil.Error):
            return None

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return (
                process.name().startswith("postgres")
                and process.status() != psutil.STATUS_ZOMBIE
                and Path(process.cwd()).resolve() == self.cluster.resolve()
            )
        except (OSError, psutil.Error):
            return False

    def _end_orphans(self) -> None:
        """Wait for backends that outlive a killed main process; kill those that do not end by themselves."""
        deadline = time.monotonic() + ORPHAN_GRACE_S
        while left := [process for process in psutil.process_iter(["name"]) if self._is_ours(process)]:
            if time.monotonic() > deadline:
                for process in left:
                    process.kill()
            time.sleep(0.05)

    def _launch(self, timeout_s: float) -> None:
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG_BYTES:
            self.log.replace(self.log.with_name("server.log.1"))
        # A link's target where the data folder is a link: the server cannot walk through the link's own folder.
        folder = self.cluster if self.socket == self.data else self.socket
        in_settings = '"' + str(folder).replace('"', '""') + '"'  # the setting is a list with commas
        options = f"-k {shlex.quote(in_settings)}"
        try:
            trouble = self._pg_ctl("-l", "server.log", "-o", options, "start", timeout_s=timeout_s)
        except KeyboardInterrupt:
            self._stop()
            raise
        if trouble is not None:
            raise EmbeddedPostgresError(f"PostgreSQL did not start. {trouble}\n{self._log_tail()}")

    def _pg_ctl(self, *arguments: str, timeout_s: float) -> str | None:
        """Run pg_ctl on our cluster; return None, or what went wrong."""
        common = ("-s", "-w", "-t", str(int(timeout_s)), "-D", ".")
        done = self._programs.run("pg_ctl", *common, *arguments, folder=self.cluster)
        return done.stderr.strip() if done.returncode else None

    def _await_answer(self, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                with psycopg.connect(self.url(role="owner", database="postgres"), connect_timeout=5) as connection:
                    connection.execute("SELECT 1")
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise EmbeddedPostgresError(f"PostgreSQL does not answer: {error}\n{self._log_tail()}") from error
                time.sleep(0.1)

    def _log_tail(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
        except OSError:
            return f"There is no log in {self.log}."
        return "\n".join([f"The end of {self.log}:", *lines])

    # --------------------------------------------------------------- cluster

    def _is_made(self) -> bool:
        """Tell whether there is a cluster that we may use.

        Raises
        ------
        EmbeddedPostgresError
            There is one of another account, or something else.
        """
        if not self.cluster.exists():
            return False
        owner = self.cluster.stat().st_uid
        if os.geteuid() not in {0, owner}:
            raise EmbeddedPostgresError(
                f"The database in {self.data} belongs to {_name_of(owner)}: start as root or as that account, "
                f"or set SANSHE_DATA to a folder of your own."
            )
        if (self.cluster / "PG_VERSION").exists():
            return True
        if any(self.cluster.iterdir()):
            raise EmbeddedPostgresError(f"{self.cluster} holds something that is no database: move it away.")
        self.cluster.rmdir()
        return False

    @cached_property
    def _programs(self) -> Programs:
        owner = self.cluster.stat().st_uid if self.cluster.exists() else None
        account = programs.account_for(owner)
        try:
            found = Programs(self._binaries or programs.find_binaries(), account)
        except PermissionError as error:
            raise EmbeddedPostgresError(
                f"PostgreSQL does not run as root, and stepping down to {account and account.pw_name} failed: "
                f"{error}. Start as an ordinary user."
            ) from error
        if found.was_copied:
            self.notes.append(
                f"PostgreSQL's programs were copied to {found.folder}, where {_who(account)} can reach them."
            )
        return found

    def _make_cluster(self) -> None:
        run_by = self._programs
        if run_by.account and not self.data.is_symlink() and not programs.may_enter(self.data.parent, run_by.account):
            self.data.symlink_to(programs.SHELTER / f"{self._digest}-{secrets.token_hex(4)}")
        cluster = self.cluster
        if cluster != self.data:
            make_folder(cluster.parent, enterable=True)
            self.notes.append(
                f"The data are kept in {cluster}: {_who(run_by.account)} cannot reach {self.data.parent}."
            )
        draft = cluster.with_name(f"{cluster.name}.new")
        shutil.rmtree(draft, ignore_errors=True)  # what an interrupted first start left
        draft.mkdir(mode=0o700)
        self._give_to_server(draft)
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if (run_by.major or 0) >= 17 else ["--locale=C"]
        arguments = ["-U", OWNER, "--encoding=UTF8", *locale, "--auth-local=peer", "--auth-host=reject"]
        made = run_by.run("initdb", "-D", ".", *arguments, folder=draft)
        if made.returncode:
            raise EmbeddedPostgresError(f"The database could not be made in {draft}:\n{made.stderr.strip()}")
        with (draft / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
        (draft / "pg_hba.conf").write_text("local all all peer map=sanshe\n")
        draft.rename(cluster)

    def _check_version(self) -> None:
        made_by = (self.cluster / "PG_VERSION").read_text().strip()
        if made_by != str(self._programs.major):
            raise EmbeddedPostgresError(
                f"The database in {self.data} was made by PostgreSQL {made_by}, the programs are version "
                f"{self._programs.major}: set SANSHE_PG_BIN to programs of version {made_by}, and back it up with them."
            )

    def _name_who_may_connect(self) -> None:
        users = {"root", _name_of(os.geteuid())}
        if self._programs.account:
            users.add(self._programs.account.pw_name)
        lines = [f'sanshe "{user}" {role}\n' for user in sorted(users) for role in (OWNER, APPLICATION)]
        file = self.cluster / "pg_ident.conf"
        if file.read_text() == "".join(lines):
            return
        draft = file.with_name(f"{file.name}.new")
        draft.write_text("".join(lines))
        self._give_to_server(draft)
        draft.replace(file)
        if postmaster := self._postmaster():
            postmaster.send_signal(signal.SIGHUP)  # read it again

    def _make_socket_folder(self) -> None:
        if self.socket != self.data:
            self.socket.mkdir(mode=0o700, exist_ok=True)
            if self.socket.lstat().st_uid == os.geteuid():
                self._give_to_server(self.socket)
            if self.socket.is_symlink() or self.socket.stat().st_uid != self.cluster.stat().st_uid:
                raise EmbeddedPostgresError(f"{self.socket} belongs to somebody else: remove it, or move SANSHE_DATA.")

    def _make_roles_and_database(self) -> None:
        with psycopg.connect(self.url(role="owner", database="postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APPLICATION)))
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _give_to_server(self, path: Path) -> None:
        if account := self._programs.account:
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Hold off everybody else who would start or stop this server."""
        make_folder(self.data.parent, enterable=os.geteuid() == 0)
        with self.data.with_name(f"{self.data.name}.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        raise EmbeddedPostgresError(
            f"The account number {uid} has no name on this machine, which PostgreSQL needs: add it with useradd."
        ) from None


def _who(account: pwd.struct_passwd | None) -> str:
    return account.pw_name if account else "everybody"
