"""What stands on each kind of paper; all texts arrive in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Shape = Literal["line", "lines", "ticks", "date"]


@dataclass(frozen=True, slots=True)
class ReceiptSheet:
    """What somebody takes home after a worker wrote for them: what was kept, and the way to their own account.

    `lines` are pairs of what it is and what was said.
    """

    title: str
    community_name: str
    code: str
    claim_url: str
    issued_text: str
    person_name: str
    lines: Sequence[tuple[str, str]]
    consent_text: str
    entered_by_text: str
    contact_text: str
    language: str


@dataclass(frozen=True, slots=True)
class PrintField:
    """One question of a form and the room for its answer; `lines` counts writing lines where `shape` is "lines"."""

    label: str
    help: str
    shape: Shape
    choices: Sequence[str] = ()
    lines: int = 1


@dataclass(frozen=True, slots=True)
class BlankForm:
    """A form to be filled in by hand; whoever types it in finds it by its serial. `large` sets 16 pt, else 14 pt."""

    kind: str
    title: str
    intro: str
    serial: str
    url: str
    fields: Sequence[PrintField]
    consent_text: str
    sign_label: str
    language: str
    large: bool = True


@dataclass(frozen=True, slots=True)
class DoorLetter:
    """A letter for one door, with the code by which whoever lives there proves that they do."""

    community_name: str
    address: str
    code: str
    url: str
    valid_until_text: str
    title: str
    intro_lines: Sequence[str]
    language: str
