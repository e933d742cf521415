"""`sanshe test`: all tests, or those that are named."""

import os
import sys

import click

# Each process has a database of its own, takes its half of the list in one piece, and helps the others at the end.
SIDE_BY_SIDE = ("--numprocesses", "logical", "--dist", "worksteal")


@click.command("test", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run the tests with pytest; everything after `test` goes to it. All of them run on all processors at once."""
    from sanshe.cli.main import ROOT

    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *(arguments or SIDE_BY_SIDE)])
