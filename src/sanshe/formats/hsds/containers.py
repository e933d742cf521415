"""Where a directory can lie: a folder, a zip, a single file; read within limits, never unpacked to disk."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from sanshe.formats.hsds.errors import NotHsds
from sanshe.formats.reports import Report

MEGABYTE = 1024 * 1024
FILES_MAX = 5_000
TABLE_BYTES_MAX = 256 * MEGABYTE
TOTAL_BYTES_MAX = 1024 * MEGABYTE
# Text of a real directory shrinks to a tenth; a bomb to a thousandth.
RATIO_MAX = 200
RATIO_COUNTS_FROM_BYTES = MEGABYTE
# What a damaged or hostile file can raise while it is being read.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


class Container:
    """A set of files known by their relative path, those that are safe to read only."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._total_bytes = 0

    def names(self) -> list[str]:
        """Return the files that may be read, sorted."""
        raise NotImplementedError

    def open(self, name: str) -> BinaryIO:
        """Open one of them."""
        raise NotImplementedError

    def _fits(self, name: str, size: int) -> bool:
        self._total_bytes += size
        if size > TABLE_BYTES_MAX or self._total_bytes > TOTAL_BYTES_MAX:
            limit = TABLE_BYTES_MAX if size > TABLE_BYTES_MAX else TOTAL_BYTES_MAX
            self.report.refuse_file(name, "too_big", size=size // MEGABYTE, limit=limit // MEGABYTE)
            return False
        return True


class Folder(Container):
    """The files below a folder; links that lead out of it are refused."""

    def __init__(self, root: Path, report: Report, *, only: Path | None = None) -> None:
        super().__init__(report)
        self._root = root.resolve()
        self._names: list[str] = []
        for number, path in enumerate([only] if only else sorted(self._root.rglob("*"))):
            if number >= FILES_MAX:
                raise NotHsds(path=root.name, fault="too_many_files")
            if not path.is_file() or path.suffix.lower() not in (".csv", ".json"):
                continue
            name = path.name if only else path.relative_to(self._root).as_posix()
            if not path.resolve().is_relative_to(self._root):
                report.refuse_file(name, "unsafe_path", value=name)
            elif self._fits(name, path.stat().st_size):
                self._names.append(name)

    def names(self) -> list[str]:
        return self._names

    def open(self, name: str) -> BinaryIO:
        return (self._root / name).open("rb")


class Zip(Container):
    """The members of a zip, read one at a time from where they lie."""

    def __init__(self, archive: zipfile.ZipFile, report: Report) -> None:
        super().__init__(report)
        self._archive = archive
        self._members: dict[str, zipfile.ZipInfo] = {}
        members = archive.infolist()
        if len(members) > FILES_MAX:
            raise NotHsds(path=Path(archive.filename or "").name, fault="too_many_files")
        for member in members:
            name = member.filename
            if member.is_dir() or PurePosixPath(name).suffix.lower() not in (".csv", ".json"):
                continue
            if not is_safe(name) or stat.S_ISLNK(member.external_attr >> 16):
                report.refuse_file(name, "unsafe_path", value=name)
            elif member.flag_bits & 0x1:
                report.refuse_file(name, "encrypted")
            elif member.file_size > RATIO_COUNTS_FROM_BYTES and member.file_size > RATIO_MAX * max(
                member.compress_size, 1
            ):
                ratio = member.file_size // max(member.compress_size, 1)
                report.refuse_file(name, "compressed_too_much", ratio=ratio)
            elif name in self._members:
                report.refuse_file(name, "damaged_file", fault="the name stands twice in the package")
            elif self._fits(name, member.file_size):
                self._members[name] = member

    def names(self) -> list[str]:
        return sorted(self._members)

    def open(self, name: str) -> BinaryIO:
        return self._archive.open(self._members[name])  # type: ignore[return-value]


@contextmanager
def opened(path: Path, report: Report) -> Iterator[Container]:
    """Open what lies at a path for reading.

    Raises
    ------
    NotHsds
        It is neither a folder, a zip, a CSV nor a JSON file.
    """
    with ExitStack() as stack:
        if path.is_dir():
            yield Folder(path, report)
        elif not path.is_file():
            raise NotHsds(path=path.name, fault="not_there")
        elif path.name.lower() == "datapackage.json" or path.suffix.lower() == ".csv":
            yield Folder(path.parent, report)
        elif path.suffix.lower() == ".json":
            yield Folder(path.resolve().parent, report, only=path)
        elif zipfile.is_zipfile(path):
            try:
                archive = stack.enter_context(zipfile.ZipFile(path))
            except DAMAGE as error:
                raise NotHsds(path=path.name, fault="damaged") from error
            yield Zip(archive, report)
        else:
            raise NotHsds(path=path.name, fault="neither_zip_nor_json")


def is_safe(name: str) -> bool:
    """Whether a path inside a package stays inside it."""
    path = PurePosixPath(name)
    return not (path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name)
