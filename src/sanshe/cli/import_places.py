"""`sanshe import boundaries` and `population`: outlines of places, and who lives in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape

from sanshe.cli.import_refusals import UnusableError, community_with, speak, understandable

if TYPE_CHECKING:
    from sanshe.formats.geojson import Boundary

# Province, city, district, subdistrict, community.
CODE_DIGITS = (2, 4, 6, 9, 12)


@click.command("boundaries")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--system",
    default="wgs84",
    show_default=True,
    type=click.Choice(["wgs84", "gcj02", "bd09"]),
    help="On which map they were drawn: GPS and 天地图, 高德 and 腾讯, 百度.",
)
@click.option(
    "--code-property",
    default="code",
    show_default=True,
    metavar="NAME",
    help="Which property of a feature holds the code of the place (2 to 12 digits).",
)
@click.option(
    "--name-property",
    metavar="NAME",
    help="Enter provinces, cities, districts and subdistricts that are not here yet, named by this property.",
)
@click.option("--skip-unknown", is_flag=True, help="Leave out places that are not here instead of refusing the file.")
@click.option("--dry-run", is_flag=True, help="Check and report only; store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def boundaries(
    file: Path,
    system: str,
    code_property: str,
    name_property: str | None,
    skip_unknown: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import outlines of communities and divisions from a GeoJSON FeatureCollection, matched by code.

    All are stored or none. Ends with 0, or with 2 when something in FILE cannot be taken.
    """
    from django.utils import timezone

    from sanshe.cli.main import set_up

    set_up()
    speak()
    from sanshe.domain.places import operations, queries
    from sanshe.formats.geojson import System, read_boundaries
    from sanshe.formats.geojson.reading import BYTES_MAX

    with understandable():
        found = read_boundaries(_content(file, bytes_max=BYTES_MAX), system=System(system))
        outlines = _by_code(found, code_property)
        named = {
            code: str(one.properties.get(name_property) or "").strip()
            for code, one in outlines.items()
            if name_property
        }
        known = queries.known_codes(codes=outlines)
        new = {code: name for code, name in sorted(named.items()) if name and code not in known and len(code) < 12}
        unknown = sorted(set(outlines) - known - set(new))
        kept = {code: one.geometry for code, one in outlines.items() if not (skip_unknown and code in unknown)}
        result: dict[str, object] = {
            "features": len(found),
            "entered": len(new),
            "unknown": unknown,
            "mended": sum(bool(one.notes) for one in found),
        }
        if not dry_run:
            changed, unchanged = operations.set_boundaries(
                boundaries=kept, new_divisions=new, actor=None, at=timezone.now()
            )
            result |= {"changed": changed, "unchanged": unchanged}
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
        return
    out = Console()
    for code, one in outlines.items():
        for note in one.notes_in_words:
            out.print(f"{code}: {escape(note)}")
    if unknown:
        out.print(f"Not known here{', left out' if skip_unknown else ''}: {', '.join(unknown)}.")
    if dry_run:
        out.print(f"{len(found):,} outlines can be read. Nothing was stored (--dry-run).")
        return
    out.print(
        f"{result['changed']:,} outlines stored, {result['unchanged']:,} unchanged, {len(new):,} divisions entered."
    )


@click.command("population")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", required=True, type=int, help="The year of the count.")
@click.option(
    "--community", "code", metavar="CODE", help="The community that a sheet without codes is about (12 digits)."
)
@click.option("--replace", is_flag=True, help="Take the place of figures of that year.")
@click.option("--dry-run", is_flag=True, help="Read and report only; store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result for machines.")
def population(file: Path, year: int, code: str | None, replace: bool, dry_run: bool, as_json: bool) -> None:
    """Import the people of communities by age and sex from an Excel workbook.

    FILE has the columns 年龄, 男, 女 (one community), or 社区代码 and then 男 0–4, 女 0–4 … (one row for each).
    Where only totals are known it has 年龄, 合计 with the rows 男 and 女, or 社区代码, 合计 and a second sheet with
    the ages and sexes of all together; the rest is estimated and marked as such. All is stored or nothing.
    """
    from django.utils import timezone

    from sanshe.cli.main import set_up

    set_up()
    speak()
    from sanshe.domain.places import operations
    from sanshe.formats.spreadsheets.population import read_population
    from sanshe.formats.spreadsheets.unpacking import BYTES_MAX

    with understandable():
        figures = read_population(_content(file, bytes_max=BYTES_MAX))
        community_with(code)
        result: dict[str, object] = {"file": file.name, "year": year, "stored": not dry_run}
        if not dry_run:
            result["people"] = operations.enter_population(
                year=year, figures=figures, code=code, actor=None, at=timezone.now(), is_replacing=replace
            )
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    elif dry_run:
        Console().print("The sheet can be read. Nothing was stored (--dry-run).")
    else:
        Console().print(f"{result['people']:,} people of {year} stored.")


def _content(file: Path, *, bytes_max: int) -> bytes:
    """Return what a file holds; of one that is too large only enough to be refused."""
    with file.open("rb") as stream:
        return stream.read(bytes_max + 1)


def _by_code(found: Sequence[Boundary], code_property: str) -> dict[str, Boundary]:
    """Return outlines by the code of their place, and say which feature has none or one that stood there before."""
    outlines: dict[str, Boundary] = {}
    for one in found:
        value = one.properties.get(code_property)
        code = str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
        if not (code.isascii() and code.isdigit() and len(code) in CODE_DIGITS):
            raise UnusableError(
                f"Feature {one.number} has no code of 2, 4, 6, 9 or 12 digits as its property “{code_property}”. "
                "Say with --code-property which one holds it."
            )
        if code in outlines:
            raise UnusableError(f"Features {outlines[code].number} and {one.number} both have the code {code}.")
        outlines[code] = one
    return outlines
