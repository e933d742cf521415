"""Tokens of Chinese and mixed text, the same for what is stored and what is asked."""

import re
import unicodedata
from itertools import pairwise

import rjieba

from sanshe.engines.language.characters import HAN

# Stored rows carry it; a new number means that every row is cut anew.
TOKENIZER_VERSION = 1

# PostgreSQL refuses lexemes beyond 2,046 bytes; 48 characters are at most 192 bytes in UTF-8.
LONGEST_WORD = 48

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


def tokenize(text: str) -> tuple[str, ...]:
    """Cut a text into the tokens that offers and needs are found by.

    Parameters
    ----------
    text : str
        Anything a person may write, of any length.

    Returns
    -------
    tuple of str
        Each token once, in the order of first occurrence: for every run of Han characters its overlapping
        character pairs (the character itself where the run is one long), then its dictionary words of two or more
        characters as ``w:word``; for every other run of letters and digits the run itself in lower case. At most
        48 characters (192 bytes) each.

    Notes
    -----
    The text is brought to NFKC and lower case first. Words come from jieba's dictionary without its hidden Markov
    model, which invents words that the other side of a match does not share. Pairs alone find what the dictionary
    does not know (names of streets, dialect).
    """
    found: dict[str, None] = {}
    for match in _RUN.finditer(unicodedata.normalize("NFKC", text).lower()):
        run = match.group()
        if not _FIRST_HAN.match(run):
            found.setdefault(run[:LONGEST_WORD])
            continue
        if len(run) == 1:
            found.setdefault(run)
            continue
        for first, second in pairwise(run):
            found.setdefault(first + second)
        for word in words_of_run(run):
            found.setdefault(f"w:{word[:LONGEST_WORD]}")
    return tuple(found)


def words_of_run(run: str) -> tuple[str, ...]:
    """Return the dictionary words of a run of Han characters: two characters or longer, stop words left out."""
    return tuple(word for word in rjieba.cut(run, False) if len(word) > 1 and word not in STOP_WORDS)
