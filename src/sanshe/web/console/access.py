"""The console opens to operators only."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.rules import has_role
from sanshe.web.middleware import actor_of
from sanshe.web.people.access import sign_in_first


def operators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let operators in; whoever is not signed in is asked to be, everybody else is refused."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not has_role(person=actor_of(request), kinds=(RoleKind.OPERATOR,), at=request.at):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return sign_in_first(wrapped)
