"""Learn a router that knows how sure it may be: fitted, calibrated and given its threshold on texts kept back."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanshe.engines.language.routing.calibration import (
    NEVER,
    RIGHT_SHARE,
    calibration_error,
    sharpness_of,
    sure_from,
)
from sanshe.engines.language.routing.features import Floats, letters
from sanshe.engines.language.routing.linear import UNCALIBRATED, LinearScorer, chances_of, train
from sanshe.engines.language.routing.router import Router
from sanshe.engines.language.routing.routes import Category
from sanshe.engines.language.routing.self_training import train_from_words

# From so many sorted texts a class on average, what the words of the categories would add no longer helps.
ENOUGH_PER_CLASS: Final = 30
FOLDS: Final = 4
# Texts kept back of which fewer are known say nothing about probabilities.
LEAST_TEXTS: Final = 20

Trainer = Callable[[Sequence[str], Sequence[str]], Router]


@dataclass(frozen=True)
class Learned:
    """A router and what was seen of it on texts that it was not trained on at that moment.

    Attributes
    ----------
    router : Router
    from_words : bool
        Whether the words of the categories and texts that nobody sorted were learned from as well.
    error_before, error_after : float
        Expected calibration error in [0, 1] without and with calibration.
    sure_share : float
        Share of the texts in [0, 1] that the router would not abstain from.
    """

    router: Router
    from_words: bool
    error_before: float
    error_after: float
    sure_share: float


def learn(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    categories: Sequence[Category] = (),
    unsorted: Sequence[str] = (),
    groups: Sequence[Hashable] | None = None,
    right_share: float = RIGHT_SHARE,
    penalty: float | None = None,
    seed: int = 0,
) -> Learned:
    """Learn to route, and from which probability on to do so without asking.

    Where few texts are sorted, the words of the categories and the unsorted texts teach too (`train_from_words`).
    Probabilities and threshold come from four parts: each text is judged by a model of the other three, so that all
    texts count and none judges itself; the router returned has learned from all of them.

    Parameters
    ----------
    texts, labels : sequences of str, of equal length
        Sorted by people.
    categories : sequence of Category, optional
        Those in use, with distinct codes.
    unsorted : sequence of str, optional
    groups : sequence, optional
        A key per text; texts with the same key stay together. Without it texts with the same letters and digits do.
    right_share : float
        In (0, 1): how often what is routed without asking has to be right.
    penalty : float, optional
        Of the squared weights (see `linear.train`).
    seed : int
        Of the division into parts.

    Returns
    -------
    Learned
        With fewer than twenty sorted texts it abstains from everything.

    Raises
    ------
    ValueError
        Lengths differ, or there are fewer than two classes.
    """
    if len(texts) != len(labels) or len(groups if groups is not None else texts) != len(texts):
        raise ValueError("as many labels and groups as texts are needed")
    from_words = bool(categories) and len(texts) < ENOUGH_PER_CLASS * len(categories)

    def trainer(some: Sequence[str], their_labels: Sequence[str]) -> Router:
        if from_words:
            return train_from_words(categories, unsorted, texts=some, labels=their_labels, penalty=penalty)
        return train(some, their_labels) if penalty is None else train(some, their_labels, penalty=penalty)

    router = trainer(texts, labels)
    keys = [letters(text) for text in texts] if groups is None else groups
    margins, answers = _judged(texts, labels, trainer, parts_of(keys, FOLDS, seed), router)
    if len(answers) < LEAST_TEXTS:
        return Learned(replace(router, sure_from=NEVER), from_words, 0.0, 0.0, 0.0)
    sharpness = sharpness_of(margins, answers)
    said, is_right = chances_of(margins, sharpness).max(axis=1), margins.argmax(axis=1) == answers
    threshold = sure_from(said, is_right, right_share=right_share)
    return Learned(
        router=Router(replace(_linear(router), sharpness=sharpness), threshold),
        from_words=from_words,
        error_before=calibration_error(chances_of(margins, UNCALIBRATED).max(axis=1), is_right),
        error_after=calibration_error(said, is_right),
        sure_share=float(np.mean(said >= threshold)),
    )


def parts_of(keys: Sequence[Hashable], count: int, seed: int) -> NDArray[np.int64]:
    """Return the part of each text, shape (texts,); equal keys are in one part, parts hold about equally many keys."""
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    shuffled = np.random.default_rng(seed).permutation(len(numbers))
    return np.array([shuffled[numbers[key]] % count for key in keys], dtype=np.int64)


def _judged(
    texts: Sequence[str], labels: Sequence[str], trainer: Trainer, parts: NDArray[np.int64], router: Router
) -> tuple[Floats, NDArray[np.int64]]:
    """Return the margins of texts by models that had not seen them, in the classes of `router`, and the true classes.

    A class that such a model does not know has the margin -1: against it. A part whose others are of one class alone
    cannot be judged and is left out.
    """
    codes = _linear(router).codes
    place = {code: index for index, code in enumerate(codes)}
    judged: list[Floats] = []
    answers: list[int] = []
    for part in sorted(set(parts.tolist())):
        learn_from, judge = np.flatnonzero(parts != part).tolist(), np.flatnonzero(parts == part).tolist()
        if len({labels[index] for index in learn_from}) < 2:
            continue
        scorer = _linear(trainer([texts[i] for i in learn_from], [labels[i] for i in learn_from]))
        margins = np.full((len(judge), len(codes)), -1.0)
        margins[:, [place[code] for code in scorer.codes]] = scorer.margins([texts[i] for i in judge])
        judged.append(margins)
        answers.extend(place[labels[index]] for index in judge)
    return np.vstack(judged) if judged else np.zeros((0, len(codes))), np.array(answers, dtype=np.int64)


def _linear(router: Router) -> LinearScorer:
    assert isinstance(router.scorer, LinearScorer)
    return router.scorer
