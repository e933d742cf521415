"""`sanshe seed`: load data of any size."""

import json
import time

import click
from rich.console import Console
from rich.table import Table

from sanshe.cli.progress import progress_bars


@click.command("seed")
@click.option("--communities", default=3, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--people", default=600, show_default=True, type=click.IntRange(1, 50_000_000))
@click.option("--offers", default=1000, show_default=True, type=click.IntRange(0, 50_000_000))
@click.option("--needs", default=0, show_default=True, type=click.IntRange(0, 50_000_000))
@click.option("--seed", "seed", default=1, show_default=True, type=click.IntRange(0, 10**9))
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def command(communities: int, people: int, offers: int, needs: int, seed: int, as_json: bool) -> None:
    """Load made-up communities, people, offers and needs for load tests; the same seed gives the same data."""
    from sanshe.cli.main import set_up

    set_up()
    from django.db import IntegrityError
    from django.utils import timezone

    from sanshe.domain.exchange import operations
    from sanshe.domain.taxonomy import operations as taxonomy_operations
    from sanshe.domain.taxonomy import queries as taxonomy

    console = Console(stderr=True)
    started = time.monotonic()
    at = timezone.now()
    fields, categories = taxonomy.shipped_terms()
    taxonomy_operations.load_terms(fields=fields, categories=categories, at=at)
    try:
        with progress_bars(console) as progress:
            counts = operations.seed_load(
                communities=communities,
                people=people,
                offers=offers,
                needs=needs,
                seed=seed,
                at=at,
                progress=progress,
            )
    except IntegrityError:
        raise click.ClickException(f"Seed {seed} has been loaded here before: take another --seed.") from None
    seconds = round(time.monotonic() - started, 1)
    if as_json:
        click.echo(json.dumps({"rows": counts, "seconds": seconds}))
        return
    table = Table("table", "rows", title=f"Seed {seed}: {seconds} s")
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    Console().print(table)
