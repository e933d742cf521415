"""Everything that a sentence says, read in one call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sanshe.engines.language.company import Helpers, find_helpers, find_home_visit, find_languages
from sanshe.engines.language.cost import find_cost_basis
from sanshe.engines.language.direction import find_direction
from sanshe.engines.language.for_whom import Beneficiary, Mark, find_beneficiary
from sanshe.engines.language.place import PlaceSpan, find_place
from sanshe.engines.language.routing import Router, Routing
from sanshe.engines.language.time_expressions import TimeSpan, find_times
from sanshe.engines.language.urgency import find_urgency


@dataclass(frozen=True)
class Reading:
    """What a sentence says; what it does not say is empty or None.

    Attributes
    ----------
    direction : str or None
        ``need`` or ``offer``.
    categories : tuple of Routing
        Likeliest first, at most three; may be empty.
    is_sure_of_category : bool
        False where the router abstains: the categories may help to search, but nothing should be filled in.
    times : tuple of TimeSpan
        In the order of the sentence.
    beneficiary : Beneficiary or None
    place : PlaceSpan or None
    cost_basis : str or None
        ``free``, ``paid``, ``time_credit``, ``public_service``.
    urgency : str or None
        ``urgent``.
    home : Mark or None
        Where it asks somebody to come to the home.
    helpers : Helpers or None
        How many helpers it asks for.
    languages : tuple of Mark
        What the helper should speak, in the order of the sentence.
    """

    direction: str | None
    categories: tuple[Routing, ...]
    is_sure_of_category: bool
    times: tuple[TimeSpan, ...]
    beneficiary: Beneficiary | None
    place: PlaceSpan | None
    cost_basis: str | None
    urgency: str | None
    home: Mark | None = None
    helpers: Helpers | None = None
    languages: tuple[Mark, ...] = ()


def read_sentence(
    text: str, *, at: datetime, router: Router, place_names: Sequence[str] = (), limit: int = 3
) -> Reading:
    """Read a sentence for the page that shows what was understood.

    Parameters
    ----------
    text : str
        What the resident wrote.
    at : datetime
        The instant it was said, aware of its time zone.
    router : Router
        Sorts the sentence into categories.
    place_names : sequence of str
        Names of landmarks known here.
    limit : int
        How many categories at most.

    Returns
    -------
    Reading

    Raises
    ------
    ValueError
        `at` has no time zone.
    """
    route = router.route(text, limit=limit)
    return Reading(
        direction=find_direction(text),
        categories=route.routings,
        is_sure_of_category=not route.abstains,
        times=find_times(text, at=at),
        beneficiary=find_beneficiary(text),
        place=find_place(text, names=place_names),
        cost_basis=find_cost_basis(text),
        urgency=find_urgency(text),
        home=find_home_visit(text),
        helpers=find_helpers(text),
        languages=find_languages(text),
    )
