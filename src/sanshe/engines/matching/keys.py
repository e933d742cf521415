"""Under which keys a text is found in an index, and which of a query's keys are worth asking for.

Every key begins with that of the place where something is given. So a search reads what lies in its own place and
nothing else, however many places there are.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sanshe.engines.matching.words import COMMON_WEIGHT, token_weight

# Three bytes of a digest in base64. Places that share a key are told apart by the row; they only cost time.
PLACE_KEY_LENGTH = 4
EVERYWHERE = "*" * PLACE_KEY_LENGTH
# The rarest tokens are asked for until so many rows are to be expected.
ROWS_EXPECTED = 1000


def place_key(identity: bytes | None) -> str:
    """Return the key of a place, 4 characters; of none (what is given everywhere) `EVERYWHERE`."""
    if identity is None:
        return EVERYWHERE
    return base64.urlsafe_b64encode(hashlib.blake2b(identity, digest_size=3).digest()).decode()


def telling_tokens(tokens: Iterable[str]) -> tuple[str, ...]:
    """Return the tokens by which something can be found, without those that stand in every second text."""
    return tuple(token for token in dict.fromkeys(tokens) if token_weight(token) > COMMON_WEIGHT)


def keys_of(tokens: Iterable[str], place: str) -> list[str]:
    """Return the keys of tokens in a place, in the order of the tokens."""
    return [place + token for token in tokens]


@dataclass(frozen=True)
class Frequencies:
    """In how many texts the tokens stand.

    Attributes
    ----------
    texts : int
        How many there are in all; 0: nothing was counted yet.
    of : mapping of token to int
        For frequent tokens, in how many texts; what is missing is rarer than `least`.
    least : int
        The smallest number counted, at least 1.
    texts_in : mapping of place key to int
        How many texts each place has; a place that is missing is new and small.
    """

    texts: int = 0
    of: Mapping[str, int] | None = None
    least: int = 1
    texts_in: Mapping[str, int] | None = None

    def expected(self, token: str, place: str) -> float:
        """Return in how many texts of a place a token is to be expected, if places speak alike; not negative."""
        if not self.texts or self.of is None:
            return 0.0
        frequency = self.of.get(token, self.least / 2)
        return frequency / self.texts * (self.texts_in or {}).get(place, 0)


def rarest(
    tokens: Sequence[str], place: str, frequencies: Frequencies, *, rows: float = ROWS_EXPECTED
) -> tuple[str, ...]:
    """Return the rarest tokens, until so many texts of the place are to be expected.

    Parameters
    ----------
    tokens : sequence of str
    place : str
        Its key.
    frequencies : Frequencies
    rows : float
        How many texts are to be found at most, positive; the rarest token is always asked for.

    Returns
    -------
    tuple of str
        The rarest first, ties in the order given.
    """
    order = sorted(dict.fromkeys(tokens), key=lambda token: frequencies.expected(token, place))
    chosen: list[str] = []
    found = 0.0
    for token in order:
        found += frequencies.expected(token, place)
        if chosen and found > rows:
            break
        chosen.append(token)
    return tuple(chosen)
