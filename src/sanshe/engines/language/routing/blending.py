"""Route by what was learned, and by the words of the categories where nothing was learned."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sanshe.engines.language.routing.linear import LinearScorer
from sanshe.engines.language.routing.router import Router
from sanshe.engines.language.routing.routes import Category, Routing, Scorer


@dataclass(frozen=True)
class BlendedScorer:
    """A learned scorer among categories that have changed since it learned.

    The rule: a category that the model never saw gets the probability that the words of all categories give it; what
    is left of 1 is shared among the categories that the model knows, as the model shares it. A category that is no
    longer in use gets nothing, and what the model gave it goes to nobody: a sentence that belongs there leaves the
    router in doubt. For a category that the model never saw, the router is as sure as its words make it. Where the
    model knows nothing that a text says, the words decide alone.

    Attributes
    ----------
    learned : LinearScorer
    words : Scorer
        Knows exactly the categories in use.
    known : frozenset of str
        The classes of `learned` that are in use; not empty.
    categories : int
        How many categories are in use.
    """

    learned: LinearScorer
    words: Scorer
    known: frozenset[str]
    categories: int

    def rank(self, text: str, *, limit: int) -> tuple[Routing, ...]:
        """Return the likeliest categories of a text; probabilities add up to at most 1."""
        by_model = self.learned.rank(text, limit=limit, among=self.known)
        if not by_model:
            return self.words.rank(text, limit=limit)
        unseen: list[Routing] = []
        if self.categories > len(self.known):
            unseen = [one for one in self.words.rank(text, limit=self.categories) if one.code not in self.known]
        left = 1.0 - math.fsum(one.probability for one in unseen)
        seen = [Routing(one.code, left * one.probability, one.words) for one in by_model]
        return tuple(sorted([*seen, *unseen], key=lambda one: (-one.probability, one.code))[:limit])


def blended(learned: Router, categories: Sequence[Category]) -> Router:
    """Return a router that sorts into the categories in use, by a model of some of them and the words of all.

    Parameters
    ----------
    learned : Router
        With a `LinearScorer`.
    categories : sequence of Category
        Those in use, with distinct codes.

    Raises
    ------
    ValueError
        A code comes twice, or the router was not learned.
    """
    if not isinstance(learned.scorer, LinearScorer):
        raise ValueError("only a learned router can be blended")
    words = Router.from_words(categories)
    known = frozenset(learned.scorer.codes) & {category.code for category in categories}
    if not known:
        return words
    return Router(BlendedScorer(learned.scorer, words.scorer, known, len(categories)), learned.sure_from, known)
