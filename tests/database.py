"""Tests run against a real PostgreSQL: the one that DATABASE_URL names, or an embedded one in var/test.

A plugin named in pyproject.toml, not a conftest: it has to run before the settings are read.
"""

import os
from pathlib import Path

from sanshe.cli.translations import compile_translations
from sanshe.kernel.embedded_postgres import EmbeddedPostgres

ROOT = Path(__file__).parents[1]
postgres: EmbeddedPostgres | None = None

os.environ.setdefault("SANSHE_DATA", str(ROOT / "var" / "test"))
if not os.environ.get("DATABASE_URL"):
    embedded = EmbeddedPostgres(Path(os.environ["SANSHE_DATA"]) / "postgres")
    if not embedded.is_running():
        postgres = embedded
    embedded.start()
    os.environ["DATABASE_URL"] = embedded.url(role="owner")
compile_translations()


def pytest_unconfigure():
    """Stop the database, if these tests started it."""
    if postgres:
        postgres.stop()
