"""Who uses the server: a shared lock for each, which the system takes back from whoever dies."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

SOURCE = Path(__file__).resolve().parents[3]
LOCKED_BY_US_S = 30


class Usage:
    """One user's share in a server. The locks stand beside the data, in `NAME.users` and `NAME.keeper`.

    The keeper is a process that waits until nobody shares `NAME.users` any more, and then stops the server; so a
    killed user leaves nothing behind. Whoever comes while the keeper stops it waits, and starts it anew.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._share: IO[str] | None = None

    def begin(self) -> None:
        """Count as a user, until `end` or until our process ends."""
        if self._share is None:
            self._share = self._file("users")
            fcntl.flock(self._share, fcntl.LOCK_SH)

    def end(self, stop: Callable[[], None]) -> None:
        """Count as a user no more; call `stop` if we were the last, or wait while the keeper does it."""
        if self._share is None:
            return
        fcntl.flock(self._share, fcntl.LOCK_UN)  # closing would not do: a forked child may have it open too
        self._share.close()
        self._share = None
        with self._file("users") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                fcntl.flock(file, fcntl.LOCK_SH)  # at once beside other users; after the keeper, if it is at work
            else:
                stop()

    def alone(self) -> IO[str] | None:
        """Return the lock, open, under which nobody else uses the server; None if others go on using it."""
        file = self._file("users")
        deadline = time.monotonic() + LOCKED_BY_US_S
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    file.close()
                    return None
                time.sleep(0.1)
            else:
                return file

    def ensure_keeper(self, binaries: Path) -> None:
        """Start a keeper unless one is there. It inherits its lock from us, so there is no moment without one."""
        with self._file("keeper") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            subprocess.run(
                [sys.executable, "-m", "sanshe.kernel.embedded_postgres.keeper", str(self._data), str(lock.fileno())],
                cwd="/",
                env={**os.environ, "PYTHONPATH": str(SOURCE), "SANSHE_PG_BIN": str(binaries)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[lock.fileno()],
                start_new_session=True,
                check=True,
            )

    def await_nobody(self) -> IO[str]:
        """Return the lock, open, once nobody uses the server; for the keeper."""
        file = self._file("users")
        fcntl.flock(file, fcntl.LOCK_EX)
        return file

    def _file(self, kind: str) -> IO[str]:
        return self._data.with_name(f"{self._data.name}.{kind}").open("a")
