"""How well a text answers a sentence by what both mean, where a model turned them into vectors."""

import numpy as np
import numpy.typing as npt

# Guesses, stated before a model was chosen: texts that have nothing in common come to a cosine of up to a half in most
# models, and the same words said are worth more than the same meaning guessed.
LEAST_COSINE = 0.5
SEMANTIC_SHARE = 0.8


def semantic_fit(
    query_vector: npt.NDArray[np.floating], vectors: npt.NDArray[np.floating], *, least: float = LEAST_COSINE
) -> npt.NDArray[np.float64]:
    """Return how well texts answer a sentence by their meaning.

    Parameters
    ----------
    query_vector : array of shape (d,)
        Of length 1.
    vectors : array of shape (n, d)
        Each of length 1, by the same model.
    least : float
        The cosine, in [0, 1), from which on two texts have anything to do with each other.

    Returns
    -------
    array of shape (n,)
        In [0, 1]: 0 up to `least`, from there straight up to 1 where both point the same way.

    Raises
    ------
    ValueError
        The shapes do not go together, or `least` is out of its range.
    """
    if query_vector.ndim != 1 or vectors.ndim != 2 or vectors.shape[1] != query_vector.shape[0]:
        raise ValueError(f"vectors of shape {vectors.shape} cannot be compared with one of {query_vector.shape}")
    if not 0 <= least < 1:
        raise ValueError("least must be in [0, 1)")
    cosines = vectors.astype(np.float64) @ query_vector.astype(np.float64)
    return np.clip((cosines - least) / (1 - least), 0.0, 1.0)


def text_value(words_fit: float, meaning_fit: float) -> float:
    """Return the text component of two fits in [0, 1]; the meaning can only lift it, never lower it."""
    return max(words_fit, SEMANTIC_SHARE * meaning_fit)
