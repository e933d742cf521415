"""`sanshe serve`: the web server."""

import multiprocessing
import os
from typing import Any

import click


@click.command("serve", context_settings={"show_default": True})
@click.option("--host", default="127.0.0.1", envvar="SANSHE_HOST", show_envvar=True)
@click.option("--port", default=8000, type=click.IntRange(1, 65535), envvar="SANSHE_PORT", show_envvar=True)
@click.option(
    "--workers",
    default=1,
    type=click.IntRange(1, 64),
    envvar="SANSHE_WORKERS",
    show_envvar=True,
    help="How many processes serve.",
)
def command(host: str, port: int, workers: int) -> None:
    """Run the web server until it is told to stop."""
    from django.core.management import call_command
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from sanshe.cli.main import set_up
    from sanshe.cli.ports import is_free
    from sanshe.cli.processes import end_with_starter

    end_with_starter()
    if not is_free(host, port):
        raise click.ClickException(f"Port {port} on {host} is taken: stop what listens there, or give another --port.")
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
    server.serve(target_loader=load_application)


def load_application(target: str) -> Any:
    """Load the application in one of the web server's processes, which ends when the web server is killed."""
    from granian._internal import load_target

    from sanshe.cli.processes import end_with

    starter = multiprocessing.parent_process()
    if starter and starter.pid:
        end_with(starter.pid)
    return load_target(target)
