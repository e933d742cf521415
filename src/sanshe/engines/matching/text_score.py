"""How well a text answers a sentence, by the words they share and how much each word tells."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sanshe.engines.matching.words import COMMON_WEIGHT, token_weight

# From a short sentence to a long one, by the logarithm of its number of tokens: in a long one, ordinary words add up
# and meet long texts by chance, so rarity has to count more and length against a text.
SHORT, LONG = 20.0, 150.0
POWER_OF_SHORT, POWER_OF_LONG = 1.5, 2.0
B_OF_SHORT, B_OF_LONG = 0.25, 0.8
K1 = 1.2
# Letters and numbers (names of blocks, models, bus lines) hardly ever meet by chance.
RUN_FACTOR = 4.0
# A word of two characters is its only pair said twice.
WORD_FACTOR = 0.7
# As many texts as are believed to have been seen before any was, with the weights of `token_weight`.
PRIOR_TEXTS = 200.0
# The inverse document frequency of a word that `token_weight` gives 1.
PRIOR_RARITY = 6.0
# Covered weight at which the fit has reached 1 - 1/e.
SCALE = 0.25
AVERAGE_LENGTH = 60.0


@dataclass(frozen=True)
class WantedText:
    """A sentence, weighed once for many comparisons.

    Attributes
    ----------
    weights : mapping of token to float
        What each wanted token tells, not negative.
    total : float
        Their sum.
    telling : frozenset of str
        Those of them that say more than that something is wanted or given.
    b : float
        How much the length of a text tells against it, in [0, 1].
    average_length : float
        The usual number of tokens of a text, positive.
    """

    weights: Mapping[str, float]
    total: float
    telling: frozenset[str]
    b: float
    average_length: float

    def fit(self, given: Collection[str], besides: int = 0) -> float:
        """Return how well a text with these tokens answers, in [0, 1]; 0 where no telling token is shared.

        `besides` is how many more tokens it has, none of them wanted.
        """
        there = given if isinstance(given, Set) else set(given)
        if self.total <= 0 or self.telling.isdisjoint(there):
            return 0.0
        shared = [weight for token, weight in self.weights.items() if token in there]
        covered = min(1.0, math.fsum(shared) / self.total)
        return -math.expm1(-covered / SCALE / (1 + self.length_factor * (len(there) - len(shared) + besides)))

    @property
    def length_factor(self) -> float:
        """Return what a token that nobody asked for takes off, as part of what is covered."""
        return K1 * self.b / self.average_length / (1 + K1 * (1 - self.b))

    def fits(self, shared: npt.NDArray[np.float64], extra: npt.NDArray[np.integer]) -> npt.NDArray[np.float64]:
        """Return the fits of many texts that share a telling token.

        Parameters
        ----------
        shared : array of shape (n,)
            What the shared tokens of each text weigh together.
        extra : array of shape (n,)
            How many tokens of each text were not wanted.

        Returns
        -------
        array of shape (n,)
            In [0, 1].
        """
        if self.total <= 0:
            return np.zeros(len(shared))
        covered = np.minimum(1.0, shared / self.total)
        return -np.expm1(-covered / SCALE / (1 + self.length_factor * extra))


class TextScorer:
    """Weighs words by how rarely they are said, and texts by the words they share with a sentence.

    Parameters
    ----------
    frequencies : mapping of token to int
        In how many texts a token stands; a token that is missing is rarer than `least`.
    documents : int
        How many texts there are, not negative.
    least : int
        The smallest frequency that is written down, positive.
    average_length : float
        The usual number of tokens of a text, positive.

    Raises
    ------
    ValueError
        A number is out of its range.

    Notes
    -----
    A token weighs ``(1 + ln n) · kind · rarity^p``: n, how often the sentence says it; kind, 4 for letters and digits,
    0.7 for dictionary words (their pairs count as well), else 1; rarity, ``ln(1 + (N - df + ½) / (df + ½))`` of N
    texts, drawn towards what is believed without any while N is small; p from 1.5 to 2 with the sentence's length. The
    fit is ``1 - exp(-covered share / length / ¼)`` with Okapi's length, ``1 + k1 b e / a`` up to a constant, for e
    tokens of the text that the sentence lacks and the average length a; b from 0.25 to 0.8. So it is in [0, 1], does
    not depend on other candidates, and one more shared token never lowers it.

    References
    ----------
    Robertson and Zaragoza (2009), The Probabilistic Relevance Framework: BM25 and Beyond, section 3,
    doi:10.1561/1500000019. k1, b and the factors were chosen on half of 1,500 real questions; `benchmarks/quality.py`
    shows the other half.
    """

    def __init__(
        self,
        frequencies: Mapping[str, int],
        documents: int,
        *,
        least: int = 1,
        average_length: float = AVERAGE_LENGTH,
    ) -> None:
        if documents < 0 or least < 1 or not average_length > 0:
            raise ValueError("documents must not be negative, least and average_length must be positive")
        self._frequencies = frequencies
        self._documents = documents
        self._least = least
        self._average_length = average_length

    def rarity(self, token: str) -> float:
        """Return the inverse document frequency of a token, not negative."""
        believed = PRIOR_RARITY * math.pow(token_weight(token), 1 / POWER_OF_SHORT)
        if not self._documents:
            return believed
        frequency = min(self._frequencies.get(token, self._least / 2), self._documents)
        counted = math.log1p((self._documents - frequency + 0.5) / (frequency + 0.5))
        return (self._documents * counted + PRIOR_TEXTS * believed) / (self._documents + PRIOR_TEXTS)

    def wanted(self, tokens: Iterable[str]) -> WantedText:
        """Weigh the tokens of a sentence; those said more than once weigh more."""
        said = Counter(tokens)
        length = min(1.0, max(0.0, math.log(max(1, len(said)) / SHORT) / math.log(LONG / SHORT)))
        power = POWER_OF_SHORT + (POWER_OF_LONG - POWER_OF_SHORT) * length
        weights = {
            token: (1 + math.log(times)) * _kind(token) * math.pow(self.rarity(token) / PRIOR_RARITY, power)
            for token, times in sorted(said.items())
        }
        return WantedText(
            weights=weights,
            total=math.fsum(weights.values()),
            telling=frozenset(token for token in weights if token_weight(token) > COMMON_WEIGHT),
            b=B_OF_SHORT + (B_OF_LONG - B_OF_SHORT) * length,
            average_length=self._average_length,
        )

    def fit(self, wanted: Iterable[str], given: Collection[str]) -> float:
        """Return how well the given tokens answer the wanted ones, in [0, 1]."""
        return self.wanted(wanted).fit(given)


def _kind(token: str) -> float:
    if token.startswith("w:"):
        return WORD_FACTOR
    return RUN_FACTOR if token.isascii() else 1.0
