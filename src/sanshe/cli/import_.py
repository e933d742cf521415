"""`sanshe import`: take in what exists elsewhere, and say what could not be taken."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sanshe.cli import refusals
from sanshe.cli.import_places import boundaries, population
from sanshe.cli.import_refusals import UnusableError, community_with, only_community, speak, understandable
from sanshe.cli.progress import progress_bars

if TYPE_CHECKING:
    from sanshe.formats.messages import Messages

SOURCE_MAX = 80


@click.group("import")
def command() -> None:
    """Take in services, messages that residents wrote, outlines of places, or who lives there."""


command.add_command(boundaries)
command.add_command(population)


@command.command("hsds")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--community", "code", metavar="CODE", help="Everything belongs to this community (12 digits).")
@click.option("--source", default="", metavar="NAME", help="Where it comes from; unset: as the package is named.")
@click.option(
    "--mend",
    is_flag=True,
    help="Give a service that names another service as its organisation to that service's organisation.",
)
@click.option("--dry-run", is_flag=True, help="Read and report only; store nothing.")
@click.option("--report", "saved", type=click.Path(path_type=Path, dir_okay=False), help="Save every refusal as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def hsds(
    path: Path, code: str | None, source: str, mend: bool, dry_run: bool, saved: Path | None, as_json: bool
) -> None:
    """Import a directory of services in HSDS: a CSV datapackage (zip, folder) or JSON documents.

    The same directory a second time changes only what has changed in it. Ends with 0, also when single rows
    were refused, and with 2 when PATH is no directory of services.
    """
    from django.utils import timezone

    from sanshe.cli.main import set_up
    from sanshe.formats.hsds import read

    set_up()
    speak()
    from sanshe.domain.catalogue.operations import import_directory
    from sanshe.domain.exchange.operations import offer_directory

    console = Console(stderr=True)
    with understandable():
        with console.status("Reading …"):
            directory = read(path, source=source, mend=mend)
        result: dict[str, object] = {"source": directory.source, **refusals.summary(directory.report)}
        if not dry_run:
            community = community_with(code)
            with progress_bars(console) as progress:
                imported = import_directory(
                    directory=directory, actor=None, at=timezone.now(), community=community, progress=progress
                )
            with console.status("Putting the services on the board …"):
                offered = offer_directory(source=directory.source, at=timezone.now(), actor=None)
            result["imported"] = imported.as_dict()
            result["offered"] = offered
    if saved:
        refusals.save(directory.report, saved)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
        return
    out = Console()
    refusals.show(directory.report, console=out, saved=saved)
    if dry_run:
        out.print("Nothing was stored (--dry-run).")
        return
    title = f"Stored from {escape(directory.source)}"
    table = Table("", "new", "changed", "unchanged", "no longer there", title=title)
    for name in ("organizations", "locations", "services"):
        tally = getattr(imported, name)
        table.add_row(name, *(f"{n:,}" for n in (tally.new, tally.changed, tally.unchanged, tally.absent)))
    out.print(table)
    out.print(f"{offered:,} services are newly on the board.")


@command.command("needs")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--community", "code", metavar="CODE", help="The community that the messages go to (12 digits).")
@click.option("--source", default="", metavar="NAME", help="Where they come from; unset: as the file is named.")
@click.option("--evaluate", is_flag=True, help="Store nothing: learn from one part, judge another.")
@click.option(
    "--folds",
    default=5,
    show_default=True,
    type=click.IntRange(2, 20),
    help="Into how many parts --evaluate divides the messages.",
)
@click.option("--seed", default=1, show_default=True, type=int, help="Of the division into parts.")
@click.option("--dry-run", is_flag=True, help="Read, propose and report only; store nothing.")
@click.option("--report", "saved", type=click.Path(path_type=Path, dir_okay=False), help="Save every refusal as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def needs(
    file: Path,
    code: str | None,
    source: str,
    evaluate: bool,
    folds: int,
    seed: int,
    dry_run: bool,
    saved: Path | None,
    as_json: bool,
) -> None:
    """Import residents' messages as open needs, each with a proposed category.

    FILE is a CSV with the column text, and if you have them id, date, subject, category. Ends with 0, also when
    single rows were refused, and with 2 when FILE is no such table.
    """
    from sanshe.cli.main import set_up

    set_up()
    speak()
    from sanshe.domain.exchange.models import SENTENCE_MAX
    from sanshe.formats import messages

    console = Console(stderr=True)
    with understandable(), console.status("Reading …"):
        found = messages.read(file) if evaluate else messages.read(file, sentence_max=SENTENCE_MAX)
    result: dict[str, object] = {"file": found.file, "encoding": found.encoding}
    result |= refusals.summary(found.report)
    if saved:
        refusals.save(found.report, saved)
    out = Console()
    if evaluate:
        evaluation = _evaluated(found, folds=folds, seed=seed, console=console)
        result["evaluation"] = evaluation
    else:
        with understandable():
            result |= _stored(found, code=code, source=source, dry_run=dry_run, console=console)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
        return
    refusals.show(found.report, console=out, saved=saved)
    if evaluate:
        _show_evaluation(evaluation, console=out)
    else:
        _show_stored(result, console=out)


def _stored(found: Messages, *, code: str | None, source: str, dry_run: bool, console: Console) -> dict[str, object]:
    """Propose a category for each message and store them as needs; return what came of it."""
    from django.utils import timezone

    from sanshe.domain.exchange.operations import import_needs
    from sanshe.domain.taxonomy import operations as taxonomy_operations
    from sanshe.domain.taxonomy import queries as taxonomy

    at = timezone.now()
    community = None if dry_run else community_with(code) or only_community()
    if not dry_run and not taxonomy.categories():
        fields, categories = taxonomy.shipped_terms()
        taxonomy_operations.load_terms(fields=fields, categories=categories, at=at)
    terms = {term.code: term for term in taxonomy.categories()}
    router = taxonomy.router()
    rows = []
    with progress_bars(console) as progress:
        for done, message in enumerate(found.messages, start=1):
            route = router.route(f"{message.subject} {message.text}".strip(), limit=1)
            sure = bool(route.routings) and not route.abstains
            written = message.written_on
            rows.append(
                {
                    "source_id": message.id,
                    "sentence": message.sentence,
                    "category": terms[route.routings[0].code] if sure else None,
                    "posted_at": timezone.make_aware(datetime.combine(written, time())) if written else None,
                }
            )
            progress("categories", done, len(found.messages))
    source = (source or f"messages:{Path(found.file).stem}")[:SOURCE_MAX]
    new = 0
    if community:
        new = import_needs(rows=rows, source=source, community=community, actor=None, at=at)
    proposed = Counter(row["category"].code if row["category"] else "" for row in rows)
    return {
        "source": source,
        "community": community.code if community else None,
        "new": new,
        "already_there": len(rows) - new if community else 0,
        "proposed": {code: count for code, count in proposed.most_common() if code},
        "unsure": proposed[""],
        "names": {code: terms[code].name for code in proposed if code},
    }


def _show_stored(result: dict, *, console: Console) -> None:
    table = Table("category", "messages", title="Proposed categories")
    for code, count in result["proposed"].items():
        table.add_row(f"{result['names'][code]} [dim]{code}[/dim]", f"{count:,}")
    table.add_row("[dim]not sure enough to propose one[/dim]", f"{result['unsure']:,}")
    console.print(table)
    if result["community"] is None:
        console.print("Nothing was stored (--dry-run).")
    else:
        console.print(
            f"Stored in {result['community']} from {escape(result['source'])}: {result['new']:,} new needs, "
            f"{result['already_there']:,} were there already."
        )


def _evaluated(found: Messages, *, folds: int, seed: int, console: Console) -> dict[str, object]:
    """Learn the file's own categories from one part of it and judge the rest, part by part."""
    from sanshe.engines.language.routing import evaluate

    labelled = [message for message in found.messages if message.category]
    texts = [f"{message.subject} {message.text}".strip() for message in labelled]
    try:
        with console.status(f"Learning and judging in {folds} parts …"):
            figures = evaluate(texts, [message.category for message in labelled], folds=folds, seed=seed)
    except ValueError as error:
        raise UnusableError(
            f"{found.file} cannot be evaluated: {error}. It needs a column category with two or more of them, "
            "each for several messages."
        ) from None
    return {
        "messages": len(labelled),
        "without_category": len(found.messages) - len(labelled),
        "folds": folds,
        "seed": seed,
        "accuracy": figures.accuracy,
        "macro_f1": figures.macro_f1,
        "accuracy_of_surest_half": figures.accuracy_of_share(0.5),
        "per_class": {code: asdict(of_class) for code, of_class in figures.per_class.items()},
        "confusion": {"codes": list(figures.codes), "rows_true": figures.confusion.tolist()},
    }


def _show_evaluation(result: dict, *, console: Console) -> None:
    table = Table("category", "precision", "recall", "F1", "support", title="On messages kept apart from learning")
    for code, figures in sorted(result["per_class"].items(), key=lambda item: -item[1]["support"]):
        shares = (f"{figures[name]:.3f}" for name in ("precision", "recall", "f1"))
        table.add_row(escape(code), *shares, f"{figures['support']:,}")
    console.print(table)
    console.print(
        f"accuracy {result['accuracy']:.4f} · macro-F1 {result['macro_f1']:.4f} · "
        f"{result['messages']:,} messages in {result['folds']} parts, each judged once by what the others taught "
        f"(seed {result['seed']})"
    )
    console.print(f"The surer half alone: accuracy {result['accuracy_of_surest_half']:.4f}")
