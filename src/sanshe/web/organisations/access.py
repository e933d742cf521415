"""An organisation that an address names, and the doors of its inner pages."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from sanshe.domain.organisations import queries, rules
from sanshe.domain.organisations.models import Organization
from sanshe.web.middleware import actor_of


def named_organization(pk: UUID) -> Organization:
    """Return the organisation.

    Raises
    ------
    Http404
        There is none.
    """
    found = queries.organization(pk=pk)
    if found is None:
        raise Http404
    return found


def managed_organization(request: HttpRequest, pk: UUID) -> Organization:
    """Return the organisation for those who look after it.

    Raises
    ------
    PermissionDenied
        Whoever asks does not.
    """
    found = named_organization(pk)
    if not rules.may_manage(person=actor_of(request), organization_id=found.pk, at=request.at):
        raise PermissionDenied
    return found
