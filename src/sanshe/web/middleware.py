"""When a request was made, who made it, and which community it looks at."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sanshe.domain.people import queries as people
from sanshe.domain.people.models import Person
from sanshe.domain.places import queries as places
from sanshe.domain.places.models import Community

COMMUNITY_KEY = "community"


class InstantMiddleware:
    """Give each request its instant `at`: the clock is read once, here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Person | None:
    """Return the signed-in person of a request, or None."""
    return request.user if request.user.is_authenticated else None


def community_of(request: HttpRequest) -> Community | None:
    """Return the community whose board the request looks at, or None while none is founded.

    The one chosen in this browser comes first, then the one the person lives in, then the first of the district.
    """
    if not hasattr(request, "_community"):
        request._community = _find_community(request, request.at)
    return request._community


def _find_community(request: HttpRequest, at: datetime) -> Community | None:
    if code := request.session.get(COMMUNITY_KEY):
        chosen = places.community(code=code)
        if chosen:
            return chosen
    actor = actor_of(request)
    home = people.home_community(person=actor, at=at) if actor else None
    if home:
        return home
    every = places.communities()
    return every[0] if every else None
