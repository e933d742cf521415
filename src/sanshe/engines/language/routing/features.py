"""What a linear model sees of a text: characters and their pairs, and words; those of its beginning count once more.

How a message begins says what it is about, so the first forty characters are features of their own. Each of the four
kinds (characters, words, each in the whole and at the beginning) is of a length of its own, whatever the text's length.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import rjieba
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sanshe.engines.language.characters import HAN

Floats = NDArray[np.float64]

_RUN = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
_SPACE_BETWEEN_HAN = re.compile(f"(?<=[{HAN}])[ \\t]+(?=[{HAN}])")
_FIRST_HAN = re.compile(f"[{HAN}]")
_NOT_A_LETTER = re.compile(r"[\W_]+")
# How a feature's name begins says of which kind it is, and how much the kind weighs.
CHARACTER, PAIR, WORD = "1:", "2:", "w:"
HEAD_CHARACTER, HEAD_PAIR, HEAD_WORD = "1^", "2^", "w^"
KINDS = {CHARACTER: 0, PAIR: 0, WORD: 1, HEAD_CHARACTER: 2, HEAD_PAIR: 2, HEAD_WORD: 3}
KIND_WEIGHTS = np.array([1.0, 1.0, 0.5, 0.5])
HEAD_LENGTH = 40
LONGEST_WORD = 48
# So many digits in one run are nobody's business: a model must not remember telephone numbers.
NUMBER_MIN = 6
# A feature that one text alone has teaches nothing about others, once there are enough texts.
LEAST_TEXTS, ENOUGH_TEXTS = 2, 100
# So many features are kept at most, those first that most texts have: a model stays a few megabytes.
FEATURES_MAX = 200_000
TINY = 1e-100


def letters(text: str) -> str:
    """Return the letters and digits of a text alone, in one form: two texts of the same letters are copies."""
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text).lower())


def features(text: str) -> Counter[str]:
    """Count characters, pairs and words of a text, and those of its beginning; words already cut apart are joined."""
    said = _SPACE_BETWEEN_HAN.sub("", unicodedata.normalize("NFKC", text).lower())
    counts: Counter[str] = Counter()
    _count(said, counts, CHARACTER, PAIR, WORD)
    _count(said[:HEAD_LENGTH], counts, HEAD_CHARACTER, HEAD_PAIR, HEAD_WORD)
    return counts


def _count(said: str, counts: Counter[str], character: str, pair: str, word: str) -> None:
    for match in _RUN.finditer(said):
        run = match.group()
        if not _FIRST_HAN.match(run):
            if not _identifies(run):
                counts[word + run[:LONGEST_WORD]] += 1
            continue
        counts.update(character + one for one in run)
        counts.update(pair + run[index : index + 2] for index in range(len(run) - 1))
        counts.update(word + one[:LONGEST_WORD] for one in rjieba.cut(run, False) if len(one) > 1)


def _identifies(run: str) -> bool:
    """Tell whether a run of letters and digits may name one person: a number of telephone, identity or account."""
    return sum(character.isdecimal() for character in run) >= NUMBER_MIN


def vocabulary_of(counted: Sequence[Mapping[str, int]]) -> tuple[Mapping[str, int], Floats]:
    """Return the features worth learning with their columns, and how much each tells (inverse document frequency).

    Parameters
    ----------
    counted : sequence of counts, one per text

    Returns
    -------
    mapping of feature to column, array of float, shape (features,)
        ``ln((1 + texts) / (1 + texts with it)) + 1``, at least 1.
    """
    texts_with: Counter[str] = Counter()
    for counts in counted:
        texts_with.update(counts.keys())
    least = LEAST_TEXTS if len(counted) >= ENOUGH_TEXTS else 1
    kept = [name for name, number in texts_with.items() if number >= least]
    if len(kept) > FEATURES_MAX:
        kept = sorted(kept, key=lambda name: (-texts_with[name], name))[:FEATURES_MAX]
    names = sorted(kept)
    idf = np.array([math.log((1 + len(counted)) / (1 + texts_with[name])) + 1 for name in names])
    return MappingProxyType({name: column for column, name in enumerate(names)}), idf


def matrix(counted: Sequence[Mapping[str, int]], vocabulary: Mapping[str, int], idf: Floats) -> csr_array[Any]:
    """Return a row per text: ``(1 + ln count) · idf``, each kind scaled to its weight, then the row to length 1.

    Returns
    -------
    sparse array, shape (texts, features)
        A text without a known feature is a row of zeros.
    """
    columns: list[int] = []
    numbers: list[int] = []
    kinds: list[int] = []
    ends = [0]
    for counts in counted:
        for name, number in counts.items():
            column = vocabulary.get(name)
            if column is not None:
                columns.append(column)
                numbers.append(number)
                kinds.append(KINDS[name[:2]])
        ends.append(len(columns))
    texts, width = len(counted), len(KIND_WEIGHTS)
    places = np.array(columns, dtype=np.int64)
    values = (1 + np.log(np.array(numbers, dtype=np.float64))) * idf[places]
    owner = np.repeat(np.arange(texts), np.diff(ends))
    cell = width * owner + np.array(kinds, dtype=np.int64)
    squares = np.bincount(cell, weights=values**2, minlength=width * texts).reshape(texts, width)
    whole = ((squares > 0) * KIND_WEIGHTS**2).sum(axis=1, keepdims=True)
    scale = KIND_WEIGHTS / np.sqrt(np.maximum(squares, TINY) * np.maximum(whole, TINY))
    return csr_array((values * scale.ravel()[cell], places, np.array(ends)), shape=(texts, len(vocabulary)))
