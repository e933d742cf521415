"""Route by a linear model learned from sorted texts.

Multinomial logistic regression on characters, character pairs and words, weighted by sublinear tf-idf, rows of unit
length, quadratic penalty, fitted by L-BFGS. Source: Joachims, "Text categorization with support vector machines",
ECML 1998, doi:10.1007/BFb0026683 (sparse linear models for text); Nocedal, "Updating quasi-Newton matrices with
limited storage", Math. Comp. 35 (1980), doi:10.1090/S0025-5718-1980-0572855-7 (the method of fitting).
"""

import io
import json
import math
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import rjieba
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.special import logsumexp

from sanshe.engines.language.characters import HAN
from sanshe.engines.language.routing.router import SURE_WHEN_LEARNED, Router
from sanshe.engines.language.routing.routes import Routing

Floats = NDArray[np.float64]

_RUN = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
_SPACE_BETWEEN_HAN = re.compile(f"(?<=[{HAN}])[ \\t]+(?=[{HAN}])")
_FIRST_HAN = re.compile(f"[{HAN}]")
WORDS_SHOWN = 6
# A feature that one text alone has teaches nothing about others.
LEAST_TEXTS = 2
FORMAT = 1


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
    """

    codes: tuple[str, ...]
    vocabulary: Mapping[str, int]
    idf: Floats
    weights: Floats
    bias: Floats

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return the probability of each class for each text, shape (texts, classes), rows adding up to 1."""
        rows = _matrix([_features(text) for text in texts], self.vocabulary, self.idf)
        logits = np.asarray(rows @ self.weights) + self.bias
        return np.exp(logits - logsumexp(logits, axis=1, keepdims=True))

    def rank(self, text: str, *, limit: int) -> tuple[Routing, ...]:
        """Return the likeliest classes; the words are those that lifted a class above the mean of all."""
        counts = _features(text)
        row = _matrix([counts], self.vocabulary, self.idf)
        logits = np.asarray(row @ self.weights)[0] + self.bias
        chances = np.exp(logits - logsumexp(logits))
        order = sorted(range(len(self.codes)), key=lambda index: (-chances[index], index))
        names = {column: name for name in counts if (column := self.vocabulary.get(name)) is not None}
        columns, values = row.indices.tolist(), row.data
        lifted = values[:, None] * (self.weights[columns] - self.weights[columns].mean(axis=1, keepdims=True))
        return tuple(
            Routing(self.codes[index], float(chances[index]), _words([names[c] for c in columns], lifted[:, index]))
            for index in order[:limit]
        )

    def to_bytes(self) -> bytes:
        """Return the model as bytes that `router_from_bytes` reads; weights in single precision."""
        header = {"format": FORMAT, "codes": self.codes, "features": list(self.vocabulary)}
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            header=np.frombuffer(json.dumps(header, ensure_ascii=False).encode(), dtype=np.uint8),
            idf=self.idf.astype(np.float32),
            weights=self.weights.astype(np.float32),
            bias=self.bias.astype(np.float32),
        )
        return buffer.getvalue()


def router_from_bytes(content: bytes) -> Router:
    """Return the router that `LinearScorer.to_bytes` stored.

    Raises
    ------
    ValueError
        The bytes are not such a model.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            header = json.loads(stored["header"].tobytes())
            idf, weights, bias = (stored[name].astype(np.float64) for name in ("idf", "weights", "bias"))
    except (OSError, KeyError, EOFError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError("these bytes are not a stored router") from error
    shape = (len(header["features"]), len(header["codes"]))
    if header["format"] != FORMAT or weights.shape != shape:
        raise ValueError("these bytes are not a router of this version")
    vocabulary = MappingProxyType({name: column for column, name in enumerate(header["features"])})
    scorer = LinearScorer(tuple(header["codes"]), vocabulary, idf, weights, bias)
    return Router(scorer, SURE_WHEN_LEARNED)


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    seed: int = 0,
    penalty: float = 2e-5,
    rounds: int = 60,
) -> Router:
    """Learn to route from texts that were sorted by hand.

    Parameters
    ----------
    texts, labels : sequences of str, of equal length
    seed : int
        Of the small random start that keeps classes apart from the first step on.
    penalty : float
        Of the squared weights, relative to the mean log loss; positive.
    rounds : int
        L-BFGS iterations at most.

    Returns
    -------
    Router
        With a `LinearScorer`.

    Raises
    ------
    ValueError
        Lengths differ, or there are fewer than two classes.
    """
    if len(texts) != len(labels):
        raise ValueError("as many labels as texts are needed")
    codes = tuple(sorted(set(labels)))
    if len(codes) < 2:
        raise ValueError("at least two classes are needed")
    counted = [_features(text) for text in texts]
    vocabulary, idf = _vocabulary(counted)
    rows = _matrix(counted, vocabulary, idf)
    place = {code: index for index, code in enumerate(codes)}
    answers = np.array([place[label] for label in labels])
    weights, bias = _fit(rows, answers, len(codes), penalty=penalty, rounds=rounds, seed=seed)
    return Router(LinearScorer(codes, vocabulary, idf, weights, bias), SURE_WHEN_LEARNED)


def _fit(
    rows: csr_array[Any], answers: NDArray[np.int64], classes: int, *, penalty: float, rounds: int, seed: int
) -> tuple[Floats, Floats]:
    count, features = rows.shape
    truth = np.zeros((count, classes))
    truth[np.arange(count), answers] = 1.0
    turned = csr_array(rows.T)

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat[: features * classes].reshape(features, classes)
        bias = flat[features * classes :]
        logits = np.asarray(rows @ weights) + bias
        norm = logsumexp(logits, axis=1)
        value = float(np.mean(norm - logits[np.arange(count), answers]))
        value += 0.5 * penalty * float(np.vdot(weights, weights))
        wrong = (np.exp(logits - norm[:, None]) - truth) / count
        slope = np.asarray(turned @ wrong) + penalty * weights
        return value, np.concatenate([slope.ravel(), wrong.sum(axis=0)])

    start = np.random.default_rng(seed).normal(scale=1e-3, size=(features + 1) * classes)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 8}).x
    return best[: features * classes].reshape(features, classes), best[features * classes :]


def _features(text: str) -> Counter[str]:
    """Count characters (``1:``), pairs (``2:``) and words (``w:``) of a text; words already cut apart are joined."""
    said = _SPACE_BETWEEN_HAN.sub("", unicodedata.normalize("NFKC", text).lower())
    counts: Counter[str] = Counter()
    for match in _RUN.finditer(said):
        run = match.group()
        if not _FIRST_HAN.match(run):
            counts["w:" + run[:48]] += 1
            continue
        counts.update("1:" + character for character in run)
        counts.update("2:" + run[index : index + 2] for index in range(len(run) - 1))
        counts.update("w:" + word for word in rjieba.cut(run, False) if len(word) > 1)
    return counts


def _vocabulary(counted: Sequence[Counter[str]]) -> tuple[Mapping[str, int], Floats]:
    texts_with: Counter[str] = Counter()
    for counts in counted:
        texts_with.update(counts.keys())
    least = LEAST_TEXTS if len(counted) >= 100 else 1
    names = sorted(name for name, number in texts_with.items() if number >= least)
    idf = np.array([math.log((1 + len(counted)) / (1 + texts_with[name])) + 1 for name in names])
    return MappingProxyType({name: column for column, name in enumerate(names)}), idf


def _matrix(counted: Sequence[Counter[str]], vocabulary: Mapping[str, int], idf: Floats) -> csr_array[Any]:
    """Return rows of (1 + ln tf) · idf, each of unit length (or empty)."""
    columns: list[int] = []
    numbers: list[int] = []
    ends = [0]
    for counts in counted:
        for name, number in counts.items():
            column = vocabulary.get(name)
            if column is not None:
                columns.append(column)
                numbers.append(number)
        ends.append(len(columns))
    places = np.array(columns, dtype=np.int64)
    values = (1 + np.log(np.array(numbers, dtype=np.float64))) * idf[places] if columns else np.zeros(0)
    lengths = np.diff(ends)
    owner = np.repeat(np.arange(len(counted)), lengths)
    norms = np.sqrt(np.bincount(owner, weights=values**2, minlength=len(counted)))
    values = values / norms[owner] if columns else values
    return csr_array((values, places, np.array(ends)), shape=(len(counted), len(vocabulary)))


def _words(names: Sequence[str], lifted: Floats) -> tuple[str, ...]:
    shown: list[str] = []
    for lift, name in sorted(zip(lifted.tolist(), names, strict=True), key=lambda pair: (-pair[0], pair[1])):
        word = name[2:]
        if lift > 0 and len(word) > 1 and not any(word in other for other in shown):
            shown.append(word)
        if len(shown) == WORDS_SHOWN:
            break
    return tuple(shown)
