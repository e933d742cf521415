"""Probabilities that mean what they say, and from which one on a router need not ask.

Sources: Guo et al., "On calibration of modern neural networks", ICML 2017, arXiv:1706.04599 (temperature, expected
calibration error); Chow, "On optimum recognition error and reject tradeoff", IEEE Trans. Inf. Theory 16 (1970),
doi:10.1109/TIT.1970.1054406 (abstaining).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp

from sanshe.engines.language.routing.features import Floats

# What is routed without asking is to be right this often.
RIGHT_SHARE: Final = 0.98
# Above every probability: nothing is routed.
NEVER: Final = 2.0
BINS = 10


def sharpness_of(margins: Floats, answers: NDArray[np.int64]) -> float:
    """Return by what to multiply margins so that their softmax is the likeliest account of the answers.

    Parameters
    ----------
    margins : array of float, shape (texts, classes)
        Of texts that the model was not trained on.
    answers : array of int, shape (texts,)
        The column of the true class.

    Returns
    -------
    float
        In [0.05, 50].
    """
    rows = np.arange(len(answers))

    def surprise(log_sharpness: float) -> float:
        logits = np.exp(log_sharpness) * margins
        return float(np.mean(logsumexp(logits, axis=1) - logits[rows, answers]))

    found = minimize_scalar(surprise, bounds=(np.log(0.05), np.log(50.0)), method="bounded")
    return float(np.exp(found.x))


def calibration_error(confidence: Floats, is_right: NDArray[np.bool_]) -> float:
    """Return the expected calibration error in [0, 1]: how far confidence and truth lie apart, over ten equal bins.

    Parameters
    ----------
    confidence : array of float in [0, 1], shape (texts,)
        Probability given to the class that was said.
    is_right : array of bool, shape (texts,)
    """
    bins = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    gaps = np.bincount(bins, weights=confidence, minlength=BINS) - np.bincount(bins, weights=is_right, minlength=BINS)
    return float(np.abs(gaps).sum() / max(len(confidence), 1))


def sure_from(confidence: Floats, is_right: NDArray[np.bool_], *, right_share: float = RIGHT_SHARE) -> float:
    """Return the lowest confidence from which on what is said is right often enough.

    Of `n` texts with `r` right, ``(r + 1) / (n + 2)`` (Laplace's rule of succession) has to reach `right_share`, so
    that a handful of lucky hits is not enough; for .98 at least 48 texts are needed.

    Returns
    -------
    float
        In [0, 1]; `NEVER` where no confidence will do.
    """
    order = np.argsort(-confidence, kind="stable")
    sorted_confidence = confidence[order]
    numbers = np.arange(1, len(order) + 1)
    good = (np.cumsum(is_right[order]) + 1) / (numbers + 2) >= right_share
    # Texts of the same confidence are routed together or not at all.
    good[:-1] &= sorted_confidence[:-1] > sorted_confidence[1:]
    last = np.flatnonzero(good)
    return float(sorted_confidence[last[-1]]) if len(last) else NEVER
