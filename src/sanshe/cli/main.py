"""The group of commands. Each is imported only when it is called, so that `--help` is quick."""

import atexit
import os
from importlib import import_module
from pathlib import Path

import click

from sanshe import __version__

ROOT = Path(__file__).resolve().parents[3]
COMMANDS = {
    "backup": ("sanshe.cli.backup:backup", "Put everything into one file."),
    "demo": ("sanshe.cli.start_demo:command", "Start the demo district: database, worker and web server."),
    "docs": ("sanshe.cli.docs:command", "Make the documents that the program itself writes."),
    "doctor": ("sanshe.cli.doctor:command", "Say what is wrong with this installation and what to do."),
    "import": ("sanshe.cli.import_:command", "Take in directories of services and residents' messages."),
    "journal": ("sanshe.cli.journal:command", "Verify, seal and read the journal."),
    "manage": ("sanshe.cli.manage:command", "Run one of Django's commands."),
    "match": ("sanshe.cli.match:command", "Say who answers a sentence, and why."),
    "restore": ("sanshe.cli.backup:restore", "Bring a backup into an empty place."),
    "seed": ("sanshe.cli.seed:command", "Load made-up data of any size, for load tests."),
    "serve": ("sanshe.cli.serve:command", "Run the web server."),
    "test": ("sanshe.cli.test:command", "Run the tests."),
    "train": ("sanshe.cli.train:command", "Learn from what people of the district decided."),
    "worker": ("sanshe.cli.worker:command", "Run the job worker."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name][0].split(":")
        return getattr(import_module(module), attribute)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Exception as error:
            # By name: importing the driver would slow down every `--help`.
            if type(error.__cause__).__name__ in {"UndefinedTable", "UndefinedColumn"}:
                raise click.ClickException(
                    "数据表还没有建好，或者比程序旧：请先运行 ./sanshe manage migrate。"
                    "The tables are not there yet, or older than this version: run ./sanshe manage migrate first."
                ) from None
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sanshe")
def cli() -> None:
    """Sanshe: the software a neighbourhood runs itself on."""


def data_folder() -> Path:
    """Return where this installation keeps its data."""
    return Path(os.environ.get("SANSHE_DATA") or ROOT / "var").resolve()


def set_up(*, as_owner: bool = False) -> None:
    """Make Django ready for a command; without DATABASE_URL, start the embedded database for as long as it runs."""
    if as_owner:
        os.environ["SANSHE_AS_OWNER"] = "1"
    ensure_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanshe.config.settings")
    import django

    from sanshe.cli.translations import compile_translations

    compile_translations()
    django.setup()


def ensure_database() -> None:
    """Start the embedded database unless another one is named; it stays until its last user has ended."""
    if os.environ.get("DATABASE_URL"):
        return
    from sanshe.kernel.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError

    postgres = EmbeddedPostgres(data_folder() / "postgres")
    try:
        postgres.hold()
    except EmbeddedPostgresError as error:
        raise click.ClickException(str(error)) from None
    for note in postgres.notes:
        click.echo(note, err=True)
    atexit.register(postgres.let_go)
