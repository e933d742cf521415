"""Handing sheets to the typesetter."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import segno
import typst

from sanshe.formats.print.fonts import chinese_family, fonts
from sanshe.formats.print.sheets import BlankForm, DoorLetter, ReceiptSheet
from sanshe.kernel.fields import plain_text

PAPER = Path(__file__).with_name("paper")
READABLE_BY_ALL = "ua-1"  # PDF/UA: whoever cannot see hears the sheet in its order
# Where a line may be broken inside what has no spaces.
BREAK = "\u200b"
LONG_RUN = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]{25,}")
RUN_PIECE = 10
ADDRESS_PIECE = re.compile(r"[^/?&=]*[/?&=]|[^/?&=]+")
# Marks that turn the order of writing around: harmless on a screen that isolates them, not on paper.
DIRECTION_MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
JOINERS = "\u200b\u200d\u2060\ufe0e\ufe0f\ufeff\u20e3"
UNPRINTED = dict.fromkeys(map(ord, DIRECTION_MARKS + JOINERS))

_typesetting = Lock()


def receipt(sheet: ReceiptSheet) -> bytes:
    """Return the receipt of what a worker wrote for somebody, as PDF.

    Raises
    ------
    FontMissing
        No Chinese font is on this machine.
    """
    return _pdf("receipt.typ", [{**_clean(asdict(sheet)), **_address(sheet.claim_url)}])


def blank_forms(forms: Sequence[BlankForm]) -> bytes:
    """Return forms to be filled in by hand, one after the other, each with its own page numbers, as one PDF.

    Raises
    ------
    FontMissing
        No Chinese font is on this machine.
    """
    return _pdf("form.typ", [{**_clean(asdict(form)), **_address(form.url)} for form in forms])


def door_letters(letters: Sequence[DoorLetter]) -> bytes:
    """Return letters for doors, one a page, as one PDF.

    Raises
    ------
    FontMissing
        No Chinese font is on this machine.
    """
    return _pdf("letter.typ", [{**_clean(asdict(letter)), **_address(letter.url)} for letter in letters])


def _pdf(template: str, sheets: list[dict[str, Any]]) -> bytes:
    if not sheets:
        raise ValueError("There is nothing to print.")
    inputs = {"sheets": json.dumps(sheets, ensure_ascii=False), "font": chinese_family()}
    with _typesetting:  # one typesetter of a template serves all threads, one at a time
        typesetter = _typesetter(template)
        try:
            return typesetter.compile(format="pdf", sys_inputs=inputs, pdf_standards=READABLE_BY_ALL)
        except typst.TypstError:
            # The standard wants a title, and a font for every character; where there is none, an empty box has to do.
            return typesetter.compile(format="pdf", sys_inputs=inputs)


@cache
def _typesetter(template: str) -> typst.Compiler:
    return typst.Compiler(input=PAPER / template, root=PAPER, font_paths=fonts())


def _address(url: str) -> dict[str, str]:
    """Return an address as a drawing of its QR code, and as it is written under it."""
    picture = io.BytesIO()
    segno.make(plain_text(url).strip() or "-", micro=False, error="m").save(
        picture, kind="svg", border=0, xmldecl=False, nl=False
    )
    pieces = ADDRESS_PIECE.findall(_plain(url).removeprefix("https://").removeprefix("http://"))
    written = BREAK.join(LONG_RUN.sub(_broken, piece) for piece in pieces)
    return {"qr": picture.getvalue().decode(), "address_text": written}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return "\n".join(_printable(line) for line in value.splitlines())
    if isinstance(value, dict):
        return {name: _clean(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(inner) for inner in value]
    return value


def _printable(line: str) -> str:
    return LONG_RUN.sub(_broken, _plain(line))


def _plain(line: str) -> str:
    """Return a line as paper can carry it: no control characters, no marks of direction, no emoji."""
    line = plain_text(line).translate(UNPRINTED)
    return " ".join("".join(character for character in line if not _is_emoji(character)).split())


def _broken(run: re.Match[str]) -> str:
    text = run.group()
    return BREAK.join(text[start : start + RUN_PIECE] for start in range(0, len(text), RUN_PIECE))


def _is_emoji(character: str) -> bool:
    code = ord(character)
    is_picture = 0x1F000 <= code <= 0x1FAFF or 0x2600 <= code <= 0x27BF or 0xE0000 <= code <= 0xE007F
    return (is_picture and unicodedata.category(character) in {"So", "Sk", "Cf", "Cn"}) or 0xE000 <= code <= 0xF8FF
