"""Writing reduced to one form, character by character, so that every finding keeps its place in the text."""

import unicodedata
from functools import cache
from pathlib import Path

# Han characters: the basic block, its extensions, the compatibility forms and the round zero.
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"


def folded(text: str) -> str:
    """Return the text in NFKC lower case, in simplified characters, at the same length: position i stays position i.

    Characters whose normal form is not exactly one character long (ligatures, unit signs) stay as they are; the
    whole-string form would move every later span.
    """
    return "".join(map(_fold, text))


def simplified(text: str) -> str:
    """Return the text with each traditional character in its simplified form."""
    return text if text.isascii() else text.translate(_simplified())


@cache
def _simplified() -> dict[int, str]:
    """Read the table of characters: a line of traditional ones, below it the simplified ones."""
    content = Path(__file__).with_name("traditional.txt").read_text(encoding="utf-8")
    lines = [line for line in content.splitlines() if line and not line.startswith("#")]
    return {
        ord(old): new
        for above, below in zip(lines[::2], lines[1::2], strict=True)
        for old, new in zip(above, below, strict=True)
    }


@cache
def _fold(character: str) -> str:
    normal = unicodedata.normalize("NFKC", character).lower()
    return simplified(normal) if len(normal) == 1 else character
