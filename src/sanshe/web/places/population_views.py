"""The people of a community: sent as a workbook, and taken along as one."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanshe.domain.places import operations, queries
from sanshe.formats.spreadsheets.population import (
    population_template,
    read_population,
    totals_template,
    write_population,
)
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of
from sanshe.web.people.access import sign_in_first
from sanshe.web.places.access import may_edit_place, may_see_counts
from sanshe.web.places.forms import PopulationForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def population(request: HttpRequest, code: str) -> HttpResponse:
    """Take the people of a community in a year, all or none."""
    community = queries.community(code=code)
    if community is None:
        raise Http404
    if not may_edit_place(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    form = PopulationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            people = operations.enter_population(
                year=form.cleaned_data["year"],
                figures=read_population(form.cleaned_data["file"].read()),
                code=code,
                actor=actor_of(request),
                at=request.at,
                is_replacing=form.cleaned_data["is_replacing"],
            )
        except DomainError as error:
            refuse(form, error)
        else:
            told = ngettext("%(count)s person is stored.", "%(count)s people are stored.", people) % {"count": people}
            say(request, told)
            return redirect("place", code=code)
    return render(
        request,
        "places/population.html",
        {"place": community, "form": form, "years": queries.population_years(community=community)},
        status=422 if form.errors else 200,
    )


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """Give the workbook to be filled in; `?totals` the one for totals alone."""
    if "totals" in request.GET:
        return _workbook(totals_template(), "population-totals.xlsx")
    return _workbook(population_template(), "population.xlsx")


@never_cache
@require_safe
def export(request: HttpRequest, code: str) -> HttpResponse:
    """Give the people of a community as a workbook: exact to its staff, to others as they see them on the page."""
    community = queries.community(code=code)
    years = queries.population_years(community=community) if community else []
    year = next((year for year in years if str(year) == request.GET.get("year")), years[0] if years else None)
    if community is None or year is None:
        raise Http404
    is_exact = may_see_counts(person=actor_of(request), community=community, at=request.at)
    look = queries.exact_pyramid if is_exact else queries.public_pyramid
    content = write_population(pyramid=look(community=community, year=year), hidden=_("not shown"))
    return _workbook(content, f"{code}-{year}.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
