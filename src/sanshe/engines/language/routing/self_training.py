"""Learn from texts that nobody has sorted: the words of the categories sort the clearest of them, and so on.

Source: Yarowsky, "Unsupervised word sense disambiguation rivaling supervised methods", ACL 1995,
doi:10.3115/981658.981684 (self-training from seeds); McCallum and Nigam, "Text classification by bootstrapping with
keywords, EM and shrinkage", ACL workshop 1999 (from the names of categories alone).
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sanshe.engines.language.routing.features import features
from sanshe.engines.language.routing.linear import LinearScorer, train_on
from sanshe.engines.language.routing.router import Router
from sanshe.engines.language.routing.routes import Category

# The share of the texts said to belong to a category that is believed in each round, the clearest first.
BELIEVED: Final = (0.5, 0.7, 0.85, 1.0)
# Two rounds that agree on this share of the texts end it.
AGREEMENT: Final = 0.995
# What a believed text counts beside one that a person sorted.
TRUST: Final = 0.2
# Guesses are blurred: a stronger penalty than where people sorted.
PENALTY_OF_GUESSES: Final = 5e-4


def train_from_words(
    categories: Sequence[Category],
    unsorted: Sequence[str],
    *,
    texts: Sequence[str] = (),
    labels: Sequence[str] = (),
    penalty: float | None = None,
) -> Router:
    """Learn to route from the words of the categories, texts that nobody sorted, and the few that somebody did.

    In the first round the words alone sort the unsorted texts, in later rounds the model of the round before. Of the
    texts said to belong to a category the same share is believed for each, so that no category swallows the others.

    Parameters
    ----------
    categories : sequence of Category
        With distinct codes; what the first round goes by.
    unsorted : sequence of str
    texts, labels : sequences of str, of equal length
        Sorted by people; a code may be missing from `categories`.
    penalty : float, optional
        Of the squared weights (see `linear.train`).

    Returns
    -------
    Router
        With a `LinearScorer` that was not calibrated.

    Raises
    ------
    ValueError
        Lengths differ, a code comes twice, or fewer than two categories are found in all that was given.
    """
    words = Router.from_words(categories)
    # The words of a category are a text that says nothing else.
    own = [(" ".join(dict.fromkeys((category.name, *category.words))), category.code) for category in categories]
    own = [(text, code) for text, code in own if text.strip()]
    counted = [features(text) for text in unsorted]
    given = [features(text) for text in (*texts, *(text for text, _ in own))]
    said, clearness = _sorted_by_words(words, unsorted)
    router: Router | None = None
    for share in BELIEVED:
        believed = _clearest(said, clearness, share)
        router = train_on(
            [*given, *(counted[index] for index in believed)],
            [*labels, *(code for _, code in own), *(said[index] for index in believed)],
            trust=[1.0] * len(texts) + [TRUST] * (len(own) + len(believed)) if texts else None,
            penalty=penalty or PENALTY_OF_GUESSES,
        )
        if not unsorted:
            break
        before = said
        said, clearness = _sorted_by_model(router, counted)
        if np.mean([one == other for one, other in zip(before, said, strict=True)]) >= AGREEMENT:
            break
    assert router is not None
    return router


def _sorted_by_words(words: Router, texts: Sequence[str]) -> tuple[list[str], NDArray[np.float64]]:
    """Return the code that the words give each text (none: empty), and by how much it leads the next."""
    said, lead = [], []
    for text in texts:
        best = words.rank(text, limit=2)
        said.append(best[0].code if best else "")
        lead.append(best[0].probability - (best[1].probability if len(best) > 1 else 0.0) if best else 0.0)
    return said, np.array(lead)


def _sorted_by_model(router: Router, counted: Sequence[Mapping[str, int]]) -> tuple[list[str], NDArray[np.float64]]:
    scorer = router.scorer
    assert isinstance(scorer, LinearScorer)
    margins = scorer.margins_of(counted)
    best = margins.argmax(axis=1)
    margins.sort(axis=1)
    return [scorer.codes[index] for index in best.tolist()], margins[:, -1] - margins[:, -2]


def _clearest(said: Sequence[str], clearness: NDArray[np.float64], share: float) -> list[int]:
    """Return the texts to believe: of each category the same share, at least one, those first that are clearest."""
    codes = np.array(said, dtype=object)
    found: list[int] = []
    for code in sorted(set(said) - {""}):
        own = np.flatnonzero(codes == code)
        order = own[np.argsort(-clearness[own], kind="stable")]
        found.extend(order[: max(1, round(share * len(own)))].tolist())
    return sorted(found)
