"""Stop an embedded server when nobody uses it any more: `python -m sanshe.kernel.embedded_postgres.keeper DATA FD`."""

import os
import sys
from pathlib import Path

from sanshe.kernel.embedded_postgres.server import EmbeddedPostgres
from sanshe.kernel.embedded_postgres.usage import Usage


def keep(data: Path, lock: int) -> None:
    """Wait for the last user's end, then stop the server. `lock` says to everybody that a keeper is there."""
    with Usage(data).await_nobody():
        EmbeddedPostgres(data).stop()
        os.close(lock)  # before the users' lock: the next user must not take us for its keeper


if __name__ == "__main__":
    if os.fork():
        os._exit(0)  # whoever started us need not wait for our end
    keep(Path(sys.argv[1]), int(sys.argv[2]))
