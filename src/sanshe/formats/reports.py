"""What was refused, where, why, and what to do about it.

Each refusal is a code with parameters; its sentence and its remedy are made in the reader's language when
they are read, so that the same report serves a table, a file and a machine.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise

# Beyond this many, refusals are counted but no longer kept one by one, so that a hostile file cannot fill
# the memory.
ENTRIES_MAX = 200_000
VALUE_SHOWN_MAX = 80


class Severity(StrEnum):
    """How much was lost: nothing after mending, one field, one row, or a whole file."""

    MENDED_FIELD = "mended_field"
    DROPPED_FIELD = "dropped_field"
    REFUSED_ROW = "refused_row"
    REFUSED_FILE = "refused_file"


class Reason(NamedTuple):
    """Why something was refused and what the sender can do, as sentences to fill in."""

    message: Promise
    remedy: Promise


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that was not taken as it stands.

    `row` counts as a spreadsheet does (the heading is 1), in JSON the records of a document; null: the whole
    file.
    """

    severity: Severity
    code: str
    reason: Reason
    file: str
    row: int | None = None
    field: str = ""
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong, in the reader's language."""
        return str(self.reason.message) % self.params

    @property
    def remedy(self) -> str:
        """What to do, in the reader's language."""
        return str(self.reason.remedy) % self.params

    def as_dict(self) -> dict[str, object]:
        """Return it for a machine, sentences included."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "file": self.file,
            "row": self.row,
            "field": self.field,
            "message": self.message,
            "remedy": self.remedy,
        }


@dataclass(slots=True)
class TableCount:
    """How many rows of a table were read, taken and refused; read = taken + refused."""

    read: int = 0
    taken: int = 0
    refused: int = 0


class Report:
    """Everything that was refused while one source was read, and the count of everything that was not."""

    def __init__(self, reasons: Mapping[str, Reason]) -> None:
        self._reasons = reasons
        self.entries: list[Refusal] = []
        self.counts: Counter[tuple[Severity, str]] = Counter()
        self.tables: dict[str, TableCount] = {}
        self.left_aside: list[str] = []

    def read(self, table: str) -> None:
        """Count a row that was met."""
        self.tables.setdefault(table, TableCount()).read += 1

    def take(self, table: str) -> None:
        """Count a row that was taken."""
        self.tables[table].taken += 1

    def refuse_row(self, table: str, file: str, row: int, code: str, field: str = "", **params: object) -> None:
        """Note that a row was refused."""
        self.tables[table].refused += 1
        self._add(Severity.REFUSED_ROW, code, file, row, field, params)

    def drop_field(self, file: str, row: int, code: str, field: str, **params: object) -> None:
        """Note that a row was taken without one of its fields."""
        self._add(Severity.DROPPED_FIELD, code, file, row, field, params)

    def mend_field(self, file: str, row: int, code: str, field: str, **params: object) -> None:
        """Note that a row was taken with another value in one of its fields."""
        self._add(Severity.MENDED_FIELD, code, file, row, field, params)

    def refuse_file(self, file: str, code: str, **params: object) -> None:
        """Note that a whole file was not read."""
        self._add(Severity.REFUSED_FILE, code, file, None, "", params)

    def by_reason(self) -> list[tuple[Severity, str, int]]:
        """Return (severity, code, how often), the most frequent first."""
        return sorted(
            ((severity, code, count) for (severity, code), count in self.counts.items()),
            key=lambda line: (-line[2], line[0], line[1]),
        )

    def of(self, *codes: str) -> Iterable[Refusal]:
        """Yield the refusals with these codes."""
        return (entry for entry in self.entries if entry.code in codes)

    @property
    def is_clean(self) -> bool:
        """Whether everything was taken."""
        return not self.counts

    def _add(
        self,
        severity: Severity,
        code: str,
        file: str,
        row: int | None,
        field: str,
        params: Mapping[str, object],
    ) -> None:
        reason = self._reasons[code]
        self.counts[severity, code] += 1
        if len(self.entries) < ENTRIES_MAX:
            self.entries.append(Refusal(severity, code, reason, _printable(file), row, field, _shown(params)))


def _shown(params: Mapping[str, object]) -> dict[str, object]:
    """Shorten what is quoted from the file; the refusal is about it, it need not repeat it whole."""
    return {key: _quoted(value) if isinstance(value, str) else value for key, value in params.items()}


def _printable(text: str) -> str:
    """Return a text without control sequences, which a terminal showing the report would obey."""
    return "".join(character if character.isprintable() else " " for character in text)


def _quoted(value: str) -> str:
    plain = _printable(value)
    return plain[:VALUE_SHOWN_MAX] + "…" if len(plain) > VALUE_SHOWN_MAX else plain
