"""`sanshe journal`: verify, seal and read the journal."""

import json
import sys
from contextlib import nullcontext
from datetime import datetime
from uuid import UUID

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

FAULTS = {
    "entry_changed": "the entry was changed after it was sealed, or its digest was",
    "entry_removed": "the entry was removed",
    "link_removed": "links are missing from here on",
    "reordered": "the entry stands in another's place",
    "link_changed": "the link's hash or digest was changed",
    "cut_off": "the noted head lies beyond the end: everything from here on was cut off",
    "rewritten": "the noted head has another hash: the journal was rewritten before it",
}


@click.group("journal")
def command() -> None:
    """Verify, seal and read the journal."""


@command.command("verify")
@click.option("--expect", "noted", metavar="POSITION:HASH", help="A head noted earlier, which must still be in it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def verify(noted: str | None, as_json: bool) -> None:
    """Find out whether an entry was changed, removed or reordered; exit 1 if so."""
    from django.utils import timezone

    from sanshe.cli.main import set_up

    set_up()
    from sanshe.kernel import journal

    expect = None
    if noted:
        try:
            expect = journal.NotedHead.parse(noted)
        except ValueError:
            raise click.BadParameter("write POSITION:HASH as `sanshe journal head` prints it.") from None
    console = Console(stderr=True)
    with Progress(console=console) if console.is_terminal else nullcontext() as bars:
        task = bars.add_task("links", total=None) if bars else None
        found = journal.verify(
            expect=expect,
            progress=(lambda done, total: bars.update(task, completed=done, total=total)) if bars else None,
        )
    waiting_s = (timezone.now() - found.oldest_unsealed_at).total_seconds() if found.oldest_unsealed_at else None
    if as_json:
        content = {
            "ok": found.is_whole,
            "head": f"{found.head.position}:{found.head.hash.hex()}",
            "links": found.links,
            "entries": found.entries,
            "unsealed": found.unsealed,
            "oldest_unsealed_s": waiting_s,
            "fault_count": found.fault_count,
            "faults": [
                {
                    "kind": fault.kind.value,
                    "position": fault.position,
                    "entry": str(fault.entry_id) if fault.entry_id else None,
                }
                for fault in found.faults
            ],
        }
        click.echo(json.dumps(content))
    else:
        _show_verification(found, waiting_s)
    sys.exit(0 if found.is_whole else 1)


@command.command("head")
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def head(as_json: bool) -> None:
    """Print where the chain ends; noted elsewhere, it shows later whether the journal was cut off or rewritten."""
    from sanshe.cli.main import set_up

    set_up()
    from sanshe.kernel import journal

    end = journal.head()
    click.echo(json.dumps({"position": end.position, "hash": end.hash.hex()}) if as_json else str(end))


@command.command("seal")
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def seal(as_json: bool) -> None:
    """Link all entries that wait for it; the worker does so every few seconds by itself."""
    from sanshe.cli.main import set_up

    set_up()
    from sanshe.kernel import journal

    sealed = journal.seal(sweep=True)
    end = journal.head()
    if as_json:
        click.echo(json.dumps({"sealed": sealed, "head": f"{end.position}:{end.hash.hex()}"}))
    else:
        click.echo(f"{sealed:,} entries sealed. Head: {end}")


@command.command("show")
@click.option("--subject", type=click.UUID, help="What was done to this thing.")
@click.option("--actor", type=click.UUID, help="What this person did.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]), help="Local time.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line, for machines.")
def show(subject: UUID | None, actor: UUID | None, since: datetime | None, limit: int, as_json: bool) -> None:
    """Show who did what to what, the newest first."""
    from django.utils import timezone

    from sanshe.cli.main import set_up

    set_up()
    from sanshe.kernel import journal

    start = timezone.make_aware(since) if since else None
    entries = journal.entries(subject_id=subject, actor_id=actor, since=start)[:limit]
    if as_json:
        for entry in entries:
            click.echo(json.dumps(_as_dict(entry), ensure_ascii=False))
        return
    table = Table("when", "what", "to what", "who", "for whom", "community", "detail")
    for entry in entries:
        table.add_row(
            f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}",
            entry.operation,
            f"{entry.subject_type}\n[dim]{entry.subject_id or ''}[/dim]",
            str(entry.actor_id or "–"),
            str(entry.on_behalf_of_id or "–"),
            entry.community_code,
            escape(json.dumps(entry.detail, ensure_ascii=False)) if entry.detail else "",
        )
    Console().print(table)


def _show_verification(found, waiting_s: float | None) -> None:
    console = Console()
    console.print(f"{found.entries:,} entries, {found.links:,} links. Head: {found.head}", highlight=False)
    if found.unsealed:
        console.print(f"{found.unsealed:,} entries wait for their link, the oldest for {waiting_s:,.0f} s.")
    if found.is_whole:
        console.print("The journal is whole.")
        return
    table = Table("position", "entry", "what is wrong", title=f"{found.fault_count:,} faults")
    for fault in found.faults:
        table.add_row(f"{fault.position:,}", str(fault.entry_id or ""), FAULTS[fault.kind.value])
    console.print(table)
    if found.fault_count > len(found.faults):
        console.print(f"The first {len(found.faults)} of {found.fault_count:,} are shown.")


def _as_dict(entry) -> dict[str, object]:
    return {
        "id": str(entry.id),
        "at": entry.at.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "operation": entry.operation,
        "subject_type": entry.subject_type,
        "subject": str(entry.subject_id) if entry.subject_id else None,
        "actor": str(entry.actor_id) if entry.actor_id else None,
        "on_behalf_of": str(entry.on_behalf_of_id) if entry.on_behalf_of_id else None,
        "community": entry.community_code,
        "detail": entry.detail,
    }
