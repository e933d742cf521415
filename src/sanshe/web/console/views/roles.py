"""Roles: who works here; give and end a part."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.people import operations, queries
from sanshe.domain.people.choices import DISTRICT_WIDE, STAFF, RoleKind
from sanshe.domain.people.errors import PhoneUnreadable
from sanshe.domain.places import queries as places
from sanshe.kernel.errors import DomainError
from sanshe.web.console.access import operators_only
from sanshe.web.console.forms import GiveRoleForm
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in, uuid_in

KINDS = [(kind, RoleKind(kind).label) for kind in (RoleKind.ORGANISER, *STAFF)]


@never_cache
@require_safe
@operators_only
def roles(request: HttpRequest) -> HttpResponse:
    """List who works here; look for somebody by phone, or by name among the residents of a community."""
    words = text_in(request.GET, "q")
    communities = places.communities()
    chosen = next((one for one in communities if one.code == text_in(request.GET, "community")), community_of(request))
    page = page_of(request, _people(words, chosen, request.at) if words else queries.staff_roles(at=request.at))
    if words:
        _note_look(request, page, chosen)
    shown = {
        "words": words,
        "page": page,
        "paging": paging(request, page),
        "communities": communities,
        "chosen": chosen,
    }
    return render(request, "console/roles.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@operators_only
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the parts somebody plays and played, and give them another."""
    somebody = _person(pk)
    actor = actor_of(request)
    form = GiveRoleForm(request.POST or None, kinds=KINDS, communities=places.communities())
    if request.method == "POST" and form.is_valid():
        kind, code = form.cleaned_data["kind"], form.cleaned_data["community"]
        community = places.community(code=code) if code else None
        if community is None and kind not in DISTRICT_WIDE:
            form.add_error("community", _("This role belongs to one community. Please choose which."))
        else:
            try:
                operations.give_role(actor=actor, person_id=pk, kind=kind, community=community, at=request.at)
            except DomainError as error:
                refuse(form, error)
            else:
                say(request, _("%(name)s has the role from now on.") % {"name": somebody.public_name})
                return redirect("console_person", pk)
    _note_look(request, [somebody], community_of(request))
    every = queries.roles_of(person=somebody)
    shown = {
        "somebody": somebody,
        "phone_end": (somebody.phone or "")[-4:],
        "form": form,
        "is_self": actor == somebody,
        "running": [role for role in every if role.ends_at is None or role.ends_at > request.at],
        "past": [role for role in every if role.ends_at and role.ends_at <= request.at],
    }
    return render(request, "console/person.html", shown, status=422 if form.errors else 200)


@never_cache
@require_POST
@operators_only
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a part somebody plays."""
    role = queries.role(pk=uuid_in(request.POST, "role"))
    if role is None or role.person_id != pk:
        raise Http404
    try:
        operations.take_role(actor=actor_of(request), role_id=role.pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("The role has ended. It can be given again at any time."))
    return redirect("console_person", pk)


def _person(pk: UUID):
    somebody = queries.person(pk=pk)
    if somebody is None or somebody.pk != pk:
        raise Http404
    return somebody


def _people(words: str, community, at):
    try:
        found = queries.person_with_phone(phone=operations.normalize_phone(text=words))
    except PhoneUnreadable:
        found = None
    if found:
        return [found]
    return queries.residents(community=community, at=at, search=words) if community else []


def _note_look(request: HttpRequest, people, community) -> None:
    if community:
        operations.look_at_residents(actor=actor_of(request), people=people, community=community, at=request.at)
