"""The CSV datapackage: its tables, found by descriptor or by file name, read row by row.

Column names of HSDS 1.1, 2.0 and 3.x are taken as they are; which of them mean the same is settled where
the rows are joined.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from sanshe.formats.hsds.containers import DAMAGE, MEGABYTE, Container, is_safe
from sanshe.formats.hsds.errors import NotHsds
from sanshe.formats.hsds.tables import CANONICAL, NEEDED, Row
from sanshe.formats.reports import Report

DESCRIPTOR = "datapackage.json"
DESCRIPTOR_BYTES_MAX = 16 * MEGABYTE
CELL_MAX = 1_000_000
# The name that the template of HSDS 1.1 carries; whoever left it in has not named the directory.
TEMPLATE_NAMES = ("human_services_data", "human-services-data", "")
ENCODINGS = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "utf-8-sig": "utf-8-sig",
    "ascii": "utf-8-sig",
    "iso-8859-1": "iso-8859-1",
    "latin-1": "iso-8859-1",
    "windows-1252": "windows-1252",
    "cp1252": "windows-1252",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One file that holds rows of a table."""

    file: str
    encoding: str = "utf-8-sig"


class Datapackage:
    """The tables of one datapackage."""

    def __init__(self, container: Container, report: Report) -> None:
        self._container = container
        self._report = report
        self.name = ""
        self._tables: dict[str, list[Table]] = {}
        names = container.names()
        declared = self._declared(names)
        for file in names:
            if not file.lower().endswith(".csv"):
                continue
            resource, encoding = declared.get(file, ("", "utf-8-sig"))
            stem = PurePosixPath(file).stem.lower().replace("-", "_").replace(" ", "_")
            table = CANONICAL.get(resource) or CANONICAL.get(stem)
            if table:
                self._tables.setdefault(table, []).append(Table(file, encoding))
            else:
                report.left_aside.append(file)

    def __bool__(self) -> bool:
        return bool(self._tables.keys() & NEEDED.keys())

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table, refusing those that cannot be taken apart."""
        for source in self._tables.get(table, ()):
            try:
                with self._container.open(source.file) as stream:
                    yield from self._rows_of(table, source, stream)
            except DAMAGE as error:
                self._report.refuse_file(source.file, "damaged_file", fault=str(error))

    def _rows_of(self, table: str, source: Table, stream: BinaryIO) -> Iterator[Row]:
        report, file = self._report, source.file
        # Both a file and a member of a zip can be peeked into.
        if stream.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff"):  # type: ignore[attr-defined]
            report.refuse_file(file, "not_utf8")
            return
        csv.field_size_limit(CELL_MAX)
        # Bad bytes become lone surrogates, so that one bad row is refused and not the whole file.
        with io.TextIOWrapper(stream, source.encoding, errors="surrogateescape", newline="") as text:
            reader = csv.reader(text, strict=True)
            header = self._header(table, file, reader)
            number = 1
            while header:
                number += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    report.read(table)
                    report.refuse_row(table, file, number, "bad_quotes", fault=str(error))
                    continue
                if not any(cells):
                    continue
                report.read(table)
                if len(cells) != len(header):
                    code = "too_many_cells" if len(cells) > len(header) else "too_few_cells"
                    report.refuse_row(table, file, number, code, found=len(cells), expected=len(header))
                elif not _is_text(cells):
                    encoding = "UTF-8" if source.encoding == "utf-8-sig" else source.encoding
                    report.refuse_row(table, file, number, "bad_encoding", encoding=encoding)
                else:
                    yield Row(file, number, dict(zip(header, cells, strict=True)))

    def _header(self, table: str, file: str, reader: Iterator[list[str]]) -> list[str]:
        """Return the names of the columns, or none after saying what is wrong with them."""
        try:
            header = [column.strip().lower().replace(" ", "_") for column in next(reader, [])]
        except csv.Error as error:
            self._report.refuse_file(file, "damaged_file", fault=str(error))
            return []
        if not all(column in header for column in NEEDED.get(table, ())):
            raise NotHsds(path=file, fault="needed_columns")
        if len(set(header)) < len(header) or "" in header:
            self._report.refuse_file(file, "bad_header", columns=", ".join(header))
            return []
        return header

    def _declared(self, names: list[str]) -> dict[str, tuple[str, str]]:
        """Return the resource name and encoding of each file that the descriptor speaks of."""
        descriptors = sorted(
            (name for name in names if PurePosixPath(name).name.lower() == DESCRIPTOR),
            key=lambda name: name.count("/"),
        )
        if not descriptors:
            return {}
        descriptor = descriptors[0]
        try:
            with self._container.open(descriptor) as stream:
                content = json.loads(stream.read(DESCRIPTOR_BYTES_MAX))
        except (ValueError, RecursionError, *DAMAGE) as error:
            self._report.refuse_file(descriptor, "unreadable_descriptor", fault=str(error))
            return {}
        content = content if isinstance(content, dict) else {}
        name = content.get("name")
        if isinstance(name, str) and name.strip() not in TEMPLATE_NAMES:
            self.name = name.strip()
        found: dict[str, tuple[str, str]] = {}
        folder = PurePosixPath(descriptor).parent
        resources = content.get("resources")
        for resource in resources if isinstance(resources, list) else []:
            if not isinstance(resource, dict):
                continue
            paths = resource.get("path")
            encoding = ENCODINGS.get(str(resource.get("encoding", "utf-8")).lower(), "utf-8-sig")
            for path in paths if isinstance(paths, list) else [paths]:
                if not isinstance(path, str):
                    continue
                if not is_safe(path):
                    self._report.refuse_file(descriptor, "unsafe_path", value=path)
                    continue
                found[(folder / path).as_posix()] = (str(resource.get("name", "")).lower(), encoding)
        return found


def _is_text(cells: list[str]) -> bool:
    try:
        "".join(cells).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
