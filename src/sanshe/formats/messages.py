"""Messages that residents wrote elsewhere, as a table: what they said, when, and under which category.

`read(path)` takes a CSV with the column `text` and optionally `id`, `date`, `subject` and `category`, in
UTF-8 or GB18030, words run together or already separated by spaces. Every row is taken or refused with its
reason.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from sanshe.formats.reports import Reason, Report
from sanshe.kernel.errors import DomainError

BYTES_MAX = 64 * 1024 * 1024
CELL_MAX = 1_000_000
# A letter to the town hall may be long; beyond this it is a document.
TEXT_MAX = 20_000
ID_MAX = 120
SAMPLE = 100
# Between separated Chinese words every third or fourth character is a space; in plain text hardly any is.
SPACED_SHARE = 0.15
COLUMNS = ("id", "date", "subject", "text", "category")

_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_CJK_GAP = re.compile(rf"(?<={_CJK})[ \u3000]+|[ \u3000]+(?={_CJK})")
_DATE = re.compile(r"(\d{4})[/.\-年](\d{1,2})[/.\-月](\d{1,2})(?!\d)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

REASONS = {
    "empty_text": Reason(_("The message is empty."), _("Write what was said, or delete the row.")),
    "text_too_long": Reason(
        _("The text has %(length)s characters; at most %(limit)s are possible."),
        _("Shorten the text; nothing is cut off silently."),
    ),
    "id_too_long": Reason(
        _("The id has %(length)s characters; at most %(limit)s are possible."), _("Use a shorter id.")
    ),
    "duplicate_id": Reason(
        _("The id %(value)s stands in an earlier row already."), _("Give this row another id, or delete it.")
    ),
    "duplicate_text": Reason(
        _("The same message stands in row %(earlier)s already."),
        _("Delete it, or give both an id if it was really said twice."),
    ),
    "bad_date": Reason(_("“%(value)s” is no date."), _("Write it like 2024-05-31.")),
    "bad_row": Reason(
        _("The row has %(found)s cells under %(expected)s columns."),
        _("Put text that contains commas in quotes."),
    ),
    "bad_quotes": Reason(
        _("The row cannot be taken apart: %(fault)s"),
        _("Check the quotation marks in and before this row."),
    ),
    "subject_taken": Reason(
        _("The message has %(length)s characters, more than the %(limit)s of a need; its subject was taken."),
        _("Nothing has to be done; or say it in one sentence."),
    ),
}
FAULTS = {
    "not_there": _("there is no such file"),
    "too_big": _("it is larger than 64 MB"),
    "not_text": _("it is no text in UTF-8 or GB18030"),
    "no_text_column": _("its first row names no column “text”"),
}


class NotMessages(DomainError):
    """What was given is no table of messages at all."""

    code = "not_messages"
    message = _(
        "%(path)s is no table of messages: %(fault)s. Expected is a CSV whose first row names the columns: "
        "text, and if you have them id, date, subject, category."
    )

    def __init__(self, *, path: str, fault: str) -> None:
        super().__init__(path=path, fault=FAULTS[fault])
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Message:
    """One message; without an id of its own it is known by a digest of its words.

    `sentence` is what can stand as a need: the text, or the subject of one that is too long for it.
    """

    row: int
    id: str
    text: str
    sentence: str
    subject: str = ""
    category: str = ""
    written_on: date | None = None


@dataclass(frozen=True, slots=True)
class Messages:
    """All messages of a file that could be taken, and the report of the others."""

    file: str
    encoding: str
    messages: tuple[Message, ...]
    report: Report = field(compare=False)


def read(path: Path, *, sentence_max: int = TEXT_MAX) -> Messages:
    """Read a table of messages for the import; a sentence may have `sentence_max` characters.

    Raises
    ------
    NotMessages
        What lies there is no table of messages.
    """
    if not path.is_file():
        raise NotMessages(path=path.name, fault="not_there")
    if path.stat().st_size > BYTES_MAX:
        raise NotMessages(path=path.name, fault="too_big")
    content, encoding = _decoded(path)
    report = Report(REASONS)
    csv.field_size_limit(CELL_MAX)
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    try:
        header = [column.strip().lower() for column in next(reader, [])]
    except csv.Error:
        header = []
    if header.count("text") != 1:
        raise NotMessages(path=path.name, fault="no_text_column")
    rows = list(_rows(path.name, header, reader, report))
    sample = "".join(cells["text"] for _, cells in rows[:SAMPLE])
    spaced = len(re.findall(_CJK, sample)) > 0 and sample.count(" ") > SPACED_SHARE * len(sample)
    messages = []
    seen: dict[str, int] = {}
    for number, cells in rows:
        cells = {name: cells.get(name, "").strip() for name in COLUMNS}
        cells["text"], cells["subject"] = (_plain(cells[name], spaced=spaced) for name in ("text", "subject"))
        digest = hashlib.sha256(f"{cells['subject']}\n{cells['text']}".encode()).hexdigest()[:32]
        pk = cells["id"] or digest
        sentence = cells["text"] if len(cells["text"]) <= sentence_max else cells["subject"]
        if fault := _fault(cells, pk=pk, sentence=sentence, sentence_max=sentence_max, seen=seen):
            code, column, params = fault
            report.refuse_row("messages", path.name, number, code, column, **params)
            continue
        report.take("messages")
        seen[pk] = number
        if sentence != cells["text"]:
            length = len(cells["text"])
            report.mend_field(path.name, number, "subject_taken", "text", length=length, limit=sentence_max)
        written_on = _date(cells["date"])
        if cells["date"] and written_on is None:
            report.drop_field(path.name, number, "bad_date", "date", value=cells["date"])
        messages.append(Message(number, pk, cells["text"], sentence, cells["subject"], cells["category"], written_on))
    return Messages(path.name, encoding, tuple(messages), report)


def _decoded(path: Path) -> tuple[str, str]:
    content = path.read_bytes()
    if b"\0" not in content[:4096]:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError:
                continue
    raise NotMessages(path=path.name, fault="not_text")


def _rows(
    file: str, header: list[str], reader: Iterator[list[str]], report: Report
) -> Iterator[tuple[int, dict[str, str]]]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            report.read("messages")
            report.refuse_row("messages", file, number, "bad_quotes", fault=str(error))
            continue
        if not cells:
            continue
        report.read("messages")
        if len(cells) != len(header):
            report.refuse_row("messages", file, number, "bad_row", found=len(cells), expected=len(header))
            continue
        yield number, {name: _CONTROL.sub("", cell) for name, cell in zip(header, cells, strict=True)}


def _fault(
    cells: dict[str, str], *, pk: str, sentence: str, sentence_max: int, seen: dict[str, int]
) -> tuple[str, str, dict[str, object]] | None:
    """Return why a message cannot be taken (code, column, parameters), or nothing."""
    length = len(cells["text"])
    if not length:
        return "empty_text", "text", {}
    if length > TEXT_MAX or not sentence or len(sentence) > sentence_max:
        return "text_too_long", "text", {"length": length, "limit": min(sentence_max, TEXT_MAX)}
    if len(pk) > ID_MAX:
        return "id_too_long", "id", {"length": len(pk), "limit": ID_MAX}
    if pk in seen and cells["id"]:
        return "duplicate_id", "id", {"value": pk}
    if pk in seen:
        return "duplicate_text", "text", {"earlier": seen[pk]}
    return None


def _date(text: str) -> date | None:
    match = _DATE.match(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _plain(text: str, *, spaced: bool) -> str:
    text = " ".join(text.replace("\\n", " ").split())
    return _CJK_GAP.sub("", text) if spaced else text
