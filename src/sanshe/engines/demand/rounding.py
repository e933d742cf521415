"""Whole numbers that still add up."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

SLACK = 1e-6


def round_to_totals(cells: ArrayLike) -> NDArray[np.int64]:
    """Round a two-way table so that every row and every column keeps its whole total.

    Each cell becomes its floor or its ceiling. Along one margin this is the method of the largest remainder; with
    two, of all such tables the one is taken whose raised cells have the largest remainders together. It exists,
    and is found exactly by linear programming, because the constraints of a transport problem are totally
    unimodular; where several are equally good the choice depends on the order of the rows.

    Parameters
    ----------
    cells : array_like, shape (rows, columns)
        Finite, 0 or more, in persons; the sums of rows and columns are whole numbers within 1e-6 of the total.

    Returns
    -------
    ndarray of int, shape (rows, columns)

    Raises
    ------
    ValueError
        A negative or non-finite cell, or a sum that is no whole number.

    References
    ----------
    Cox, L. H. (1987). A constructive procedure for unbiased controlled rounding. Journal of the American
    Statistical Association 82(398), 520-524. doi:10.1080/01621459.1987.10478456 (existence; the unbiased choice by
    lot is not taken here: the same table has to give the same numbers).
    """
    table = np.array(cells, dtype=np.float64)
    if table.ndim != 2 or not np.all(np.isfinite(table)) or np.any(table < 0):
        raise ValueError("A table of finite numbers of 0 or more is needed.")
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    allowed = SLACK * max(1.0, float(table.sum()))
    for sums in (rows, columns):
        if np.any(np.abs(sums - np.rint(sums)) > allowed):
            raise ValueError("The sums of rows and columns have to be whole numbers.")
    # Where fitting left 2.9999999 for 3, the floor is 3.
    floors = np.floor(table + SLACK)
    remainders = np.clip(table - floors, 0.0, 1.0)
    row_left = np.rint(rows) - floors.sum(axis=1)
    column_left = np.rint(columns) - floors.sum(axis=0)
    if not row_left.any() and not column_left.any():
        return floors.astype(np.int64)
    height, width = table.shape
    numbers = np.arange(height * width)
    lines = np.concatenate([numbers // width, height + numbers % width])
    sums_of = csr_array((np.ones(2 * len(numbers)), (lines, np.concatenate([numbers, numbers]))))
    # A cell that is whole already may only be raised where nothing else is left, which its remainder of 0 says.
    solved = linprog(  # type: ignore[call-overload]  # its types do not know sparse matrices
        -remainders.ravel(),
        A_eq=sums_of,
        b_eq=np.concatenate([row_left, column_left]),
        bounds=(0, 1),
        method="highs-ds",
    )
    if not solved.success:
        raise ValueError(f"The table cannot be rounded: {solved.message}")
    raised = np.rint(solved.x).reshape(table.shape)
    return np.asarray(floors + raised, dtype=np.int64)
