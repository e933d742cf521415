"""OpenDocument tables (.ods) before a reader may open them: a zip in which one cell may stand for millions."""

import io
import zipfile
import zlib
from xml.parsers import expat

from sanshe.formats.spreadsheets.errors import NotSpreadsheet
from sanshe.formats.spreadsheets.unpacking import (
    BYTES_MAX,
    CHARACTERS_MAX,
    CHUNK,
    DEPTH_MAX,
    PARTS_MAX,
    ROWS_MAX,
    UNPACKED_MAX,
    SheetPart,
)

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
NEEDED = ("mimetype", "META-INF/manifest.xml", "content.xml")
# Beyond this a repeated row or cell is only the empty rest of the sheet.
REPEATED_MAX = 1_048_576


def unpacked_table(content: bytes) -> tuple[bytes, dict[str, SheetPart]]:
    """Return an OpenDocument table packed anew, with what was seen of its sheets.

    Raises
    ------
    NotSpreadsheet
        It is too large, packed, unpacked or laid out, locked, damaged, brings macros along, or is something else.
    """
    if len(content) > BYTES_MAX:
        raise NotSpreadsheet(fault="too_big")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _scanned(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise NotSpreadsheet(fault="damaged") from None


def _scanned(archive: zipfile.ZipFile) -> tuple[bytes, dict[str, SheetPart]]:
    names = archive.namelist()
    if len(names) > PARTS_MAX or len(set(names)) != len(names):
        raise NotSpreadsheet(fault="damaged")
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        raise NotSpreadsheet(fault="macros")
    if not set(NEEDED) <= set(names):
        raise NotSpreadsheet(fault="not_table")
    scan = _Scan()
    left = UNPACKED_MAX
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as clean:
        for name in NEEDED:
            pieces = []
            with archive.open(name) as part:
                while piece := part.read(CHUNK):
                    left -= len(piece)
                    if left < 0:
                        raise NotSpreadsheet(fault="unpacks_too_big")
                    if name == "content.xml":
                        scan.feed(piece)
                    pieces.append(piece)
            whole = b"".join(pieces)
            if name == "mimetype" and whole.strip() != MIMETYPE:
                raise NotSpreadsheet(fault="not_table")
            if name == "META-INF/manifest.xml" and b"encryption-data" in whole:
                raise NotSpreadsheet(fault="locked")
            clean.writestr(name, whole)
    scan.close()
    return packed.getvalue(), scan.parts


class _Scan:
    """Reads the contents as they come, and refuses a grid that would not fit into memory."""

    def __init__(self) -> None:
        self.parts: dict[str, SheetPart] = {}
        self._part = SheetPart()
        self._depth = 0
        self._row, self._rows = 1, 1
        self._column, self._columns = 1, 1
        self._text = 0
        self._is_filled = False
        self._row_is_filled = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
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
        if tag == "table:table":
            self._part = self.parts.setdefault(attributes.get("table:name", ""), SheetPart())
            self._row = 1
        elif tag == "table:table-row":
            self._rows = _count(attributes.get("table:number-rows-repeated"))
            self._column, self._row_is_filled = 1, False
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._columns = _count(attributes.get("table:number-columns-repeated"))
            self._text = 0
            self._is_filled = any(name.startswith("office:") for name in attributes)
            if "table:formula" in attributes:
                self._is_filled = True
                self._part.formulas.append((self._row, self._column))
            self._span(attributes)

    def _span(self, attributes: dict[str, str]) -> None:
        down = _count(attributes.get("table:number-rows-spanned"))
        right = _count(attributes.get("table:number-columns-spanned"))
        if down > 1 or right > 1:
            self._part.merge(self._row, self._column, self._row + down - 1, self._column + right - 1)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag in ("table:table-cell", "table:covered-table-cell"):
            if self._is_filled or self._text:
                self._row_is_filled = True
                last = self._column + self._columns - 1
                self._part.reach(self._row + self._rows - 1, last)
                if self._text * self._columns * self._rows > CHARACTERS_MAX:
                    raise NotSpreadsheet(fault="unpacks_too_big")
            self._column += self._columns
        elif tag == "table:table-row":
            if not self._row_is_filled and self._rows > ROWS_MAX:
                self._rows = 1  # the empty rest of the sheet
            self._row += self._rows

    def _characters(self, text: str) -> None:
        self._text += len(text)


def _count(text: str | None) -> int:
    if text is None:
        return 1
    if not text.isdecimal() or not text.isascii() or not 1 <= int(text[:9]) <= REPEATED_MAX:
        raise NotSpreadsheet(fault="damaged")
    return int(text[:9])


def _no_doctype(*declaration: object) -> None:
    raise NotSpreadsheet(fault="damaged")
