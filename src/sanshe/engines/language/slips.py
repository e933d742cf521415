"""Slips of the pen: a word written with a character that sounds the same (挂浩 for 挂号), read as it was meant.

Who types by sound picks a wrong character now and then. A piece of text is taken for a known word where it is no word
itself, sounds exactly like just one word that neighbourhoods use, and shares a character with it. That hardly ever
changes what was written rightly, which matters more than mending everything.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

try:
    import rjieba
except ImportError:  # without a dictionary nothing is known to be no word
    rjieba = None  # type: ignore[assignment]


LONGEST = 4
# Characters that stand everywhere: beside another single one they are themselves, not a slip.
_LIGHT = frozenset(
    "我你他她它您们的了着过吗呢吧啊哦得地和跟与或在是有没不也都就还才又再很太最更这那哪个些么什几想能会可以给把被让从向对为因"
    "所但而且如若即则之其于等一二三四五六七八九十两上下来去里外前后时候点人说看做天周日月年晚早午请谢谁至此无使用及以已便"
)
# Other ways to write a word, which the dictionary takes for words as well.
VARIANTS = {
    "水笼头": "水龙头",
    "身分证": "身份证",
    "帐号": "账号",
    "帐单": "账单",
    "帐户": "账户",
    "结帐": "结账",
    "记帐": "记账",
    "燥音": "噪音",
    "按排": "安排",
    "座便器": "坐便器",
}
_HERE = Path(__file__).parent


def mended(run: str, words: tuple[str, ...]) -> str:
    """Return a run of Han characters with its slips mended, at the same length.

    Parameters
    ----------
    run : str
        Han characters, simplified.
    words : tuple of str
        The run as the dictionary cuts it; together they are the run.

    Returns
    -------
    str
        The run where nothing was found. A window of two to four characters is looked at that begins and ends where
        words do, takes in a character that stands alone, and is no word of the dictionary; longer windows first.
    """
    if rjieba is None:
        return run
    words = tuple(VARIANTS.get(word, word) for word in words)
    text = list("".join(words))
    first = 0
    while first < len(words):
        taken = _mend_at(words, first)
        if taken:
            count, word = taken
            start = sum(map(len, words[:first]))
            text[start : start + len(word)] = word
            first += count
        else:
            first += 1
    return "".join(text)


def _mend_at(words: tuple[str, ...], first: int) -> tuple[int, str] | None:
    """Return how many words from here on are one slip, and what was meant; None where there is none."""
    windows = []
    said = ""
    for count, word in enumerate(words[first : first + LONGEST], start=1):
        said += word
        if len(said) > LONGEST:
            break
        if count > 1:
            windows.append((count, said))
    for count, said in reversed(windows):
        pieces = words[first : first + count]
        alone = [piece for piece in pieces if len(piece) == 1]
        if not alone or rjieba.has_word(said) or (len(said) == 2 and not _LIGHT.isdisjoint(alone)):
            continue
        meant = _meant(said)
        if meant:
            return count, meant
    return None


@cache
def _by_sound() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Read the words that neighbourhoods use, by how they sound."""
    found: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for line in _lines("neighbourhood_words.txt"):
        for word in line.split():
            found[_sound(word)].append(word)
    return {sound: tuple(words) for sound, words in found.items()}


@cache
def _syllables() -> dict[str, str]:
    """Read the toneless syllable of each character, as it is mostly read."""
    pairs = (line.split() for line in _lines("syllables.txt"))
    return {character: syllable for syllable, characters in pairs for character in characters}


def _meant(said: str) -> str | None:
    words = _by_sound().get(_sound(said), ())
    if len(words) != 1:
        return None
    (word,) = words
    return word if word != said and any(a == b for a, b in zip(word, said, strict=True)) else None


def _sound(word: str) -> tuple[str, ...]:
    """Return how a word sounds; a character that nobody knows sounds like itself."""
    return tuple(_syllables().get(character, character) for character in word)


def _lines(name: str) -> list[str]:
    content = (_HERE / name).read_text(encoding="utf-8")
    return [line for line in content.splitlines() if line and not line.startswith("#")]
