"""The record of a person or an organisation: how promises were kept, as counts, and what others said of it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanshe.domain.exchange.queries.record import records_of
from sanshe.domain.people import queries as people
from sanshe.domain.trust import queries, rules
from sanshe.web.middleware import actor_of
from sanshe.web.organisations.access import named_organization
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first


@never_cache
@require_safe
@sign_in_first
def person_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how somebody kept their promises, to those who arrange something with them or could."""
    person, actor = people.person(pk=pk), actor_of(request)
    if person is None or not rules.may_see_record(person=actor, of=person, at=request.at):
        raise Http404
    record = records_of(person_ids=[person.pk], organization_ids=[], at=request.at)[person.pk]
    page = page_of(request, queries.shown_reviews(about=person, at=request.at))
    shown = {
        "person": person,
        "name": person.public_name,
        "is_own": person.pk == actor.pk,
        "record": record,
        "admission": queries.admission_of(person=person, at=request.at),
        "page": page,
        "paging": paging(request, page),
    }
    return render(request, "trust/record.html", shown)


@never_cache
@require_safe
def organization_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how an organisation kept its promises, to everybody."""
    organization = named_organization(pk)
    record = records_of(person_ids=[], organization_ids=[organization.pk], at=request.at)[organization.pk]
    page = page_of(request, queries.shown_reviews(about_organization=organization, at=request.at))
    shown = {
        "organization": organization,
        "name": organization.display_name,
        "record": record,
        "page": page,
        "paging": paging(request, page),
    }
    return render(request, "trust/record.html", shown)
