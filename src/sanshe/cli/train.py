"""`sanshe train`: learn from what people of the district decided."""

from __future__ import annotations

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from sanshe.cli.import_refusals import speak, understandable
from sanshe.cli.progress import progress_bars

if TYPE_CHECKING:
    from sanshe.domain.taxonomy.models import RoutingModel

# How often the console looks whether the worker is done.
LOOK_EVERY_S = 1.0
STATES = {"todo": "Waiting for the worker …", "doing": "The worker is learning …"}


@click.group("train")
def command() -> None:
    """Learn from what people of the district decided."""


@command.command("routing")
@click.option("--here", is_flag=True, help="Learn in this process, also where a worker runs.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def routing(here: bool, as_json: bool) -> None:
    """Learn how sentences are sorted into categories, from the slips that people sorted.

    The queue's worker does it; where none runs, it is done here. The new model comes into force only if it is no
    worse on the sentences kept back. Ends with 0, also when it is worse, and with 2 when there is too little to
    learn from.
    """
    from django.utils import timezone

    from sanshe.cli.main import set_up

    set_up()
    speak()
    from sanshe.domain.exchange.operations import routing as operations
    from sanshe.kernel.upkeep import queue

    console = Console(stderr=True)
    at = timezone.now()
    silence = queue.worker_silence(at=at)
    with understandable():
        if here or silence is None or silence > queue.WORKER_SILENT:
            with progress_bars(console, {"learn": "Learning"}) as progress:
                model = operations.train_routing(actor_id=None, at=at, progress=progress)
        else:
            model = _by_worker(operations.ask_for_training(actor=None, at=at), at=at, console=console)
    if as_json:
        click.echo(json.dumps(_for_machines(model)))
    else:
        _show(model, console=Console())


def _by_worker(job_id: int, *, at: datetime, console: Console) -> RoutingModel:
    """Wait until the worker has done the job; return what it learned."""
    from sanshe.domain.exchange.queries.routing import training_state
    from sanshe.domain.taxonomy import queries as taxonomy

    with console.status(STATES["todo"]) as shown:
        while (state := training_state(job_id=job_id)) in STATES:
            shown.update(STATES[state])
            time.sleep(LOOK_EVERY_S)
    model = taxonomy.routing_models().filter(made_at=at).first()
    if model is None:
        raise click.ClickException("The worker did not finish it: ./sanshe worker says why, and so does the console.")
    return model


def _for_machines(model: RoutingModel) -> dict[str, object]:
    return {
        "number": model.number,
        "in_force": model.is_in_force,
        "texts": model.texts,
        "classes": model.classes,
        **model.figures,
    }


def _show(model: RoutingModel, *, console: Console) -> None:
    figures = model.figures
    table = Table("", "", title=f"Model {model.number}", show_header=False)
    kept = figures["kept_back"]
    table.add_row("learned from", f"{model.texts:,} sentences in {model.classes:,} categories")
    table.add_row("right", f"{figures['right']:,} of {kept:,} kept back")
    table.add_row(
        "sorted without asking", f"{figures['routed']:,} of {kept:,}, {figures['routed_right']:,} of them right"
    )
    table.add_row("macro-F1", f"{figures['macro_f1']:.4f}, before {figures['macro_f1_before']:.4f}")
    difference = (figures[name] for name in ("difference", "difference_low", "difference_high"))
    table.add_row("difference", "{:+.4f} (95 %: {:+.4f} to {:+.4f})".format(*difference))
    console.print(table)
    if model.is_in_force:
        console.print("It is in force now.")
    else:
        console.print("It is worse than what sorts now, so nothing has changed.")
