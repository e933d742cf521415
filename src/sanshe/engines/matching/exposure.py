"""How evenly providers are shown: who stands where is worth something, and it should not all go to a few."""

import math
from collections.abc import Iterable


def worth_of_place(place: int) -> float:
    """Return what a place in a list is worth, the first 1, by the discount of nDCG.

    Raises
    ------
    ValueError
        There is no such place; the first is 1.
    """
    if place < 1:
        raise ValueError("places begin with 1")
    return 1.0 / math.log2(1 + place)


def gini(shares: Iterable[float]) -> float:
    """Return how unevenly something is shared out: 0 where all have the same, towards 1 where one has it all.

    Parameters
    ----------
    shares : iterable of float
        What each one has, not negative; nobody, or nothing to share, is even.

    Raises
    ------
    ValueError
        A share is negative.

    References
    ----------
    Gini, Variabilità e mutabilità, 1912; in the form of Sen, On Economic Inequality, 1973, by ranks.
    """
    ordered = sorted(shares)
    if ordered and ordered[0] < 0:
        raise ValueError("a share must not be negative")
    total = math.fsum(ordered)
    if not total:
        return 0.0
    count = len(ordered)
    weighed = math.fsum(rank * share for rank, share in enumerate(ordered, start=1))
    return max(0.0, 2 * weighed / (count * total) - (count + 1) / count)
