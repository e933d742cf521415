"""The residents of a community for its workers: the list, one person's file, entering somebody."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanshe.domain.people import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.residents.access import workers_community
from sanshe.web.residents.acts import ACTS
from sanshe.web.residents.forms import ResidentForm
from sanshe.web.residents.pages import file_of


@never_cache
@require_safe
@sign_in_first
def residents(request: HttpRequest) -> HttpResponse:
    """List who lives in the community; whom the page shows by name and home is written down."""
    community = workers_community(request)
    search = text_in(request.GET, "q")
    page = page_of(request, queries.residents(community=community, at=request.at, search=search))
    operations.look_at_residents(actor=actor_of(request), people=page, community=community, at=request.at)
    shown = {
        "page": page,
        "search": search,
        "paging": paging(request, page),
        "letter_count": queries.letters_to_print(community=community).count(),
        "merge_count": queries.merges_to_review(community=community).count(),
    }
    return render(request, "residents/residents.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def resident(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show somebody's file, which is written down, and carry out one step on it."""
    person = queries.person(pk=person_id)
    if person is None:
        raise Http404
    if person.pk != person_id:  # made one with another
        return redirect("resident", person.pk)
    if not rules.may_see_file(person=actor_of(request), of=person_id, at=request.at):
        raise PermissionDenied
    refused, forms = None, {name: act.form(prefix=name) for name, act in ACTS.items()}
    if request.method == "POST":
        name = text_in(request.POST, "act")
        act = ACTS.get(name)
        if act is None:
            raise Http404
        refused = forms[name] = act.form(request.POST, prefix=name)
        if refused.is_valid():
            try:
                done = act.run(request, person, refused.cleaned_data)
            except DomainError as error:
                refuse(refused, error)
            else:
                say(request, done)
                stays = rules.may_see_file(person=actor_of(request), of=person_id, at=request.at)
                return redirect("resident", person_id) if stays else redirect("residents")
    operations.look_at_person(
        actor=actor_of(request), person_id=person_id, at=request.at, community=community_of(request)
    )
    shown = {"file": file_of(person=person, actor=actor_of(request), at=request.at), "forms": forms, "refused": refused}
    return render(request, "residents/resident.html", shown, status=422 if refused else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def resident_new(request: HttpRequest) -> HttpResponse:
    """Enter somebody, after asking whether it is one of those who are here already."""
    community = workers_community(request)
    form, likely = ResidentForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        if not text_in(request.POST, "is_another"):
            likely = queries.like_a_new_one(
                community=community,
                full_name=fields["full_name"],
                birth_year=fields["birth_year"],
                address=fields["address"],
                at=request.at,
            )
        if not likely:
            try:
                person = operations.enter_resident(
                    actor=actor_of(request), community=community, at=request.at, **fields
                )
            except DomainError as error:
                refuse(form, error)
            else:
                say(request, _("%(name)s is entered.") % {"name": fields["full_name"]})
                return redirect("resident", person.pk)
    if likely:
        people = [person for person, _reasons in likely]
        operations.look_at_residents(actor=actor_of(request), people=people, community=community, at=request.at)
    status = 422 if form.errors or likely else 200
    return render(request, "residents/resident_new.html", {"form": form, "likely": likely}, status=status)
