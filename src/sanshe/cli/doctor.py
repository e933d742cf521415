"""`sanshe doctor`: what is wrong with this installation, and what to do."""

import importlib.metadata
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import click
from packaging.requirements import Requirement
from rich.console import Console
from rich.table import Table

from sanshe.cli.main import ROOT, data_folder

LEAST_FREE_GB = 1.0
OLDEST_POSTGRES = 15
WORKER_SILENT_S = 60


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    is_well: bool
    found: str
    remedy: str = ""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the findings for machines.")
def command(as_json: bool) -> None:
    """Look at everything this installation needs; exit with 1 if anything is wrong."""
    findings = list(_findings())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        table = Table("", "what", "found", "what to do")
        for finding in findings:
            mark = "[green]✓[/]" if finding.is_well else "[red]✗[/]"
            table.add_row(mark, finding.what, finding.found, "" if finding.is_well else finding.remedy)
        Console().print(table)
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


def _findings() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info >= (3, 11), version, "Install Python 3.11 or newer and delete .venv.")
    yield _requirements()
    yield _disk()
    yield _secret_key()
    try:
        from sanshe.cli.main import set_up

        set_up()
    except (click.ClickException, SystemExit, Exception) as error:
        yield Finding("database", False, str(error), "Look at DATABASE_URL, or at SANSHE_DATA and the log there.")
        return
    checks: tuple[tuple[str, Callable[[], Finding]], ...] = (
        ("database", _database),
        ("migrations", _migrations),
        ("journal", _journal),
        ("worker", _worker),
        ("media", _media),
        ("static files", _static_files),
    )
    for what, check in checks:
        try:
            yield check()
        except Exception as error:  # a check that cannot be made is a finding, too
            yield Finding(what, False, f"{type(error).__name__}: {error}", "Mend what stands above first.")


def _requirements() -> Finding:
    wrong = []
    for line in re.findall(r"^([A-Za-z0-9].*?) \\$", (ROOT / "requirements.lock").read_text(), flags=re.MULTILINE):
        required = Requirement(line)
        if required.marker and not required.marker.evaluate():
            continue
        try:
            is_met = required.specifier.contains(importlib.metadata.version(required.name), prereleases=True)
        except importlib.metadata.PackageNotFoundError:
            is_met = False
        if not is_met:
            wrong.append(required.name)
    return Finding(
        "requirements",
        not wrong,
        f"{', '.join(wrong[:5])} differ from the lock" if wrong else "as locked",
        "Delete .venv and run ./sanshe again.",
    )


def _disk() -> Finding:
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free / 1e9
    return Finding("disk", free >= LEAST_FREE_GB, f"{free:.1f} GB free for {folder}", "Make room, or move SANSHE_DATA.")


def _secret_key() -> Finding:
    file = data_folder() / "secret_key"
    if os.environ.get("SANSHE_SECRET_KEY"):
        return Finding("secret key", True, "from the environment")
    if not file.exists():
        return Finding("secret key", True, "will be made at the first start")
    is_private = file.stat().st_mode & 0o077 == 0
    return Finding("secret key", is_private, f"in {file}", f"chmod 600 {file}")


def _database() -> Finding:
    from django.db import connection

    connection.ensure_connection()
    number = connection.pg_version
    return Finding(
        "database",
        number // 10000 >= OLDEST_POSTGRES,
        f"PostgreSQL {number // 10000}.{number % 10000}",
        f"Take PostgreSQL {OLDEST_POSTGRES} or newer.",
    )


def _migrations() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding(
        "migrations",
        not waiting,
        f"{len(waiting)} wait" if waiting else "all applied",
        "Run ./sanshe manage migrate.",
    )


def _journal() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, has_table_privilege('kernel_journalentry', 'UPDATE')"
            " OR has_table_privilege('kernel_journalentry', 'DELETE')"
        )
        role, may_change = cursor.fetchone()
    return Finding(
        "journal",
        not may_change,
        f"role {role} {'may change' if may_change else 'can only add to'} the journal",
        "Let the application connect as a role that does not own the tables (SANSHE_DATABASE_OWNER_URL owns them).",
    )


def _worker() -> Finding:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")
        silent_s = cursor.fetchone()[0]
    if silent_s is None:
        return Finding("worker", False, "none runs", "Run ./sanshe worker beside ./sanshe serve.")
    return Finding(
        "worker", silent_s < WORKER_SILENT_S, f"heard of {silent_s:.0f} s ago", "Start ./sanshe worker again."
    )


def _media() -> Finding:
    from django.conf import settings

    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    is_writable = os.access(settings.MEDIA_ROOT, os.W_OK)
    return Finding("media", is_writable, str(settings.MEDIA_ROOT), "Give this account the right to write there.")


def _static_files() -> Finding:
    from django.conf import settings
    from django.contrib.staticfiles.storage import staticfiles_storage

    is_there = staticfiles_storage.exists("staticfiles.json")
    return Finding(
        "static files",
        is_there,
        f"{'collected' if is_there else 'not collected yet'} in {settings.STATIC_ROOT}",
        "Start ./sanshe serve once, which collects them, or run ./sanshe manage collectstatic.",
    )
