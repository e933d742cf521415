"""One interface for the two ways to route."""

from collections.abc import Sequence
from dataclasses import dataclass

from sanshe.engines.language.routing.cold_start import scorer_of
from sanshe.engines.language.routing.routes import Category, Route, Routing, Scorer

# Below these probabilities of the best category a router abstains.
SURE_FROM_WORDS, SURE_WHEN_LEARNED = 0.3, 0.5


@dataclass(frozen=True)
class Router:
    """Sorts a text into categories.

    Attributes
    ----------
    scorer : Scorer
    sure_from : float
        Probability of the best category from which the router does not abstain; above 1 it always does.
    learned : frozenset of str, optional
        The categories that `sure_from` is meant for; others are known by their words alone, and their words suffice
        from `SURE_FROM_WORDS` on. Unset: all.
    """

    scorer: Scorer
    sure_from: float
    learned: frozenset[str] | None = None

    @classmethod
    def from_words(cls, categories: Sequence[Category]) -> "Router":
        """Make a router that knows nothing but the names of the categories and the words people use for them.

        Parameters
        ----------
        categories : sequence of Category
            With distinct codes; may be empty, then everything is abstained from.

        Raises
        ------
        ValueError
            A code comes twice.
        """
        codes = [category.code for category in categories]
        if len(set(codes)) != len(codes):
            raise ValueError("a category's code comes twice")
        return cls(scorer_of(categories), SURE_FROM_WORDS)

    def rank(self, text: str, limit: int = 3) -> tuple[Routing, ...]:
        """Return the likeliest categories of a text, the best first; empty where nothing speaks for any."""
        return self.scorer.rank(text, limit=limit)

    def route(self, text: str, limit: int = 3) -> Route:
        """Return the likeliest categories of a text, and whether to leave the choice to a person."""
        routings = self.rank(text, limit)
        return Route(routings, abstains=not routings or not self._is_sure(routings[0]))

    def _is_sure(self, best: Routing) -> bool:
        is_learned = self.learned is None or best.code in self.learned
        return best.probability >= (self.sure_from if is_learned else SURE_FROM_WORDS)
