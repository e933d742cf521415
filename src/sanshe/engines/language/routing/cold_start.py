"""Route by the words of the categories alone, before anything was sorted by hand."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sanshe.engines.language.characters import HAN, folded
from sanshe.engines.language.routing.routes import Category, Routing
from sanshe.engines.language.tokens import tokenize

# What the kinds of evidence count: a whole phrase (times its length), a shared token, a shared character.
PHRASE, TOKEN, CHARACTER = 1.0, 0.5, 0.3
# A token that a category has in several of its words counts more, but far from proportionally.
REPETITION = 0.3
# Evidence at which the certainty that any category applies has reached 1 - 1/e: about one telling phrase.
ENOUGH_EVIDENCE = 6.0
# How far the best category stands out, as a power of the evidence.
SHARPNESS = 2.0
WORDS_SHOWN = 4

# Characters found in words of every kind, and in the frame of most sentences.
LIGHT = frozenset(
    "我你他她它您们的了着过吗呢吧啊哦得地和跟与或在是有没不也都就还才又再很太最更这那哪个些么什几想要能会可以给把被让从到向对为因所"
    "但而且如若即则之其于等一二两三四五六七八九十上下来去里外前后时候点人家说看做天周日月年晚早午请谢找帮大小好用出学老"
)
_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True)
class WordScorer:
    """Weighted evidence: phrase, token or character → (category, weight) pairs."""

    codes: tuple[str, ...]
    phrases: Mapping[str, tuple[tuple[int, float], ...]]
    tokens: Mapping[str, tuple[tuple[int, float], ...]]
    characters: Mapping[str, tuple[tuple[int, float], ...]]
    longest: int

    def rank(self, text: str, *, limit: int) -> tuple[Routing, ...]:
        """Return the categories with the most evidence in a text.

        A category's probability is its share of the squared evidence times the certainty that there is enough of
        it; it is an ordering with a sense of doubt, not a calibrated frequency.
        """
        said = folded(text)
        evidence: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
        for phrase in self._phrases_in(said):
            for index, weight in self.phrases[phrase]:
                evidence[index].append((weight, phrase))
        for token in tokenize(said):
            for index, weight in self.tokens.get(token, ()):
                evidence[index].append((weight, token.removeprefix("w:")))
        for character in sorted(set(said)):
            for index, weight in self.characters.get(character, ()):
                evidence[index].append((weight, ""))
        if not evidence:
            return ()
        sums = {index: math.fsum(weight for weight, _ in parts) for index, parts in evidence.items()}
        whole = math.fsum(sorted(total**SHARPNESS for total in sums.values()))
        order = sorted(sums, key=lambda index: (-sums[index], self.codes[index]))
        return tuple(
            Routing(
                code=self.codes[index],
                probability=sums[index] ** SHARPNESS / whole * -math.expm1(-sums[index] / ENOUGH_EVIDENCE),
                words=_deciding(evidence[index]),
            )
            for index in order[:limit]
        )

    def _phrases_in(self, said: str) -> list[str]:
        """Return the known phrases in a text, without those that are only part of a longer one found."""
        found = {
            said[start:end]
            for start in range(len(said))
            for end in range(start + 1, min(start + self.longest, len(said)) + 1)
            if said[start:end] in self.phrases
        }
        return sorted(one for one in found if not any(one != other and one in other for other in found))


def scorer_of(categories: Sequence[Category]) -> WordScorer:
    """Weigh the words of categories against one another: what few categories say tells more (idf)."""
    codes = tuple(category.code for category in categories)
    phrases_of = [_phrases(category) for category in categories]
    phrases = _index((dict.fromkeys(own, 1) for own in phrases_of), len(codes))
    tokens = _index((Counter(t for p in own for t in tokenize(p)) for own in phrases_of), len(codes))
    characters = _index(
        (Counter(c for p in own for c in set(p) if _HAN.match(c) and c not in LIGHT) for own in phrases_of),
        len(codes),
    )
    return WordScorer(
        codes=codes,
        phrases=_scaled(phrases, lambda phrase: PHRASE * len(phrase)),
        tokens=_scaled(tokens, lambda token: TOKEN * _telling(token)),
        characters=_scaled(characters, lambda _: CHARACTER),
        longest=max((len(phrase) for phrase in phrases), default=0),
    )


def _phrases(category: Category) -> list[str]:
    words = dict.fromkeys(folded(word).strip() for word in (category.name, *category.words))
    return [word for word in words if len(word) > 1]


def _telling(token: str) -> float:
    """Return what a token tells by its kind: a word 1, a pair of full characters 0.4, a pair with a light one 0.1."""
    if token.startswith("w:") or token.isascii():
        return 1.0
    light = sum(character in LIGHT for character in token)
    return 0.4 if light == 0 else (0.1 if light < len(token) else 0.0)


def _index(counts: Iterable[Mapping[str, int]], categories: int) -> dict[str, list[tuple[int, float]]]:
    index: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, own in enumerate(counts):
        for key, count in own.items():
            index[key].append((number, float(count) ** REPETITION))
    return {
        key: [(number, weight * math.log1p(categories / len(places))) for number, weight in places]
        for key, places in index.items()
    }


def _scaled(
    index: Mapping[str, Sequence[tuple[int, float]]], factor: Callable[[str], float]
) -> Mapping[str, tuple[tuple[int, float], ...]]:
    return MappingProxyType(
        {
            key: tuple((number, weight * factor(key)) for number, weight in places)
            for key, places in index.items()
            if factor(key) > 0
        }
    )


def _deciding(parts: list[tuple[float, str]]) -> tuple[str, ...]:
    """Return the words with the most evidence; a word inside a weightier one is not repeated."""
    shown: list[str] = []
    for _, word in sorted(parts, key=lambda part: (-part[0], part[1])):
        if len(word) > 1 and not any(word in other for other in shown):
            shown.append(word)
    return tuple(shown[:WORDS_SHOWN])
