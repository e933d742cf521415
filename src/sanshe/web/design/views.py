"""Change the look of the pages; show every component to staff."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.people import operations as people
from sanshe.domain.people import rules
from sanshe.web.design.samples import shown
from sanshe.web.look import changed, keep, look_of
from sanshe.web.middleware import actor_of


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Change elder mode, text size, theme or language, and return to where the button was pressed."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(back if is_ours else "home")
    wanted = changed(look_of(request), wishes=request.POST)
    keep(response, wanted)
    if "language" in request.POST and (actor := actor_of(request)):
        people.choose_language(person=actor, language=wanted.language, at=request.at)
    return response


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show staff every component in both languages, ordinary and elder mode, light and night."""
    if not rules.is_staff(person=actor_of(request), at=request.at):
        raise PermissionDenied
    return render(request, "design/index.html", shown())
