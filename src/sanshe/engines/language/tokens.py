"""Tokens of Chinese and mixed text, the same for what is stored and what is asked."""

import re
import unicodedata
import zlib
from collections.abc import Iterable, Set
from itertools import pairwise

from sanshe.engines.language.characters import HAN, simplified
from sanshe.engines.language.numbers import with_digits
from sanshe.engines.language.slips import mended

try:
    import rjieba
except ImportError:  # pairs alone still find almost everything
    rjieba = None  # type: ignore[assignment]

# Stored rows carry it (see `version_of`); a new number means that every row is cut anew.
TOKENIZER_VERSION = 2

# PostgreSQL refuses lexemes beyond 2,046 bytes; 48 characters are at most 192 bytes in UTF-8.
LONGEST_WORD = 48
# Names of places and services of a district are hardly longer.
LONGEST_NAME = 12

_RUN = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
_FIRST_HAN = re.compile(f"[{HAN}]")

# Words that stand in every second sentence of a notice board and tell nothing apart.
_STOP_WORDS = (
    # asking and greeting
    "我想 想要 需要 希望 请问 您好 你好 大家 各位 谢谢 麻烦 有没有 哪位 请教 一下 求助 感谢 "
    # pronouns
    "我们 你们 他们 她们 自己 咱们 人家 这个 那个 这里 那里 这样 那样 什么 怎么 哪里 哪个 多少 "
    # joints
    "可以 能够 因为 所以 但是 不过 还是 就是 或者 而且 然后 如果 虽然 已经 一个 一些 一直 没有 不是 不会 "
    "的话 时候 之后 以后 之前 以前 现在 比较 非常 特别 真的 有点 一点 这种 那种 有人"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())


def tokenize(text: str, words: Set[str] = frozenset()) -> tuple[str, ...]:
    """Cut a text into the tokens that offers and needs are found by.

    Parameters
    ----------
    text : str
        Anything a person may write, of any length.
    words : set of str, optional
        What the district calls its own: names of streets, squares, services; Han characters, 2 to 12 each.

    Returns
    -------
    tuple of str
        Each token once, in the order of first occurrence: for every run of Han characters its overlapping
        character pairs (the character itself where the run is one long), then its dictionary words of two or more
        characters as ``w:word``; for every other run of letters and digits the run itself in lower case. At most
        48 characters (192 bytes) each.

    Notes
    -----
    The text is brought to NFKC, lower case and simplified characters first. Words come from jieba's dictionary without
    its hidden Markov model, which invents words that the other side of a match does not share. Pairs alone find what
    the dictionary does not know (names of streets, dialect), and everything where no dictionary is installed. Where a
    number is written in words, or a word with a slip of the pen, the tokens of what was meant come besides.
    """
    said = simplified(unicodedata.normalize("NFKC", text).lower())
    found: dict[str, None] = {}
    _add_tokens(said, words, found)
    in_digits = with_digits(said)
    if in_digits != said:
        _add_tokens(in_digits, words, found)
    return tuple(found)


def own_words(words: Iterable[str]) -> frozenset[str]:
    """Return those of a district's words that the dictionary does not know: only they have to be said to `tokenize`."""
    of_han = {word for word in words if 2 <= len(word) <= LONGEST_NAME and re.fullmatch(f"[{HAN}]+", word)}
    return frozenset(word for word in map(simplified, of_han) if _cut(word) != (word,))


def version_of(words: Set[str]) -> int:
    """Return what rows cut with these words carry: another tokenizer, or other words, another number."""
    return TOKENIZER_VERSION << 16 | (zlib.crc32("\n".join(sorted(words)).encode()) & 0xFFFF if words else 0)


def words_of_run(run: str) -> tuple[str, ...]:
    """Return the dictionary words of a run of Han characters: two characters or longer, stop words left out."""
    return _telling(_cut(run))


def _add_tokens(said: str, words: Set[str], found: dict[str, None]) -> None:
    for match in _RUN.finditer(said):
        run = match.group()
        if not _FIRST_HAN.match(run):
            found.setdefault(run[:LONGEST_WORD])
            continue
        if len(run) == 1:
            found.setdefault(run)
            continue
        cut = _cut(run)
        meant = mended(run, cut)
        for one, its_words in ((run, cut), (meant, _cut(meant))) if meant != run else ((run, cut),):
            for first, second in pairwise(one):
                found.setdefault(first + second)
            for word in _telling(its_words):
                found.setdefault(f"w:{word[:LONGEST_WORD]}")
            for word in _of_the_district(one, words):
                found.setdefault(f"w:{word}")


def _cut(run: str) -> tuple[str, ...]:
    return tuple(run) if rjieba is None else tuple(rjieba.cut(run, False))


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if len(word) > 1 and word not in STOP_WORDS)


def _of_the_district(run: str, words: Set[str]) -> list[str]:
    """Return the district's own words in a run, the longest at each place."""
    if not words:
        return []
    found = []
    for start in range(len(run)):
        for end in range(min(len(run), start + LONGEST_NAME), start + 1, -1):
            if run[start:end] in words:
                found.append(run[start:end])
                break
    return found
