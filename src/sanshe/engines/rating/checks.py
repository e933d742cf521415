"""What must hold of records and admissions, whatever people make up."""

from collections.abc import Iterable, Sequence, Set

from sanshe.engines.rating.kept_promises import PRIOR_WEIGHT
from sanshe.engines.rating.vouching import CAPACITIES, Admissions, capacity_at


def gain_bound(*, weight: float, rate: float, households: int) -> float:
    """Return the most that made-up deals with so many confirmed households can add to a rate.

    Each household has less than one voice, so the best case is `households` full voices of "kept" on top of what
    weighs `weight` already: h (1 − rate) / (weight + 4 + h). Nothing for none.
    """
    return households * (1.0 - rate) / (weight + PRIOR_WEIGHT + households)


def cut_bound(
    *,
    result: Admissions,
    vouches: Iterable[tuple[str, str]],
    fakes: Set[str],
    capacities: Sequence[int] = CAPACITIES,
) -> int:
    """Return how many of the fakes can be admitted at most: what flows out of those who vouched for one of them."""
    taken_in = {voucher for voucher, vouched in vouches if vouched in fakes and voucher not in fakes}
    return sum(
        capacity_at(result.distances[voucher], capacities) - 1 for voucher in taken_in if voucher in result.distances
    )
