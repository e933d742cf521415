"""`sanshe backup` and `sanshe restore`: everything in one file, and back."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from sanshe.cli.progress import progress_bars

STEPS = {
    "database": "Tables",
    "files": "Files",
    "check": "Checking the file",
    "journal": "Verifying the journal",
}


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def backup(file: Path, as_json: bool) -> None:
    """Put the database and all media into FILE, while people go on working."""
    from django.utils import timezone

    from sanshe.cli.main import set_up

    set_up(as_owner=True)
    from sanshe.kernel.backup import back_up
    from sanshe.kernel.errors import DomainError

    try:
        with progress_bars(Console(stderr=True), STEPS) as progress:
            manifest = back_up(file=file, at=timezone.now(), progress=progress)
    except DomainError as error:
        _refuse(error, as_json=as_json)
    size_bytes = file.stat().st_size
    head = f"{manifest.journal_position}:{manifest.journal_hash[:16]}"
    if as_json:
        content = {
            "ok": True,
            "file": str(file),
            "size_bytes": size_bytes,
            "rows": sum(manifest.rows.values()),
            "tables": len(manifest.rows),
            "files": len(manifest.members) - 1,
            "journal_head": f"{manifest.journal_position}:{manifest.journal_hash}",
        }
        click.echo(json.dumps(content, ensure_ascii=False))
        return
    click.echo(
        f"{file}: {size_bytes / 2**20:,.1f} MiB; {sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables, "
        f"{len(manifest.members) - 1:,} files.\nJournal head: {head} (note it elsewhere)"
    )


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def restore(file: Path, as_json: bool) -> None:
    """Bring the backup FILE into an empty place and verify that all of it came back."""
    from sanshe.cli.main import set_up

    set_up(as_owner=True)
    from sanshe.kernel.backup import restore as bring_back
    from sanshe.kernel.errors import DomainError

    try:
        with progress_bars(Console(stderr=True), STEPS) as progress:
            restored = bring_back(file=file, progress=progress)
    except DomainError as error:
        _refuse(error, as_json=as_json)
    manifest, differences = restored.manifest, restored.differences
    if as_json:
        content = {
            "ok": not differences,
            "rows": sum(manifest.rows.values()),
            "tables": len(manifest.rows),
            "files": len(manifest.members) - 1,
            "journal_head": f"{manifest.journal_position}:{manifest.journal_hash}",
            "application_role": restored.grant.value,
            "differences": list(differences),
            "migrations_to_run": list(restored.migrations_to_run),
        }
        click.echo(json.dumps(content, ensure_ascii=False))
        sys.exit(1 if differences else 0)
    for difference in differences:
        click.echo(f"Not as in the backup: {difference}", err=True)
    if differences:
        sys.exit(1)
    click.echo(
        f"All of it came back: {sum(manifest.rows.values()):,} rows of {len(manifest.rows)} tables, "
        f"{len(manifest.members) - 1:,} files; the journal is whole up to {restored.verification.head}."
    )
    if restored.migrations_to_run:
        click.echo("The backup is older than this version: run `./sanshe manage migrate` now.")


def _refuse(error, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"ok": False, "code": error.code, "message": str(error)}, ensure_ascii=False))
        sys.exit(1)
    raise click.ClickException(str(error)) from None
