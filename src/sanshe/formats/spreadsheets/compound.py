"""Old Excel files (.xls) before a reader may open them: a small file system with one stream of records in it.

The reader lays a sheet out as a full grid, so the records are walked first: how far the cells reach, where formulas
and merged cells stand, whether it is locked or brings macros along.

Sources: [MS-CFB] (the file system), [MS-XLS] (the records).
"""

import struct
from collections.abc import Iterator

from sanshe.formats.spreadsheets.errors import NotSpreadsheet
from sanshe.formats.spreadsheets.unpacking import BYTES_MAX, CELLS_MAX, SheetPart

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
ENTRY = 128
SMALL_STREAM = 4096
MACROS = ("_vba_project_cur", "vba", "macros")
BOF, EOF, FILEPASS, BOUNDSHEET, MERGED = 0x809, 0x0A, 0x2F, 0x85, 0xE5
FORMULA = 0x06
# Records that stand for one cell, all beginning with its row and column.
CELLS = (FORMULA, 0x201, 0x203, 0x204, 0x205, 0x27E, 0xFD, 0xD6)
# Records that stand for several cells side by side, ending with the last column.
ROWS_OF_CELLS = (0xBD, 0xBE)


def scanned(content: bytes) -> dict[str, SheetPart]:
    """Return what was seen of each sheet of an old Excel file, by its name in the reader's order.

    Raises
    ------
    NotSpreadsheet
        It is too large, locked, damaged, brings macros along, or is something else in the same file system.
    """
    if len(content) > BYTES_MAX:
        raise NotSpreadsheet(fault="too_big")
    try:
        streams = _streams(content)
    except (struct.error, IndexError, ValueError):
        raise NotSpreadsheet(fault="damaged") from None
    if "encryptedpackage" in streams:
        raise NotSpreadsheet(fault="locked")
    if any(name in streams for name in MACROS):
        raise NotSpreadsheet(fault="macros")
    book = streams.get("workbook") or streams.get("book")
    if not book:
        raise NotSpreadsheet(fault="not_table")
    try:
        return _sheets(book)
    except (struct.error, IndexError, UnicodeDecodeError):
        raise NotSpreadsheet(fault="damaged") from None


def _streams(content: bytes) -> dict[str, bytes]:
    """Return the streams of the file system by their lower-case names; folders with nothing in them."""
    shift, small_shift = struct.unpack_from("<HH", content, 30)
    if content[:8] != MAGIC or shift not in (9, 12) or small_shift != 6:
        raise ValueError("no compound file")
    size = 1 << shift
    first_folder, first_small, first_extra = (struct.unpack_from("<I", content, at)[0] for at in (48, 60, 68))
    sectors = len(content) // size
    table_sectors = [one for one in struct.unpack_from("<109I", content, 76) if one < sectors]
    step = first_extra
    for _ in range(sectors):
        if step in (END, FREE):
            break
        *more, step = struct.unpack_from(f"<{size // 4}I", content, (step + 1) * size)
        table_sectors += [one for one in more if one < sectors]
    table: list[int] = []
    for sector in table_sectors:
        table += struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)

    def chain(first: int, links: list[int], most: int) -> Iterator[int]:
        step, seen = first, 0
        while step not in (END, FREE):
            if seen > most:
                raise ValueError("a chain without end")
            yield step
            step, seen = links[step], seen + 1

    def stream(first: int) -> bytes:
        return b"".join(content[(one + 1) * size : (one + 2) * size] for one in chain(first, table, sectors))

    folder = stream(first_folder)
    entries = [folder[at : at + ENTRY] for at in range(0, len(folder) - ENTRY + 1, ENTRY)]
    small_links = [one for (one,) in struct.iter_unpack("<I", stream(first_small))] if first_small != END else []
    root_first = struct.unpack_from("<I", entries[0], 116)[0]
    pool = stream(root_first) if root_first not in (END, FREE) else b""
    found: dict[str, bytes] = {}
    for entry in entries:
        length, kind = struct.unpack_from("<H", entry, 64)[0], entry[66]
        if kind not in (1, 2):
            continue
        name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace").lower()
        first, whole = struct.unpack_from("<I", entry, 116)[0], struct.unpack_from("<I", entry, 120)[0]
        if kind == 1:
            found.setdefault(name, b"")
        elif whole < SMALL_STREAM:
            pieces = (pool[one * 64 : one * 64 + 64] for one in chain(first, small_links, len(small_links)))
            found[name] = b"".join(pieces)[:whole]
        else:
            found[name] = stream(first)[:whole]
    return found


def _sheets(book: bytes) -> dict[str, SheetPart]:
    names: dict[int, str] = {}
    parts: dict[str, SheetPart] = {}
    part: SheetPart | None = None
    cells = 0
    at = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        body = book[at + 4 : at + 4 + length]
        if kind == FILEPASS:
            raise NotSpreadsheet(fault="locked")
        if kind == BOUNDSHEET:
            names[struct.unpack_from("<I", body)[0]] = _name(body)
        elif kind == BOF and at in names:
            part = parts.setdefault(names[at], SheetPart())
        elif kind == EOF:
            part = None
        elif part is not None:
            cells += 1
            if cells > 2 * CELLS_MAX:
                raise NotSpreadsheet(fault="too_many_cells")
            _see(part, kind, body)
        at += 4 + length
    if not names:
        raise NotSpreadsheet(fault="damaged")
    return parts


def _see(part: SheetPart, kind: int, body: bytes) -> None:
    if kind in CELLS:
        row, column = struct.unpack_from("<HH", body)
        part.reach(row + 1, column + 1)
        if kind == FORMULA:
            part.formulas.append((row + 1, column + 1))
    elif kind in ROWS_OF_CELLS:
        row, column = struct.unpack_from("<HH", body)
        part.reach(row + 1, max(column, struct.unpack_from("<H", body, len(body) - 2)[0]) + 1)
    elif kind == MERGED:
        for number in range(struct.unpack_from("<H", body)[0]):
            top, bottom, left, right = struct.unpack_from("<4H", body, 2 + 8 * number)
            part.merge(top + 1, left + 1, bottom + 1, right + 1)


def _name(body: bytes) -> str:
    length, is_wide = body[6], body[7] & 1
    return body[8 : 8 + length * 2].decode("utf-16-le") if is_wide else body[8 : 8 + length].decode("latin-1")
