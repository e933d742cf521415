"""How well a learned router sorts texts it has never seen."""

import re
import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sanshe.engines.language.routing.linear import LinearScorer, train

_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class ClassFigures:
    """Precision, recall and F1 of one class in [0, 1], and how many texts of it were tested."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class Evaluation:
    """What came out on texts kept apart from training.

    Attributes
    ----------
    accuracy, macro_f1 : float
        In [0, 1]; macro: the plain mean over classes.
    per_class : mapping of code to ClassFigures
    codes : tuple of str
        Order of the rows and columns of `confusion`.
    confusion : array of int, shape (classes, classes)
        Row: true class, column: predicted class.
    confidence : array of float, shape (tested,)
        Probability given to the predicted class.
    is_right : array of bool, shape (tested,)
    """

    accuracy: float
    macro_f1: float
    per_class: Mapping[str, ClassFigures]
    codes: tuple[str, ...]
    confusion: NDArray[np.int64]
    confidence: NDArray[np.float64]
    is_right: NDArray[np.bool_]

    def accuracy_of_share(self, share: float) -> float:
        """Return the accuracy on the share (in (0, 1]) of texts the router is surest of, the rest abstained from."""
        count = max(1, round(share * len(self.confidence)))
        surest = np.argsort(-self.confidence, kind="stable")[:count]
        return float(self.is_right[surest].mean())


def evaluate(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    folds: int = 5,
    test_share: float | None = None,
    groups: Sequence[Hashable] | None = None,
    seed: int = 0,
) -> Evaluation:
    """Train on one part and test on another, so that no text (nor a copy of it) is on both sides.

    Parameters
    ----------
    texts, labels : sequences of str, of equal length
    folds : int
        Each text is tested once, by a model trained on the other folds; at least 2.
    test_share : float, optional
        In (0, 1): test only this share, once, instead of in folds.
    groups : sequence, optional
        A key per text; texts with the same key stay together. Without it texts with the same letters and digits do.
    seed : int
        Of the division into parts.

    Returns
    -------
    Evaluation

    Raises
    ------
    ValueError
        Lengths differ, there are fewer than two classes, or the division leaves a part empty.
    """
    if len(texts) != len(labels) or len(set(labels)) < 2 or len(groups or texts) != len(texts):
        raise ValueError("as many labels as texts and at least two classes are needed")
    if (test_share is None and folds < 2) or (test_share is not None and not 0 < test_share < 1):
        raise ValueError("at least two folds, or a share between 0 and 1")
    keys = [_letters(text) for text in texts] if groups is None else groups
    parts = _parts(keys, folds if test_share is None else max(2, round(1 / test_share)), seed)
    tested_parts = sorted(set(parts.tolist())) if test_share is None else [0]
    codes = tuple(sorted(set(labels)))
    place = {code: index for index, code in enumerate(codes)}
    confusion = np.zeros((len(codes), len(codes)), dtype=np.int64)
    confidence: list[float] = []
    is_right: list[bool] = []
    for part in tested_parts:
        train_on, test_on = np.flatnonzero(parts != part).tolist(), np.flatnonzero(parts == part).tolist()
        if not test_on or len({labels[index] for index in train_on}) < 2:
            raise ValueError("too few texts to keep a part apart")
        router = train([texts[i] for i in train_on], [labels[i] for i in train_on], seed=seed)
        assert isinstance(router.scorer, LinearScorer)
        chances = router.scorer.probabilities([texts[i] for i in test_on])
        for index, row in zip(test_on, chances, strict=True):
            said = router.scorer.codes[int(row.argmax())]
            confusion[place[labels[index]], place[said]] += 1
            confidence.append(float(row.max()))
            is_right.append(said == labels[index])
    return _figures(codes, confusion, np.array(confidence), np.array(is_right))


def _letters(text: str) -> str:
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", text).lower())


def _parts(keys: Sequence[Hashable], count: int, seed: int) -> NDArray[np.int64]:
    """Return the part of each text; equal keys are in one part, and parts hold about equally many keys."""
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    shuffled = np.random.default_rng(seed).permutation(len(numbers))
    return np.array([shuffled[numbers[key]] % count for key in keys], dtype=np.int64)


def _figures(
    codes: tuple[str, ...],
    confusion: NDArray[np.int64],
    confidence: NDArray[np.float64],
    is_right: NDArray[np.bool_],
) -> Evaluation:
    per_class = {}
    for index, code in enumerate(codes):
        hits, said, true = (
            int(confusion[index, index]),
            int(confusion[:, index].sum()),
            int(confusion[index].sum()),
        )
        precision, recall = hits / said if said else 0.0, hits / true if true else 0.0
        f1 = 2 * hits / (said + true) if said + true else 0.0
        per_class[code] = ClassFigures(precision, recall, f1, true)
    return Evaluation(
        accuracy=float(np.trace(confusion) / confusion.sum()),
        macro_f1=float(np.mean([figures.f1 for figures in per_class.values()])),
        per_class=MappingProxyType(per_class),
        codes=codes,
        confusion=confusion,
        confidence=confidence,
        is_right=is_right,
    )
