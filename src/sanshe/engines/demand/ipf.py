"""Iterative proportional fitting of a two-way table to its margins."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

TOLERANCE: Final = 1e-9
ROUNDS_MAX: Final = 10_000


class MarginsDisagree(ValueError):
    """The rows and the columns do not add up to the same total."""

    def __init__(self, rows_total: float, columns_total: float) -> None:
        super().__init__(f"The rows add up to {rows_total:g}, the columns to {columns_total:g}.")
        self.rows_total = rows_total
        self.columns_total = columns_total


class NotFitting(ValueError):
    """No table with the zeros of the seed has these margins."""


@dataclass(frozen=True)
class Fit:
    """A fitted table, shape (rows, columns), in the unit of the margins; and how many rounds it took."""

    cells: NDArray[np.float64]
    rounds: int


def fit(
    seed: ArrayLike,
    row_totals: ArrayLike,
    column_totals: ArrayLike,
    *,
    tolerance: float = TOLERANCE,
    rounds_max: int = ROUNDS_MAX,
) -> Fit:
    r"""Scale the rows and columns of a seed in turn until both margins are met.

    The result is :math:`x_{ij} = a_i\,s_{ij}\,b_j`: it keeps the odds ratios (the interaction) of the seed
    :math:`s`, takes everything else from the margins, and among all tables with these margins it is the one
    closest to the seed in the sense of Kullback and Leibler. With a seed of ones, rows and columns are
    independent. A zero of the seed stays zero.

    Parameters
    ----------
    seed : array_like, shape (rows, columns)
        What is known of the interaction; finite, 0 or more. Only proportions matter.
    row_totals : array_like, shape (rows,)
        Wanted sums of the rows; finite, 0 or more.
    column_totals : array_like, shape (columns,)
        Wanted sums of the columns; finite, 0 or more, with the same total as the rows.
    tolerance : float
        The largest miss of a margin that is accepted, as a share of the total.
    rounds_max : int
        Rounds (rows, then columns) after which the margins count as unreachable.

    Returns
    -------
    Fit
        Cells of 0 or more; the column sums are met to rounding, the row sums within the tolerance.

    Raises
    ------
    ValueError
        A shape, a negative or a non-finite number.
    MarginsDisagree
        The two margins have different totals.
    NotFitting
        A row or column of zeros is wanted positive, or the zeros of the seed keep the margins from being met.

    References
    ----------
    Deming, W. E. and Stephan, F. F. (1940). On a least squares adjustment of a sampled frequency table when the
    expected marginal totals are known. Annals of Mathematical Statistics 11(4), 427-444, section 5.
    doi:10.1214/aoms/1177731829. Convergence and the closest table: Csiszar, I. (1975). I-divergence geometry of
    probability distributions and minimization problems. Annals of Probability 3(1), 146-158, section 3.
    doi:10.1214/aop/1176996454.
    """
    cells, rows, columns = _checked(seed, row_totals, column_totals)
    total = float(rows.sum())
    if abs(total - float(columns.sum())) > max(total, float(columns.sum())) * TOLERANCE:
        raise MarginsDisagree(total, float(columns.sum()))
    if total == 0:
        return Fit(np.zeros_like(cells), 0)
    cells[rows == 0, :] = 0
    cells[:, columns == 0] = 0
    if np.any((cells.sum(axis=1) == 0) & (rows > 0)) or np.any((cells.sum(axis=0) == 0) & (columns > 0)):
        raise NotFitting("A row or column without any cell above zero is wanted positive.")
    for done in range(1, rounds_max + 1):
        cells *= _ratio(rows, cells.sum(axis=1))[:, np.newaxis]
        cells *= _ratio(columns, cells.sum(axis=0))[np.newaxis, :]
        if float(np.abs(cells.sum(axis=1) - rows).max()) <= tolerance * total:
            return Fit(cells, done)
    raise NotFitting(f"The margins are not met after {rounds_max} rounds: the zeros of the seed forbid it.")


def _checked(
    seed: ArrayLike, row_totals: ArrayLike, column_totals: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    cells, rows, columns = (np.array(values, dtype=np.float64) for values in (seed, row_totals, column_totals))
    if cells.ndim != 2 or cells.shape != (len(rows), len(columns)) or not cells.size:
        raise ValueError(f"A seed of shape {cells.shape} does not fit {rows.shape} rows and {columns.shape} columns.")
    for values in (cells, rows, columns):
        if not np.all(np.isfinite(values)) or np.any(values < 0):
            raise ValueError("Seed and margins have to be finite and 0 or more.")
    if cells.max() > 0:
        cells /= cells.max()
    return cells, rows, columns


def _ratio(wanted: NDArray[np.float64], found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by what to scale; a line of zeros stays one."""
    return np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0)
