"""The mediators of a community: who hears disputes, until when, and who is asked next."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.people import operations as people_operations
from sanshe.domain.people import queries as people
from sanshe.domain.trust import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.trust.forms import TermForm

FOUND = 12


@never_cache
@require_safe
@sign_in_first
def mediators(request: HttpRequest) -> HttpResponse:
    """Show who hears disputes here, and look for a neighbour who could."""
    community = _desk_of(request)
    q = text_in(request.GET, "q")
    found = list(people.residents(community=community, at=request.at, search=q)[:FOUND]) if q else []
    if found:
        people_operations.look_at_residents(actor=actor_of(request), community=community, people=found, at=request.at)
    shown = {
        "community": community,
        "roles": queries.mediators(community=community, at=request.at),
        "vouching": queries.vouching_in(community=community),
        "run": queries.last_run(community=community),
        "q": q,
        "found": found,
    }
    return render(request, "trust/mediators.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def appoint(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Appoint a neighbour to hear disputes until a day."""
    community = _desk_of(request)
    person = people.residents_at(community=community, ids=[pk], at=request.at).get(pk)
    if person is None:
        raise Http404
    form = TermForm(request.POST if request.method == "POST" else None, initial=TermForm.usual(request.at))
    if request.method == "POST" and form.is_valid():
        try:
            operations.appoint_mediator(
                actor=actor_of(request),
                person_id=person.pk,
                community=community,
                until=form.ends_at(),
                at=request.at,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("%(name)s hears disputes from now on.") % {"name": person.public_name})
            return redirect("mediators")
    shown = {"person": person, "form": form}
    return render(request, "trust/appoint.html", shown, status=422 if form.errors else 200)


@require_POST
@never_cache
@sign_in_first
def dismiss(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a mediator's term before its day."""
    _desk_of(request)
    try:
        operations.dismiss_mediator(actor=actor_of(request), role_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("The term is over. You can appoint them again any time."))
    return redirect("mediators")


def _desk_of(request: HttpRequest):
    community = community_of(request)
    if not rules.may_see_disputes(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    return community
