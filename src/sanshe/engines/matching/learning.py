"""Learn what the parts of the ranking should count from what neighbours chose of what they were shown."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from sanshe.engines.matching.score import PARTS, Weights

# The weights in force are believed to be right to within ten points of a hundred, one standard deviation.
BELIEVED_WITHIN = 0.1
# How sharply the score decides: believed at first, believed at least, and how often that is taken from the fit.
SHARPNESS, LEAST_SHARPNESS, SHARPENED = 10.0, 2.0, 4
# The place's own pull, and how often nothing is chosen at all, are hardly believed beforehand.
NUISANCE_DEVIATION = 5.0
FOLDS = 5
DRAWS = 2000
# Of the intervals: nine times in ten.
LOWER, UPPER = 5.0, 95.0

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """One that was shown: its six values in [0, 1] before weighing, at which place, and whether it was chosen."""

    values: Mapping[str, float]
    place: int
    is_chosen: bool


@dataclass(frozen=True)
class Learned:
    """Weights as choices suggest them.

    Attributes
    ----------
    weights : Weights
        Not negative, together 1.
    intervals : mapping of part to (lower, upper)
        Where each weight lies nine times in ten.
    lists : int
        From how many lists it was learned.
    firsts, firsts_in_force : int
        In how many of them what was chosen would have stood first: by weights learned from the other lists only, and
        by those in force.
    """

    weights: Weights
    intervals: Mapping[str, tuple[float, float]]
    lists: int
    firsts: int
    firsts_in_force: int


def learn_weights(lists: Sequence[Sequence[Seen]], *, in_force: Weights) -> Learned:
    """Learn weights from lists that were answered.

    Parameters
    ----------
    lists : sequence of sequences of Seen
        Each list was shown at once and answered: something of it was chosen, or asked for in vain.
    in_force : Weights
        What the lists were ranked by, and what is believed until choices say otherwise.

    Returns
    -------
    Learned

    Raises
    ------
    ValueError
        There are fewer lists than folds.

    Notes
    -----
    Conditional logistic regression: of a list, one or nothing is chosen by the six values and the logarithm of the
    place; what stands first is chosen for standing first as well, and that must not be taken for a better fit.
    Coefficients are not negative and drawn towards the weights in force; the intervals come from the normal
    approximation at the optimum (Laplace).

    References
    ----------
    McFadden, Conditional logit analysis of qualitative choice behavior, 1974; Hoerl & Kennard, Ridge regression,
    Technometrics 12 (1970); Ling et al., Model ensemble for click prediction, WWW 2017 (the place as an input);
    MacKay, Information Theory, Inference and Learning Algorithms, ch. 27 (Laplace).
    """
    if len(lists) < FOLDS:
        raise ValueError(f"weights are learned from at least {FOLDS} lists")
    believed = _as_array(in_force)
    mode, covariance = _fit(lists, believed)
    draws = np.random.default_rng(0).multivariate_normal(mode, covariance, size=DRAWS)[:, : len(PARTS)]
    drawn = np.array([_normalised(draw, believed) for draw in draws])
    lower, upper = np.percentile(drawn, [LOWER, UPPER], axis=0)
    firsts = 0
    for fold in range(FOLDS):
        others = [one for number, one in enumerate(lists) if number % FOLDS != fold]
        weights = _normalised(_fit(others, believed)[0][: len(PARTS)], believed)
        firsts += _firsts(lists[fold::FOLDS], weights)
    return Learned(
        weights=Weights(*map(float, _normalised(mode[: len(PARTS)], believed))),
        intervals={name: (float(low), float(high)) for name, low, high in zip(PARTS, lower, upper, strict=True)},
        lists=len(lists),
        firsts=firsts,
        firsts_in_force=_firsts(lists, believed),
    )


def points_of(weights: Weights, *, whole: int = 100) -> dict[str, int]:
    """Return weights as whole points that make `whole` together: the largest remainders are rounded up."""
    exact = _as_array(weights) / _as_array(weights).sum() * whole
    points = np.floor(exact).astype(int)
    for part in np.argsort(points - exact, kind="stable")[: whole - int(points.sum())]:
        points[part] += 1
    return dict(zip(PARTS, map(int, points), strict=True))


class _Choices:
    """The rows of all choices one below the other; the last of each stands for taking nothing."""

    def __init__(self, lists: Sequence[Sequence[Seen]]) -> None:
        rows: list[list[float]] = []
        taken: list[bool] = []
        starts: list[int] = []
        for one in itertools.chain.from_iterable(map(_one_by_one, lists)):
            starts.append(len(rows))
            rows += [[*(seen.values[name] for name in PARTS), math.log2(seen.place), 0.0] for seen in one]
            taken += [seen.is_chosen for seen in one]
            rows.append([0.0] * (len(PARTS) + 1) + [1.0])
            taken.append(not any(seen.is_chosen for seen in one))
        self.rows = np.array(rows)
        self.taken = np.array(taken, dtype=np.float64)
        self._starts = np.array(starts)
        self._lengths = np.diff([*starts, len(rows)])

    def chances(self, coefficients: _Array) -> _Array:
        """Return how likely each row is the one that is taken of its choice."""
        logits = self.rows @ coefficients
        highest = np.repeat(np.maximum.reduceat(logits, self._starts), self._lengths)
        odds = np.exp(logits - highest)
        return np.asarray(odds / np.repeat(np.add.reduceat(odds, self._starts), self._lengths), dtype=np.float64)

    def information(self, coefficients: _Array) -> _Array:
        """Return the Fisher information, of shape (8, 8)."""
        weighed = self.rows * self.chances(coefficients)[:, None]
        means = np.add.reduceat(weighed, self._starts, axis=0)
        return np.asarray(weighed.T @ self.rows - means.T @ means, dtype=np.float64)


def _one_by_one(seen: Sequence[Seen]) -> list[list[Seen]]:
    """Return one choice for each that was chosen, without the others that were; the list itself where none was."""
    chosen = [one for one in seen if one.is_chosen]
    others = [one for one in seen if not one.is_chosen]
    return [[one, *others] for one in chosen] or [others]


def _fit(lists: Sequence[Sequence[Seen]], believed: _Array) -> tuple[_Array, _Array]:
    """Return the likeliest coefficients (six parts, place, taking nothing) and their covariance.

    How sharply the score decides is not known beforehand, so it is taken from the last fit.
    """
    choices = _Choices(lists)
    sharpness = SHARPNESS
    for _ in range(SHARPENED):
        mean = np.concatenate([sharpness * believed, np.zeros(2)])
        deviation = np.concatenate([np.full(len(PARTS), sharpness * BELIEVED_WITHIN), np.full(2, NUISANCE_DEVIATION)])
        mode = _likeliest(choices, mean, deviation)
        sharpness = max(LEAST_SHARPNESS, float(mode[: len(PARTS)].sum()))
    covariance = np.linalg.inv(choices.information(mode) + np.diag(deviation**-2))
    return mode, np.asarray(covariance, dtype=np.float64)


def _likeliest(choices: _Choices, mean: _Array, deviation: _Array) -> _Array:
    """Return the mode of the coefficients, of which those of the six parts are not negative."""

    def loss(coefficients: _Array) -> tuple[float, _Array]:
        chances = choices.chances(coefficients)
        apart = (coefficients - mean) / deviation
        value = -(choices.taken @ np.log(np.maximum(chances, 1e-300))) + 0.5 * (apart @ apart)
        return float(value), choices.rows.T @ (chances - choices.taken) + apart / deviation

    bounds = [(0.0, None)] * len(PARTS) + [(None, None)] * 2
    return np.asarray(minimize(loss, mean, jac=True, bounds=bounds, method="L-BFGS-B").x, dtype=np.float64)


def _firsts(lists: Sequence[Sequence[Seen]], weights: _Array) -> int:
    """Return in how many lists one that was chosen has the best score; where several are best, each of them has it."""
    firsts = 0
    for seen in lists:
        scores = np.array([[one.values[name] for name in PARTS] for one in seen]) @ weights
        best = scores >= scores.max() - 1e-12
        firsts += any(one.is_chosen for one, is_best in zip(seen, best, strict=True) if is_best)
    return firsts


def _normalised(coefficients: _Array, believed: _Array) -> _Array:
    positive = np.clip(coefficients, 0.0, None)
    total = positive.sum()
    return np.asarray(positive / total if total > 0 else believed / believed.sum(), dtype=np.float64)


def _as_array(weights: Weights) -> _Array:
    return np.array([getattr(weights, name) for name in PARTS], dtype=np.float64)
