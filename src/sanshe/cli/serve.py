"""`sanshe serve`: the web server."""

import os

import click


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def command(host: str, port: int, workers: int) -> None:
    """Run the web server until it is told to stop."""
    from django.core.management import call_command
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from sanshe.cli.main import set_up
    from sanshe.cli.processes import die_with_parent

    die_with_parent()
    set_up()
    call_command("collectstatic", interactive=False, verbosity=0)
    server = Granian(
        target="sanshe.config.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=workers,
        backlog=1024,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        process_name=None,
    )
    os.environ["DJANGO_SETTINGS_MODULE"] = "sanshe.config.settings"
    server.serve()
