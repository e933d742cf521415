"""The door of the workers' pages about people."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from sanshe.domain.people import rules
from sanshe.domain.places.models import Community
from sanshe.web.middleware import actor_of, community_of


def workers_community(request: HttpRequest) -> Community:
    """Return the community that the request looks at, for one of its workers.

    Raises
    ------
    PermissionDenied
        Whoever asks is no worker there.
    """
    community = community_of(request)
    if not rules.may_list_residents(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    return community
