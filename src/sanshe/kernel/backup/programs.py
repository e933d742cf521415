"""PostgreSQL's own programs for dumping and restoring."""

import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.db import connection
from psycopg import pq
from psycopg.conninfo import make_conninfo

from sanshe.kernel.backup.errors import ProgramFailed, ProgramMissing
from sanshe.kernel.embedded_postgres.programs import EmbeddedPostgresError, find_binaries

TOLD_LINES = 5
# What the programs say, being verbose, when they begin with a table.
TABLE_BEGINS = re.compile(r"(dumping contents of|processing data for) table")


def run(program: str, *arguments: str, each_table: Callable[[], None]) -> None:
    """Run pg_dump or pg_restore on Django's database; `each_table` is called when it begins with a table's rows.

    Raises
    ------
    ProgramMissing
        It is not installed, or older than the server.
    ProgramFailed
        It ended with an error; its last lines are in the message.
    """
    path = _find(program)
    conninfo, environment = _address()
    process = subprocess.Popen(
        [str(path), "--verbose", "--no-password", f"--dbname={conninfo}", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    assert process.stderr is not None
    told: deque[str] = deque(maxlen=TOLD_LINES)
    try:
        for line in process.stderr:
            told.append(line.strip())
            if TABLE_BEGINS.search(line):
                each_table()
        code = process.wait()
    finally:
        process.stderr.close()
        if process.poll() is None:  # we were interrupted
            process.terminate()
            process.wait()
    if code:
        raise ProgramFailed(program=program, reason="\n".join(told))


def server_version() -> int:
    """Return the server's major version."""
    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10000


def _find(program: str) -> Path:
    wanted = server_version()
    candidates: list[Path] = []
    with suppress(EmbeddedPostgresError):  # then PATH has to do
        candidates.append(find_binaries() / program)
    if on_path := shutil.which(program):
        candidates.append(Path(on_path))
    for path in candidates:
        if path.exists() and _major(path) >= wanted:
            return path
    raise ProgramMissing(program=program, version=wanted)


def _major(path: Path) -> int:
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d+", said)
    return int(number.group()) if number else 0


def _address() -> tuple[str, dict[str, str]]:
    """Return libpq's text for Django's database, and an environment with the password: `ps` shows it to nobody."""
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in known}
    password = parameters.pop("password", None)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment["LC_ALL"] = "C"
    if password:
        environment["PGPASSWORD"] = str(password)
    return make_conninfo(**parameters), environment
