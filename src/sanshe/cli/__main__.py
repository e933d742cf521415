"""Start the commands: `python -m sanshe.cli`."""

from sanshe.cli.main import cli

cli(prog_name="sanshe")
