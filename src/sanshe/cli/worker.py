"""`sanshe worker`: the job worker."""

import click


@click.command("worker")
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 64))
def command(concurrency: int) -> None:
    """Run the job worker until it is told to stop."""
    from django.core.management import call_command

    from sanshe.cli.main import set_up
    from sanshe.cli.processes import end_with_starter

    end_with_starter()
    set_up()
    call_command("procrastinate", "worker", f"--concurrency={concurrency}", "--shutdown-graceful-timeout=10")
