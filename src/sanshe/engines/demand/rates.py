"""How often something happens among so many people, with the range that chance leaves open."""

from dataclasses import dataclass
from typing import Final

from scipy.special import gammaincinv

CONFIDENCE: Final = 0.95
PER: Final = 1000.0


@dataclass(frozen=True)
class Rate:
    """Events per thousand persons, and between which rates the true one lies with the confidence asked for."""

    rate: float
    low: float
    high: float


def rate_per_thousand(count: int, population: float, *, confidence: float = CONFIDENCE) -> Rate | None:
    r"""Return a rate with its exact Poisson interval.

    With :math:`\alpha = 1 - c` the ends are
    :math:`\chi^2_{\alpha/2}(2k)/2` and :math:`\chi^2_{1-\alpha/2}(2k + 2)/2` events, computed as quantiles of the gamma
    distribution; the lower end is 0 where nothing happened. The same household may be counted for two needs, so events
    are counts and no shares: the interval may reach beyond a thousand.

    Parameters
    ----------
    count : int
        Events; 0 or more.
    population : float
        Persons among whom they happened; 0 or more.
    confidence : float
        In (0, 1).

    Returns
    -------
    Rate or None
        None where nobody lives there.

    Raises
    ------
    ValueError
        A negative number, or a confidence that is none.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28(3/4), 437-442.
    doi:10.1093/biomet/28.3-4.437.
    """
    if count < 0 or population < 0 or not 0 < confidence < 1:
        raise ValueError(f"A rate of {count} among {population} with confidence {confidence} is none.")
    if population == 0:
        return None
    tail = (1 - confidence) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    high = float(gammaincinv(count + 1, 1 - tail))
    scale = PER / population
    return Rate(rate=count * scale, low=low * scale, high=high * scale)
