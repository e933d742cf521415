"""What a workbook is before a reader may open it: a zip of XML that could be a bomb.

Readers lay a sheet out as a full grid, so that two cells in far corners fill the memory; and what a zip says of
its sizes need not be true. So every part is unpacked here within limits, read once by a streaming parser, and
only what was read is packed again for the reader.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.parsers import expat

from sanshe.formats.spreadsheets.errors import NotSpreadsheet

BYTES_MAX = 10 * 1024 * 1024
UNPACKED_MAX = 40 * 1024 * 1024
PARTS_MAX = 500
DEPTH_MAX = 60
ROWS_MAX = 100_000
COLUMNS_MAX = 1_000
CELLS_MAX = 500_000
# Cells share their texts; a long one in every cell would fill the memory although the file is small.
CHARACTERS_MAX = 200_000_000
CHUNK = 256 * 1024
OLD_EXCEL_OR_LOCKED = b"\xd0\xcf\x11\xe0"
KEPT = (".xml", ".rels")
MACROS = ("vbaproject.bin", "vbaprojectsignature.bin")

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")


@dataclass
class SheetPart:
    """What was seen of one sheet: its size, and where formulas and merged cells stand (row, column; from 1).

    `merged` names the first cell of each span, `spans` its first and last.
    """

    rows: int = 0
    columns: int = 0
    formulas: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int]] = field(default_factory=list)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)

    def reach(self, row: int, column: int) -> None:
        """Note that a cell is there, and refuse a grid that would not fit into memory."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.rows > ROWS_MAX or self.columns > COLUMNS_MAX or self.rows * self.columns > CELLS_MAX:
            raise NotSpreadsheet(fault="too_many_cells")

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note that cells are merged."""
        self.merged.append((top, left))
        self.spans.append((top, left, bottom, right))


@dataclass
class Unpacked:
    """A workbook that a reader may open."""

    content: bytes
    parts: dict[str, SheetPart]
    names: dict[str, str]

    def sheet(self, name: str) -> SheetPart:
        """Return what was seen of the sheet with this name."""
        return self.parts.get(self.names.get(name, ""), SheetPart())


def unpacked(content: bytes) -> Unpacked:
    """Unpack a workbook within limits and return it packed anew, with what was seen of its sheets.

    Raises
    ------
    NotSpreadsheet
        It is too large, packed or unpacked, no .xlsx, locked or damaged.
    """
    if len(content) > BYTES_MAX:
        raise NotSpreadsheet(fault="too_big")
    if content.startswith(OLD_EXCEL_OR_LOCKED):
        raise NotSpreadsheet(fault="locked" if b"E\0n\0c\0r\0y\0p\0t\0e\0d" in content else "not_xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _scanned(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise NotSpreadsheet(fault="not_xlsx" if not content.startswith(b"PK") else "damaged") from None


def _scanned(archive: zipfile.ZipFile) -> Unpacked:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    names = {info.filename for info in infos}
    if any(name.lower().endswith(MACROS) for name in names):
        raise NotSpreadsheet(fault="macros")
    if len(infos) > PARTS_MAX or len(names) != len(infos):
        raise NotSpreadsheet(fault="damaged")
    if "xl/workbook.xml" not in names:
        raise NotSpreadsheet(fault="not_xlsx")
    left = UNPACKED_MAX
    scans: dict[str, _Scan] = {}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as clean:
        for info in infos:
            if not info.filename.lower().endswith(KEPT):
                continue
            scan = _Scan()
            pieces = []
            with archive.open(info) as part:
                while piece := part.read(CHUNK):
                    left -= len(piece)
                    if left < 0:
                        raise NotSpreadsheet(fault="unpacks_too_big")
                    scan.feed(piece)
                    pieces.append(piece)
            scan.close()
            scans[info.filename] = scan
            clean.writestr(info.filename, b"".join(pieces))
    longest = max(scan.longest_text for scan in scans.values())
    if longest * max(scan.cells for scan in scans.values()) > CHARACTERS_MAX:
        raise NotSpreadsheet(fault="unpacks_too_big")
    return Unpacked(
        content=packed.getvalue(),
        parts={name: scan.part for name, scan in scans.items()},
        names=_sheet_files(scans),
    )


def _sheet_files(scans: dict[str, "_Scan"]) -> dict[str, str]:
    relations = scans["xl/_rels/workbook.xml.rels"].relations if "xl/_rels/workbook.xml.rels" in scans else {}
    files = {}
    for name, relation in scans["xl/workbook.xml"].sheets.items():
        target = relations.get(relation, "")
        files[name] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return files


class _Scan:
    """Reads one part as it comes, and refuses a grid that would not fit into memory."""

    def __init__(self) -> None:
        self.part = SheetPart()
        self.sheets: dict[str, str] = {}
        self.relations: dict[str, str] = {}
        self.cells = 0
        self.longest_text = 0
        self.is_text = False
        self._text = 0
        self._depth = 0
        self._row = 0
        self._column = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        # A workbook has no document type; one is only there to expand.
        self._parser.StartDoctypeDeclHandler = _no_doctype

    def feed(self, piece: bytes) -> None:
        """Read a piece."""
        try:
            self._parser.Parse(piece, False)
        except expat.ExpatError:
            raise NotSpreadsheet(fault="damaged") from None

    def close(self) -> None:
        """Read the end."""
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError:
            raise NotSpreadsheet(fault="damaged") from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise NotSpreadsheet(fault="damaged")
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row, self._column = _number(attributes.get("r"), self._row + 1), 0
            self.part.reach(self._row, 0)
        elif name == "c":
            place = _place(attributes["r"]) if "r" in attributes else (self._row, self._column + 1)
            self._row, self._column = place
            self.cells += 1
            self._text = 0
            self.part.reach(*place)
        elif name == "f":
            self.part.formulas.append((self._row, self._column))
        elif name == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            self.part.merge(*_place(first), *_place(last or first))
        elif name == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            self.sheets[attributes.get("name", "")] = relation
        elif name == "Relationship":
            self.relations[attributes.get("Id", "")] = attributes.get("Target", "")
        elif name == "si":
            self.is_text = True
            self._text = 0

    def _end(self, tag: str) -> None:
        self._depth -= 1

    def _characters(self, text: str) -> None:
        if self.cells or self.is_text:
            self._text += len(text)
            self.longest_text = max(self.longest_text, self._text)


def _no_doctype(*declaration: object) -> None:
    raise NotSpreadsheet(fault="damaged")


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise NotSpreadsheet(fault="damaged")
    return int(text)


def _place(reference: str) -> tuple[int, int]:
    """Return the row and column of a reference like C12, both from 1."""
    found = _REFERENCE.match(reference)
    if not found:
        raise NotSpreadsheet(fault="damaged")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column
