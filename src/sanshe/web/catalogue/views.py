"""The catalogue of services and the directory of organisations."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sanshe.domain.catalogue import queries
from sanshe.domain.exchange import queries as exchange
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.organisations.choices import OrganizationKind
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.web.middleware import community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in


@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """List the services to be had here, searched by words and by category."""
    words, category = text_in(request.GET, "q"), text_in(request.GET, "category")
    page = page_of(request, queries.services(community=community_of(request), words=words, category_code=category))
    return render(
        request,
        "catalogue/services.html",
        {
            "page": page,
            "paging": paging(request, page),
            "words": words,
            "category": category,
            "categories": taxonomy.top_categories(),
        },
    )


@require_GET
def service(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a service with its hours, places, conditions, and the way to ask for it."""
    found = queries.service(pk=pk)
    if found is None:
        raise Http404
    return render(
        request,
        "catalogue/service.html",
        {
            "service": found,
            "offer": exchange.offer_of_service(service=found, community=community_of(request)),
        },
    )


@require_GET
def organizations(request: HttpRequest) -> HttpResponse:
    """List who is who, searched by words and by kind."""
    words, kind = text_in(request.GET, "q"), text_in(request.GET, "kind")
    page = page_of(request, organisations.organizations(community=community_of(request), words=words, kind=kind))
    counts = queries.service_counts(organizations=page)
    return render(
        request,
        "catalogue/organizations.html",
        {
            "rows": [(one, counts.get(one.pk, 0)) for one in page],
            "paging": paging(request, page),
            "words": words,
            "kind": kind,
            "kinds": OrganizationKind.choices,
        },
    )


@require_GET
def organization(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an organisation and what it offers."""
    found = organisations.organization(pk=pk)
    if found is None:
        raise Http404
    page = page_of(request, queries.services_of(organization=found))
    shown = {"organization": found, "page": page, "paging": paging(request, page)}
    return render(request, "catalogue/organization.html", shown)
