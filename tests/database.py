"""Tests run against a real PostgreSQL: the one that DATABASE_URL names, or an embedded one in var/test.

A plugin named in pyproject.toml, not a conftest: it has to run before the settings are read.
"""

import fcntl
import os
from itertools import count
from pathlib import Path
from typing import IO

from sanshe.cli.translations import compile_translations
from sanshe.kernel.embedded_postgres import EmbeddedPostgres

ROOT = Path(__file__).parents[1]


def own_place(data: Path) -> IO[str]:
    """Return the lock, open, of the first place that no other run of the tests has taken."""
    data.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        file = (data / f"run-{number}.lock").open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
        else:
            os.environ.setdefault("SANSHE_TEST_DATABASE", f"sanshe_{number}")
            return file
    raise AssertionError


os.environ.setdefault("SANSHE_DATA", str(ROOT / "var" / "test"))
place = own_place(Path(os.environ["SANSHE_DATA"]))
postgres: EmbeddedPostgres | None = None
if not os.environ.get("DATABASE_URL"):
    postgres = EmbeddedPostgres(Path(os.environ["SANSHE_DATA"]) / "postgres")
    postgres.hold()
    os.environ["DATABASE_URL"] = postgres.url(role="owner")
compile_translations()


def pytest_unconfigure():
    """Let the database go; it stops unless another run of the tests goes on with it."""
    if postgres:
        postgres.let_go()
    place.close()
