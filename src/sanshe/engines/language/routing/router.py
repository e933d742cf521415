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
        Probability in [0, 1] of the best category from which the router does not abstain.
    """

    scorer: Scorer
    sure_from: float

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
        return Route(routings, abstains=not routings or routings[0].probability < self.sure_from)
