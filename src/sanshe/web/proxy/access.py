"""Doors for those who write for others."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from sanshe.domain.proxy import rules
from sanshe.web.middleware import actor_of, community_of


def writing_in(request: HttpRequest):
    """Return the community for whose residents the signed-in worker may write; refuse everybody else."""
    community = community_of(request)
    if not rules.may_enter(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    return community


def looking_in(request: HttpRequest):
    """Return the community whose entries the signed-in worker or officer may look at; refuse everybody else."""
    community = community_of(request)
    if not rules.may_look_at_entries(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    return community
