"""`sanshe docs`: the documents that are made from the program itself."""

import os
import subprocess
import sys

import click


@click.group("docs")
def command() -> None:
    """Make the documents that are written by the program itself."""


@command.command("permissions")
@click.option("--check", is_flag=True, help="Change nothing; fail where the document is no longer true.")
def permissions(check: bool) -> None:
    """Walk every address as everybody and write docs/permissions.md; it needs the tests beside the program."""
    from sanshe.cli.main import ROOT

    environment = dict(os.environ)
    environment.pop("SANSHE_WRITE_PERMISSIONS", None)
    if not check:
        environment["SANSHE_WRITE_PERMISSIONS"] = "1"
    walk = [sys.executable, "-m", "pytest", "-q", "tests/house/test_permissions.py"]
    sys.exit(subprocess.run(walk, cwd=ROOT, env=environment, check=False).returncode)


@command.command("agreements")
@click.option("--check", is_flag=True, help="Change nothing; fail where the document is no longer true.")
def agreements(check: bool) -> None:
    """Draw the state machine of an agreement into docs/agreements.md."""
    from sanshe.cli.main import ROOT, set_up

    set_up()
    from sanshe.cli.state_machine import document

    path = ROOT / "docs" / "agreements.md"
    drawn = document()
    if not check:
        path.write_text(drawn, encoding="utf-8")
    elif not path.is_file() or path.read_text(encoding="utf-8") != drawn:
        raise click.ClickException("docs/agreements.md is no longer true; run ./sanshe docs agreements")
