"""How well a learned router sorts texts it has never seen."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sanshe.engines.language.routing.calibration import calibration_error
from sanshe.engines.language.routing.features import letters
from sanshe.engines.language.routing.learning import parts_of
from sanshe.engines.language.routing.linear import train
from sanshe.engines.language.routing.router import Router

Learner = Callable[[Sequence[int]], Router]


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
    said : tuple of str
        The code said of each text, in the order of testing; empty where nothing was said.
    codes : tuple of str
        Order of the rows and columns of `confusion`.
    confusion : array of int, shape (classes, classes)
        Row: true class, column: predicted class.
    confidence : array of float, shape (tested,)
        Probability given to the predicted class.
    is_right : array of bool, shape (tested,)
    is_routed : array of bool, shape (tested,)
        False where the router abstained.
    """

    accuracy: float
    macro_f1: float
    per_class: Mapping[str, ClassFigures]
    said: tuple[str, ...]
    codes: tuple[str, ...]
    confusion: NDArray[np.int64]
    confidence: NDArray[np.float64]
    is_right: NDArray[np.bool_]
    is_routed: NDArray[np.bool_]

    @property
    def routed_share(self) -> float:
        """The share of texts, in [0, 1], that the router did not abstain from."""
        return float(self.is_routed.mean())

    @property
    def routed_accuracy(self) -> float:
        """How often it was right, in [0, 1], where it did not abstain; 1 where it always did."""
        return float(self.is_right[self.is_routed].mean()) if self.is_routed.any() else 1.0

    @property
    def calibration_error(self) -> float:
        """The expected calibration error, in [0, 1]."""
        return calibration_error(self.confidence, self.is_right)

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
    learner: Learner | None = None,
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
    learner : callable, optional
        Given the positions of the texts to learn from, returns a router; unset: `linear.train` on them.

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
    keys = [letters(text) for text in texts] if groups is None else groups
    parts = parts_of(keys, folds if test_share is None else max(2, round(1 / test_share)), seed)
    tested_parts = sorted(set(parts.tolist())) if test_share is None else [0]
    said: list[tuple[str, float, bool]] = []
    tested: list[int] = []
    for part in tested_parts:
        train_on, test_on = np.flatnonzero(parts != part).tolist(), np.flatnonzero(parts == part).tolist()
        if not test_on or len({labels[index] for index in train_on}) < 2:
            raise ValueError("too few texts to keep a part apart")
        router = (
            learner(train_on)
            if learner
            else train([texts[index] for index in train_on], [labels[index] for index in train_on])
        )
        said += [_said(router, texts[index]) for index in test_on]
        tested += test_on
    return _figures([labels[index] for index in tested], said, codes=tuple(sorted(set(labels))))


def judge(router: Router, texts: Sequence[str], labels: Sequence[str]) -> Evaluation:
    """Return how well a router sorts texts that it did not learn from.

    Raises
    ------
    ValueError
        Lengths differ, or there are no texts.
    """
    if len(texts) != len(labels) or not texts:
        raise ValueError("as many labels as texts and at least one are needed")
    return _figures(labels, [_said(router, text) for text in texts], codes=tuple(sorted(set(labels))))


def paired_difference(
    labels: Sequence[str], said: Sequence[str], said_before: Sequence[str], *, draws: int = 1000, seed: int = 0
) -> tuple[float, float, float]:
    """Return by how much one macro-F1 is above another on the same texts, with an interval that holds in 95 of 100.

    The texts are drawn anew with replacement, and both are judged on the same draw (paired bootstrap; Efron and
    Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 8).

    Parameters
    ----------
    labels, said, said_before : sequences of str, of equal length
        The true codes, and what two routers said; empty where a router said nothing.

    Returns
    -------
    float, float, float
        The difference, and the lower and the upper end of its interval, each in [-1, 1].

    Raises
    ------
    ValueError
        Lengths differ, or there are no labels.
    """
    if not len(labels) == len(said) == len(said_before) or not labels:
        raise ValueError("both have to be judged on the same texts, at least one")
    codes = sorted(set(labels))
    place = {code: index for index, code in enumerate(codes)}
    true, ours, theirs = (
        np.array([place.get(code, len(codes)) for code in row]) for row in (labels, said, said_before)
    )
    rng = np.random.default_rng(seed)
    whole = np.arange(len(labels))
    difference = _macro_f1(true, ours, len(codes)) - _macro_f1(true, theirs, len(codes))
    drawn = [
        _macro_f1(true[some], ours[some], len(codes)) - _macro_f1(true[some], theirs[some], len(codes))
        for some in (rng.choice(whole, len(whole)) for _ in range(draws))
    ]
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(difference), float(low), float(high)


def _macro_f1(true: NDArray[np.int64], said: NDArray[np.int64], classes: int) -> float:
    """Return the mean F1 of the classes that are among the true ones."""
    size = classes + 1
    truly, often = np.bincount(true, minlength=size)[:classes], np.bincount(said, minlength=size)[:classes]
    hits = np.bincount(true[true == said], minlength=size)[:classes]
    there = truly > 0
    return float(np.mean(2 * hits[there] / (truly[there] + often[there])))


def _said(router: Router, text: str) -> tuple[str, float, bool]:
    """Return the code, its probability and whether the router stands by it; nothing where it says nothing."""
    route = router.route(text, limit=1)
    if not route.routings:
        return "", 0.0, False
    return route.routings[0].code, route.routings[0].probability, not route.abstains


def _figures(labels: Sequence[str], said: Sequence[tuple[str, float, bool]], *, codes: tuple[str, ...]) -> Evaluation:
    # What a router says beyond the codes tested counts as wrong for the text, and as nothing said of any of them.
    place = {code: index for index, code in enumerate(codes)}
    confusion = np.zeros((len(codes), len(codes)), dtype=np.int64)
    for label, (code, _, _) in zip(labels, said, strict=True):
        if code in place:
            confusion[place[label], place[code]] += 1
    support = Counter(labels)
    is_right = np.array([label == code for label, (code, _, _) in zip(labels, said, strict=True)])
    per_class = {}
    for index, code in enumerate(codes):
        hits, claimed, true = int(confusion[index, index]), int(confusion[:, index].sum()), support[code]
        precision, recall = hits / claimed if claimed else 0.0, hits / true if true else 0.0
        f1 = 2 * hits / (claimed + true) if claimed + true else 0.0
        per_class[code] = ClassFigures(precision, recall, f1, true)
    return Evaluation(
        accuracy=float(is_right.mean()),
        macro_f1=float(np.mean([figures.f1 for figures in per_class.values()])),
        per_class=MappingProxyType(per_class),
        said=tuple(code for code, _, _ in said),
        codes=codes,
        confusion=confusion,
        confidence=np.array([confidence for _, confidence, _ in said]),
        is_right=is_right,
        is_routed=np.array([is_routed for _, _, is_routed in said]),
    )
