"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from sanshe.domain.exchange import queries as exchange
from sanshe.domain.people import rules as people_rules
from sanshe.domain.people.choices import RoleKind
from sanshe.web.look import look_of
from sanshe.web.middleware import actor_of, community_of


def page(request: HttpRequest) -> dict:
    """Return the look, the actor, the community, and what waits for the actor's word."""
    if not hasattr(request, "at"):  # an error before the middleware ran: the page is plain
        return {"look": look_of(request), "actor": None, "community": None}
    actor = actor_of(request)
    return {
        "look": look_of(request),
        "actor": actor,
        "community": SimpleLazyObject(lambda: community_of(request)),
        "waiting_count": SimpleLazyObject(lambda: exchange.waiting_count(person=actor, at=request.at) if actor else 0),
        "may_see_desk": SimpleLazyObject(lambda: _may_see_desk(request)),
        "is_staff": SimpleLazyObject(lambda: people_rules.is_staff(person=actor, at=request.at)),
        "is_operator": SimpleLazyObject(lambda: _is_operator(request)),
        "demo": settings.DEMO,
    }


def _is_operator(request: HttpRequest) -> bool:
    return people_rules.has_role(person=actor_of(request), kinds=(RoleKind.OPERATOR,), at=request.at)


def _may_see_desk(request: HttpRequest) -> bool:
    community = community_of(request)
    return bool(community) and people_rules.may_see_desk(person=actor_of(request), community=community, at=request.at)
