"""What goes into a router and what comes out of it."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Category:
    """A category as a router sees it: its code, the words people use for it, its name."""

    code: str
    words: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Routing:
    """A category that a text may belong to, with a probability in [0, 1] and the words that decided."""

    code: str
    probability: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Route:
    """The likeliest categories, the best first; `abstains` where the best is not likely enough to be filled in."""

    routings: tuple[Routing, ...]
    abstains: bool


class Scorer(Protocol):
    """What stands behind a router."""

    def rank(self, text: str, *, limit: int) -> tuple[Routing, ...]:
        """Return the likeliest categories of a text, the best first, ties by code."""
