"""Let two that stand almost level take turns, so that it can be told later what the place did and what the fit.

Only neighbours whose scores hardly differ are ever exchanged, each such pair by the toss of a coin; everybody else
stands where the ranking put them. The coin falls the same way for the same seed: who looks twice sees the same list.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

# Scores closer than this say nothing about who is better: it is what a walk of some two minutes makes.
NEAR_TIE = 0.02


@dataclass(frozen=True)
class Placed:
    """One of a list as it is shown: who by the ranking (from 0), at which place (from 1), and with which chance."""

    rank: int
    place: int
    chance: float


def fair_pairs(scores: Sequence[float], *, seed: str, near_tie: float = NEAR_TIE) -> tuple[Placed, ...]:
    """Return in which order a ranking is shown: neighbours that are almost level are exchanged by chance.

    Parameters
    ----------
    scores : sequence of float
        Of a ranking, the best first.
    seed : str
        The same seed gives the same list.
    near_tie : float
        How far the scores of two that may be exchanged are apart at most.

    Returns
    -------
    tuple of Placed
        As many as were given; `chance` in (0, 1] is exact, over all seeds.

    Notes
    -----
    One coin says whether pairs begin with the first or with the second; then a coin for each pair. So each of two
    neighbours stands above the other equally often, whatever the place does to being chosen.

    References
    ----------
    Radlinski & Joachims, Minimally invasive randomization for collecting unbiased preferences from clickthrough logs,
    AAAI 2006.
    """
    coins = _Coins(seed)
    offset = coins.toss()
    order = list(range(len(scores)))
    for upper in range(offset, len(scores) - 1, 2):
        if _is_near(scores, upper, near_tie) and coins.toss():
            order[upper], order[upper + 1] = order[upper + 1], order[upper]
    return tuple(
        Placed(rank=rank, place=place + 1, chance=_chance(scores, rank, place, near_tie))
        for place, rank in enumerate(order)
    )


def _chance(scores: Sequence[float], rank: int, place: int, near_tie: float) -> float:
    """Return the chance that the one ranked there stands at this place: half of it for each way to pair."""
    if rank != place:
        return 0.25
    below = rank + 1 < len(scores) and _is_near(scores, rank, near_tie)
    above = rank > 0 and _is_near(scores, rank - 1, near_tie)
    return 1.0 - 0.25 * below - 0.25 * above


def _is_near(scores: Sequence[float], upper: int, near_tie: float) -> bool:
    return scores[upper] - scores[upper + 1] <= near_tie


class _Coins:
    """Coins that fall the same way for the same seed."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._tossed = 0

    def toss(self) -> bool:
        self._tossed += 1
        return bool(hashlib.blake2b(f"{self._seed} {self._tossed}".encode(), digest_size=1).digest()[0] & 1)
