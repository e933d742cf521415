"""Show and save what an import refused."""

import csv
import io
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sanshe.formats.reports import Refusal, Report, Severity

COLUMNS = ("severity", "file", "row", "field", "code", "message", "remedy")
SEVERITIES = {
    Severity.REFUSED_FILE: "file refused",
    Severity.REFUSED_ROW: "row refused",
    Severity.DROPPED_FIELD: "field dropped",
    Severity.MENDED_FIELD: "field mended",
}
# A spreadsheet takes a cell that begins like this for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def show(report: Report, *, console: Console, saved: Path | None) -> None:
    """Print how many rows were read, taken and refused, and why, each reason with its first example."""
    counts = Table("table", "read", "taken", "refused", title="Rows")
    for name, count in report.tables.items():
        counts.add_row(name, f"{count.read:,}", f"{count.taken:,}", f"{count.refused:,}")
    console.print(counts)
    if report.left_aside:
        console.print(f"Not used: {escape(', '.join(report.left_aside))}")
    if report.is_clean:
        console.print("Everything was taken.")
        return
    first: dict[tuple[Severity, str], Refusal] = {}
    for entry in report.entries:
        first.setdefault((entry.severity, entry.code), entry)
    reasons = Table("what", "how often", "for example", "what to do", title="Not taken as it stands")
    for severity, code, count in report.by_reason():
        example = first[severity, code]
        where = f"{example.file}:{example.row}" if example.row else example.file
        field = f" {example.field}" if example.field else ""
        reasons.add_row(
            f"{SEVERITIES[severity]}\n[dim]{code}[/dim]",
            f"{count:,}",
            f"{escape(where + field)}\n{escape(example.message)}",
            escape(example.remedy),
        )
    console.print(reasons)
    if saved is None:
        console.print("Every single one: --report FILE.csv")
    else:
        console.print(f"Every single one: {saved}")


def save(report: Report, path: Path) -> None:
    """Write every refusal into a CSV that spreadsheets open as it is meant.

    Raises
    ------
    click.ClickException
        The file cannot be written.
    """
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    for entry in report.entries:
        writer.writerow({name: _as_text(value) for name, value in entry.as_dict().items()})
    try:
        path.write_text(stream.getvalue(), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise click.ClickException(f"The report cannot be written to {path}: {error.strerror}.") from None


def summary(report: Report) -> dict[str, object]:
    """Return the counts of a report for machines."""
    return {
        "tables": {
            name: {"read": count.read, "taken": count.taken, "refused": count.refused}
            for name, count in report.tables.items()
        },
        "reasons": [
            {"severity": severity.value, "code": code, "count": count} for severity, code, count in report.by_reason()
        ],
        "left_aside": report.left_aside,
    }


def _as_text(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
