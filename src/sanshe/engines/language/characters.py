"""Writing reduced to one form, character by character, so that every finding keeps its place in the text."""

import unicodedata

# Han characters: the basic block, its extensions, the compatibility forms and the round zero.
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"


def folded(text: str) -> str:
    """Return the text in NFKC lower case at the same length: position i stays position i.

    Characters whose normal form is not exactly one character long (ligatures, unit signs) stay as they are; the
    whole-string form would move every later span.
    """
    return "".join(_fold(character) for character in text)


def _fold(character: str) -> str:
    normal = unicodedata.normalize("NFKC", character).lower()
    return normal if len(normal) == 1 else character
