"""The outline of a community: drawn, sent, looked at, stored, put back, taken along."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.places import operations, queries
from sanshe.formats.geojson import Boundary, System, is_inside, read_boundaries, write_boundaries
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.people.access import sign_in_first
from sanshe.web.places.access import may_edit_place
from sanshe.web.places.drawing import map_of_place
from sanshe.web.places.forms import OUTLINE_BYTES_MAX, BoundaryForm

if TYPE_CHECKING:
    from sanshe.domain.places.models import Community


class SeveralOutlines(DomainError):
    """A file holds several outlines, and none says that it is the one."""

    code = "several_outlines"
    field = "file"
    message = gettext_lazy(
        "There are %(count)s outlines in it. Please send one alone, or give the right one the property code = %(code)s."
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def boundary(request: HttpRequest, code: str) -> HttpResponse:
    """Take the outline of a community: first shown on the map, then stored."""
    community = _for_editor(request, code)
    if request.method != "POST":
        form = BoundaryForm(initial={"text": _text(community.boundary) if community.boundary else ""})
        return _shown(request, community, form)
    form = BoundaryForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, community, form, status=422)
    try:
        drawn = _outline_for(
            read_boundaries(form.content, system=System(form.cleaned_data["system"]), bytes_max=OUTLINE_BYTES_MAX),
            code=code,
        )
        if request.POST.get("step") == "store":
            operations.set_boundary(
                community_id=community.pk, boundary=drawn.geometry, actor=actor_of(request), at=request.at
            )
            say(request, _("The outline of %(place)s is stored.") % {"place": community.name})
            return redirect("place", code=code)
    except DomainError as error:
        refuse(form, error)
        return _shown(request, community, form, status=422)
    # What comes back is WGS-84: sent again it must not be converted again.
    checked = BoundaryForm(initial={"text": _text(drawn.geometry), "system": System.WGS84.value})
    return _shown(request, community, checked, drawn=drawn)


@require_POST
@sign_in_first
def restore(request: HttpRequest, code: str) -> HttpResponse:
    """Put the earlier outline back."""
    community = _for_editor(request, code)
    try:
        operations.restore_boundary(community_id=community.pk, actor=actor_of(request), at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("The earlier outline is back."))
    return redirect("place_boundary", code=code)


@require_safe
def geojson(request: HttpRequest, code: str) -> HttpResponse:
    """Give the outline of a community to whoever wants to use it elsewhere."""
    community = queries.community(code=code)
    if community is None or not community.boundary:
        raise Http404
    words = {"code": community.code, "name": community.name_zh, "name_en": community.name_en}
    return HttpResponse(
        write_boundaries([(community.boundary, words)]),
        content_type="application/geo+json",
        headers={"Content-Disposition": f'attachment; filename="{community.code}.geojson"'},
    )


def _for_editor(request: HttpRequest, code: str) -> Community:
    community = queries.community(code=code)
    if community is None:
        raise Http404
    if not may_edit_place(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    return community


def _outline_for(boundaries: list[Boundary], *, code: str) -> Boundary:
    named = [one for one in boundaries if str(one.properties.get("code", "")) == code]
    if len(named) == 1:
        return named[0]
    if len(boundaries) > 1:
        raise SeveralOutlines(count=len(boundaries), code=code)
    return boundaries[0]


def _text(geometry: dict) -> str:
    return json.dumps(geometry, ensure_ascii=False)


def _shown(
    request: HttpRequest,
    community: Community,
    form: BoundaryForm,
    *,
    drawn: Boundary | None = None,
    status: int = 200,
) -> HttpResponse:
    label = _("Map of %(place)s") % {"place": community.name}
    notes = drawn.notes_in_words if drawn else []
    if drawn and not is_inside(drawn.geometry, community.longitude, community.latitude):
        notes.append(_("The middle of the community lies outside this outline. Is it the right one, on the right map?"))
    return render(
        request,
        "places/boundary.html",
        {
            "place": community,
            "form": form,
            "drawn": drawn,
            "notes": notes,
            "map": map_of_place(
                community=community, label=label, draft=drawn.geometry if drawn else None, is_editing=True
            ),
        },
        status=status,
    )
