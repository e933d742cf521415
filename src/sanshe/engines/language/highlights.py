"""Where in a sentence the words stand that decided something."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from sanshe.engines.language.characters import folded


def spans_of_words(text: str, words: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Return the half-open spans of characters at which any of the words stands, merged, in order.

    A word that a scorer brought to another form than the text has (spaces left out, say) is not found and left out.
    """
    said = folded(text)
    marked = bytearray(len(said))
    for word in dict.fromkeys(folded(word) for word in words):
        start = said.find(word) if word else -1
        while start >= 0:
            marked[start : start + len(word)] = b"\x01" * len(word)
            start = said.find(word, start + 1)
    spans, start = [], 0
    while (start := marked.find(1, start)) >= 0:
        end = marked.find(0, start)
        end = len(marked) if end < 0 else end
        spans.append((start, end))
        start = end
    return tuple(spans)


def pieces(text: str, layers: Sequence[tuple[str, Iterable[tuple[int, int]]]]) -> tuple[tuple[str, str], ...]:
    """Cut a text into pieces, each with the name of the layer it lies in, "" for none; together they are the text.

    Parameters
    ----------
    text : str
    layers : sequence of (name, spans)
        Half-open spans of characters; where layers overlap the first one has it.
    """
    names = [""] * len(text)
    for name, spans in reversed(layers):
        for start, end in spans:
            names[start:end] = [name] * len(names[start:end])
    cuts = [0, *(at for at in range(1, len(text)) if names[at] != names[at - 1]), len(text)]
    return tuple((text[start:end], names[start]) for start, end in pairwise(cuts) if start < end)
