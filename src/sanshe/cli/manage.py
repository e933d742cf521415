"""`sanshe manage`: Django's own commands."""

import os

import click

OWNERS_COMMANDS = {"migrate", "sqlflush", "flush", "dbshell"}


@click.command("manage", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run one of Django's commands; those that change tables run as the tables' owner."""
    from django.core.management import execute_from_command_line

    from sanshe.cli.main import ensure_database
    from sanshe.cli.translations import compile_translations

    migrates = bool(arguments) and arguments[0] in OWNERS_COMMANDS
    if migrates:
        os.environ["SANSHE_AS_OWNER"] = "1"
    ensure_database()
    compile_translations()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanshe.config.settings")
    execute_from_command_line(["sanshe manage", *arguments])
    if arguments and arguments[0] == "migrate":
        from sanshe.kernel.grants import grant_application_role

        grant_application_role()
