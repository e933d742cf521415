"""Communities: found one, correct names and portraits."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanshe.domain.places import operations, queries
from sanshe.domain.places.operations.communities import change_community
from sanshe.kernel.errors import DomainError
from sanshe.web.console.access import operators_only
from sanshe.web.console.forms import CommunityNamesForm, FoundCommunityForm
from sanshe.web.forms import refuse
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in

NAMES = ("name_zh", "name_en", "portrait_zh", "portrait_en")


@never_cache
@require_safe
@operators_only
def communities(request: HttpRequest) -> HttpResponse:
    """List the communities, searched by name or code."""
    words = text_in(request.GET, "q")
    wanted = words.casefold()
    found = [
        one
        for one in queries.communities()
        if any(wanted in text.casefold() for text in (one.code, one.name_zh, one.name_en))
    ]
    page = page_of(request, found)
    shown = {"page": page, "paging": paging(request, page), "words": words}
    return render(request, "console/communities.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@operators_only
def found(request: HttpRequest) -> HttpResponse:
    """Enter a new community."""
    form = FoundCommunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            community = operations.found_community(**form.cleaned_data, actor=actor_of(request), at=request.at)
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("%(name)s is founded. Next, give somebody the role of its worker.") % {"name": community})
            return redirect("console_communities")
    status = 422 if form.errors else 200
    return render(request, "console/found_community.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@operators_only
def community(request: HttpRequest, code: str) -> HttpResponse:
    """Correct what a community is called and the line about it."""
    one = queries.community(code=code)
    if one is None:
        raise Http404
    form = CommunityNamesForm(request.POST or None, initial={name: getattr(one, name) for name in NAMES})
    if request.method == "POST" and form.is_valid():
        change_community(code=code, **form.cleaned_data, actor=actor_of(request), at=request.at)
        say(request, _("%(name)s is up to date.") % {"name": form.cleaned_data["name_zh"]})
        return redirect("console_communities")
    status = 422 if form.errors else 200
    shown = {"form": form, "one": one, "place": f"{one.latitude:.4f}, {one.longitude:.4f}"}
    return render(request, "console/community.html", shown, status=status)
