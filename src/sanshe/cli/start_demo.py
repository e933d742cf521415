"""`sanshe demo`: everything on one machine, with a district to look at."""

import fcntl
import os
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click
from rich.console import Console

from sanshe.cli.main import data_folder
from sanshe.cli.ports import NoFreePort, reserved
from sanshe.cli.processes import Child, ChildKeepsEnding, Children, raise_on_termination
from sanshe.cli.progress import progress_bars

HOST = "127.0.0.1"
READY_WITHIN_S = 90


@click.command("demo")
@click.option("--reset", is_flag=True, help="Delete the demo's data first.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def command(reset: bool, port: int) -> None:
    """Start the database, a demo district, the worker and the web server; Ctrl-C stops everything."""
    console = Console(stderr=True)
    data = data_folder()
    raise_on_termination()
    try:
        with _one_demo_at_a_time(data), _database(console, data, reset=reset) as environment:
            _prepare(console)
            with reserved(HOST, port) as chosen:
                _serve_district(console, environment, chosen)
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be gone
            console.print("[bold]停好了，数据留在原处。[/] Stopped; the data stays where it is.")
    except (NoFreePort, ChildKeepsEnding) as error:
        raise click.ClickException(str(error)) from None


def _serve_district(console: Console, environment: dict[str, str], port: int) -> None:
    web = Child("web server", _sanshe("serve", "--host", HOST, "--port", str(port)), environment)
    worker = Child("worker", _sanshe("worker"), environment)
    with Children(web, worker) as children:
        try:
            address = f"http://{HOST}:{port}"
            _await_ready(console, web, address)
            _show(address)
            _watch(console, children)
        except KeyboardInterrupt:
            with suppress(OSError):
                console.print("\n正在停止 · stopping")
            raise


@contextmanager
def _one_demo_at_a_time(data: Path) -> Iterator[None]:
    data.mkdir(parents=True, exist_ok=True)
    with (data / "demo.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise click.ClickException(
                f"另一个演示正在使用 {data}（进程 {file.read().strip()}）。"
                f"Another demo is using {data}: stop it there with Ctrl-C, or set SANSHE_DATA to another folder."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def _database(console: Console, data: Path, *, reset: bool) -> Iterator[dict[str, str]]:
    """Run the database and yield the environment that the children get."""
    os.environ["SANSHE_DEMO"] = "1"
    os.environ["SANSHE_AS_OWNER"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "sanshe.config.settings"
    environment = {name: value for name, value in os.environ.items() if name != "SANSHE_AS_OWNER"}
    if os.environ.get("DATABASE_URL"):
        if reset:
            raise click.ClickException("--reset deletes only the embedded database; DATABASE_URL names another one.")
        yield environment
        return
    from sanshe.kernel.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError

    postgres = EmbeddedPostgres(data / "postgres")
    try:
        if reset:
            with console.status("清空演示数据 · deleting the demo's data"):
                postgres.remove()
                shutil.rmtree(data / "media", ignore_errors=True)
        try:
            with console.status("启动数据库 · starting the database"):
                postgres.hold()
            for note in postgres.notes:
                console.print(note, highlight=False)
            yield environment
        finally:
            postgres.let_go()
    except EmbeddedPostgresError as error:
        raise click.ClickException(str(error)) from None


def _prepare(console: Console) -> None:
    import django

    from sanshe.cli.translations import compile_translations

    compile_translations()
    django.setup()
    from django.core.management import call_command
    from django.db import connections
    from django.utils import timezone

    from sanshe.cli import demo_district
    from sanshe.kernel.grants import grant_application_role

    with console.status("准备数据表 · preparing the tables"):
        call_command("migrate", interactive=False, verbosity=0)
        grant_application_role()
    try:
        with progress_bars(console) as progress:
            is_new = demo_district.load(at=timezone.now(), progress=progress)
    except demo_district.HalfLoadedError:
        raise click.ClickException(
            "上次没有装完。The last start was interrupted while loading: run ./sanshe demo --reset"
        ) from None
    console.print("演示社区装好了 · the district is loaded" if is_new else "数据还在 · the data is still there")
    connections.close_all()


def _show(address: str) -> None:
    from django.db import connections

    from sanshe.cli import demo_district

    console = Console()
    console.print(f"\n[bold]三社 Sanshe[/]  {address}/\n", highlight=False)
    links = demo_district.sign_in_links(address)
    connections.close_all()
    for role, who, link in links:
        console.print(f"[bold]{role}[/]  {who}", highlight=False)
        click.echo(f"  {link}")  # in one piece, however narrow the window is
    console.print("\n验证码会出现在这个窗口里。One-time codes appear in this window.")
    console.print("按 Ctrl-C 停止。Ctrl-C stops everything.\n")


def _watch(console: Console, children: Children) -> None:
    """Wait until we are told to stop; what ends by itself is started again, and said."""
    from sanshe.kernel.embedded_postgres import EmbeddedPostgres

    postgres = None if os.environ.get("DATABASE_URL") else EmbeddedPostgres(data_folder() / "postgres")
    while True:
        time.sleep(0.5)
        if postgres and not postgres.is_running():
            console.print("数据库停了，重新启动 · the database ended and is started again")
            postgres.start()
        for child in children.ended():
            code = children.restart(child)
            console.print(
                f"{child.name} 停了（{code}），重新启动 · the {child.name} ended ({code}) and is started again"
            )


def _await_ready(console: Console, web: Child, address: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    with console.status("启动网页服务 · starting the web server"):
        while time.monotonic() < deadline:
            if web.has_ended():
                raise click.ClickException("The web server ended at its start; its words stand above.")
            try:
                with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
    raise click.ClickException(
        f"The web server was not ready after {READY_WITHIN_S} seconds: ./sanshe doctor says more."
    )


def _sanshe(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "sanshe.cli", *arguments]
