"""Route by a linear model learned from sorted texts.

One classifier a class against all others, squared hinge loss, quadratic penalty, on characters, character pairs and
words (see `features`); the margins become probabilities by one temperature (see `calibration`). Sources: Joachims,
"Text categorization with support vector machines", ECML 1998, doi:10.1007/BFb0026683 (sparse linear models for text);
Rifkin and Klautau, "In defense of one-vs-all classification", JMLR 5 (2004), 101-141; Keerthi and DeCoste, "A modified
finite Newton method for fast solution of large scale linear SVMs", JMLR 6 (2005), 341-361 (the method of fitting).
"""

import io
import json
import zipfile
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from scipy.special import logsumexp

from sanshe.engines.language.routing.features import TINY, Floats, features, matrix, vocabulary_of
from sanshe.engines.language.routing.router import SURE_WHEN_LEARNED, Router
from sanshe.engines.language.routing.routes import Routing

WORDS_SHOWN = 6
FORMAT = 2
PENALTY = 5e-5
# The fit ends where the slope is this small beside that of the start, or after so many Newton steps.
TOLERANCE, STEPS_MAX, INNER_STEPS_MAX, HALVINGS_MAX = 3e-3, 30, 25, 20
# What margins are multiplied by before they were calibrated.
UNCALIBRATED = 4.0
# So many classes are fitted in one go: enough to use the processor well, few enough to stay small in memory.
CLASSES_AT_ONCE = 8


@dataclass(frozen=True)
class LinearScorer:
    """A fitted model.

    Attributes
    ----------
    codes : tuple of str
        The classes, sorted.
    vocabulary : mapping of feature to column
    idf : array, shape (features,)
    weights : array, shape (features, classes)
    bias : array, shape (classes,)
    sharpness : float
        Positive; what margins are multiplied by before they become probabilities (one over the temperature).
    """

    codes: tuple[str, ...]
    vocabulary: Mapping[str, int]
    idf: Floats
    weights: Floats
    bias: Floats
    sharpness: float = UNCALIBRATED

    def margins(self, texts: Sequence[str]) -> Floats:
        """Return how far each text lies on the side of each class, shape (texts, classes); -1 against, 1 for it."""
        return self.margins_of([features(text) for text in texts])

    def margins_of(self, counted: Sequence[Mapping[str, int]]) -> Floats:
        """Return the margins of texts whose features were counted already (see `features`)."""
        return np.asarray(matrix(counted, self.vocabulary, self.idf) @ self.weights) + self.bias

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return the probability of each class for each text, shape (texts, classes), rows adding up to 1."""
        return chances_of(self.margins(texts), self.sharpness)

    def rank(self, text: str, *, limit: int, among: Container[str] | None = None) -> tuple[Routing, ...]:
        """Return the likeliest classes; the words are those that lifted a class above the mean of all.

        A text without anything the model knows says nothing: the result is empty. With `among`, other classes are
        left out; the probabilities of the rest stay as they are.
        """
        counts = features(text)
        row = matrix([counts], self.vocabulary, self.idf)
        if not row.nnz:
            return ()
        chances = chances_of(np.asarray(row @ self.weights) + self.bias, self.sharpness)[0]
        order = [
            index
            for index in np.argsort(-chances, kind="stable").tolist()
            if among is None or self.codes[index] in among
        ]
        names = {column: name for name in counts if (column := self.vocabulary.get(name)) is not None}
        columns, values = row.indices.tolist(), row.data
        known = self.weights[columns]
        lifted = values[:, None] * (known - known.mean(axis=1, keepdims=True))
        return tuple(
            Routing(self.codes[index], float(chances[index]), _words([names[c] for c in columns], lifted[:, index]))
            for index in order[:limit]
        )


def chances_of(margins: Floats, sharpness: float) -> Floats:
    """Return margins as probabilities, shape (texts, classes): the softmax of ``sharpness · margin``."""
    logits = sharpness * margins
    return np.exp(logits - logsumexp(logits, axis=1, keepdims=True))


def router_to_bytes(router: Router) -> bytes:
    """Return a learned router as bytes that `router_from_bytes` reads; weights in half precision.

    Raises
    ------
    ValueError
        The router was not learned.
    """
    scorer = router.scorer
    if not isinstance(scorer, LinearScorer):
        raise ValueError("only a learned router can be stored")
    header = {
        "format": FORMAT,
        "codes": scorer.codes,
        "features": list(scorer.vocabulary),
        "sharpness": scorer.sharpness,
        "sure_from": router.sure_from,
    }
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        header=np.frombuffer(json.dumps(header, ensure_ascii=False).encode(), dtype=np.uint8),
        idf=scorer.idf.astype(np.float32),
        weights=scorer.weights.astype(np.float16),
        bias=scorer.bias.astype(np.float32),
    )
    return buffer.getvalue()


def router_from_bytes(content: bytes) -> Router:
    """Return the router that `router_to_bytes` stored.

    Raises
    ------
    ValueError
        The bytes are not such a model.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            header = json.loads(stored["header"].tobytes())
            idf, weights, bias = (stored[name].astype(np.float64) for name in ("idf", "weights", "bias"))
    except (OSError, KeyError, EOFError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise ValueError("these bytes are not a stored router") from error
    if header.get("format") != FORMAT:
        raise ValueError("these bytes are not a router of this version")
    shape = (len(header["features"]), len(header["codes"]))
    if weights.shape != shape or idf.shape != shape[:1] or bias.shape != shape[1:]:
        raise ValueError("these bytes are not a whole router")
    vocabulary = MappingProxyType({name: column for column, name in enumerate(header["features"])})
    scorer = LinearScorer(tuple(header["codes"]), vocabulary, idf, weights, bias, float(header["sharpness"]))
    return Router(scorer, float(header["sure_from"]))


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    trust: Sequence[float] | None = None,
    penalty: float = PENALTY,
) -> Router:
    """Learn to route from sorted texts; the same texts give the same model.

    Parameters
    ----------
    texts, labels : sequences of str, of equal length
    trust : sequence of float, optional
        What each text counts, positive; unset: all count 1.
    penalty : float
        Of the squared weights, relative to the mean loss; positive.

    Returns
    -------
    Router
        With a `LinearScorer` that was not calibrated (see `calibration`).

    Raises
    ------
    ValueError
        Lengths differ, or there are fewer than two classes.
    """
    return train_on([features(text) for text in texts], labels, trust=trust, penalty=penalty)


def train_on(
    counted: Sequence[Mapping[str, int]],
    labels: Sequence[str],
    *,
    trust: Sequence[float] | None = None,
    penalty: float = PENALTY,
) -> Router:
    """Learn as `train` does, from texts whose features were counted already (see `features`)."""
    if len(counted) != len(labels) or (trust is not None and len(trust) != len(counted)):
        raise ValueError("as many labels as texts are needed")
    codes = tuple(sorted(set(labels)))
    if len(codes) < 2:
        raise ValueError("at least two classes are needed")
    vocabulary, idf = vocabulary_of(counted)
    rows = matrix(counted, vocabulary, idf)
    place = {code: index for index, code in enumerate(codes)}
    answers = np.array([place[label] for label in labels])
    counts = np.ones(len(counted)) if trust is None else np.asarray(trust, dtype=np.float64)
    weights, bias = fit(rows, answers, len(codes), counts=counts, penalty=penalty)
    return Router(LinearScorer(codes, vocabulary, idf, weights, bias), SURE_WHEN_LEARNED)


def fit(
    rows: csr_array[Any], answers: NDArray[np.int64], classes: int, *, counts: Floats, penalty: float
) -> tuple[Floats, Floats]:
    """Fit one classifier a class; return the weights, shape (features, classes), and the biases, shape (classes,).

    Classes do not depend on one another, so a few at a time are fitted together.
    """
    blocks: list[Any] = [rows, np.ones((rows.shape[0], 1))]
    with_bias = csr_array(hstack(blocks))
    turned = csr_array(with_bias.T)
    counts = (counts / counts.sum())[:, None]
    penalties = np.full((with_bias.shape[1], 1), penalty)
    penalties[-1] = 0.0
    fitted = [
        _fit_some(
            with_bias,
            turned,
            np.where(answers[:, None] == np.arange(first, min(first + CLASSES_AT_ONCE, classes)), 1.0, -1.0),
            counts=counts,
            penalties=penalties,
        )
        for first in range(0, classes, CLASSES_AT_ONCE)
    ]
    weights = np.hstack(fitted)
    return weights[:-1], weights[-1]


def _fit_some(
    rows: csr_array[Any], turned: csr_array[Any], sides: Floats, *, counts: Floats, penalties: Floats
) -> Floats:
    """Return weights with the bias as their last row, shape (features + 1, classes), by Newton steps a class.

    Sums over features are `einsum`s: threads of a linear algebra library gain nothing here and stand in the way of
    everything else the machine does.
    """
    weights, margins = np.zeros((rows.shape[1], sides.shape[1])), np.zeros(sides.shape)

    def loss(margins: Floats, weights: Floats) -> Floats:
        short = np.maximum(0.0, 1.0 - sides * margins)
        return np.asarray((counts * short**2).sum(axis=0) + 0.5 * _dot(penalties * weights, weights))

    losses, first = loss(margins, weights), None
    for _ in range(STEPS_MAX):
        short = np.maximum(0.0, 1.0 - sides * margins)
        slope = np.asarray(turned @ (-2.0 * counts * sides * short)) + penalties * weights
        steepness = np.sqrt(_dot(slope, slope))
        first = np.maximum(steepness, TINY) if first is None else first
        is_open = steepness > TOLERANCE * first
        if not is_open.any():
            break
        curved = 2.0 * counts * (short > 0)
        goal = np.minimum(0.25, np.sqrt(steepness / first)) * steepness
        step, step_margins = _newton_step(rows, turned, slope, curved, penalties, goal)
        size, descent = np.where(is_open, 1.0, 0.0), _dot(slope, step)
        for _ in range(HALVINGS_MAX):
            reached = loss(margins + size * step_margins, weights + size * step)
            is_too_far = (reached > losses + 1e-4 * size * descent) & (size > 0)
            if not is_too_far.any():
                break
            size = np.where(is_too_far, size / 2, size)
        weights, margins = weights + size * step, margins + size * step_margins
        losses = loss(margins, weights)
    return weights


def _newton_step(
    rows: csr_array[Any], turned: csr_array[Any], slope: Floats, curved: Floats, penalties: Floats, goal: Floats
) -> tuple[Floats, Floats]:
    """Return the step that would end on flat ground were the loss a bowl, and what it adds to the margins.

    Conjugate gradients, one system a class, until what is left of the slope is as small as `goal`, shape (classes,).
    """
    step, step_margins = np.zeros_like(slope), np.zeros_like(curved)
    left = -slope
    way, square = left.copy(), _dot(left, left)
    for _ in range(INNER_STEPS_MAX):
        is_open = square > goal**2
        if not is_open.any():
            break
        way_margins = np.asarray(rows @ way)
        bent = np.asarray(turned @ (curved * way_margins)) + penalties * way
        size = np.where(is_open, square / np.maximum(_dot(way, bent), TINY), 0.0)
        step, step_margins = step + size * way, step_margins + size * way_margins
        left = left - size * bent
        rest = _dot(left, left)
        way = np.where(is_open, left + rest / np.maximum(square, TINY) * way, way)
        square = np.where(is_open, rest, square)
    return step, step_margins


def _dot(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.einsum("ij,ij->j", one, other))


def _words(names: Sequence[str], lifted: Floats) -> tuple[str, ...]:
    shown: list[str] = []
    for lift, name in sorted(zip(lifted.tolist(), names, strict=True), key=lambda pair: (-pair[0], pair[1])):
        word = name[2:]
        if lift > 0 and len(word) > 1 and not any(word in other for other in shown):
            shown.append(word)
        if len(shown) == WORDS_SHOWN:
            break
    return tuple(shown)
