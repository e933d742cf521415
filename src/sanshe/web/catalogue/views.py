"""The catalogue of services."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sanshe.domain.catalogue import queries
from sanshe.domain.exchange import queries as exchange
from sanshe.domain.insight import queries as insight
from sanshe.domain.insight import rules as insight_rules
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.web.insight.words import substance_words
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """List the services to be had here, searched by words and by category."""
    words, category = text_in(request.GET, "q"), text_in(request.GET, "category")
    page = page_of(request, queries.services(community=community_of(request), words=words, category_code=category))
    came_to = insight.substance_of(services=[one.pk for one in page], is_exact=False)
    return render(
        request,
        "catalogue/services.html",
        {
            "rows": [(one, substance_words(came_to[one.pk])) for one in page],
            "page": page,
            "paging": paging(request, page),
            "words": words,
            "category": category,
            "categories": taxonomy.top_categories(),
        },
    )


@require_safe
def service(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a service with its hours, places, conditions, what it came to, and the way to ask for it."""
    found = queries.service(pk=pk)
    if found is None:
        raise Http404
    is_exact = insight_rules.may_see_exact_substance(
        person=actor_of(request), organization_id=found.organization_id, at=request.at
    )
    came_to = insight.substance_of(services=[found.pk], is_exact=is_exact)[found.pk]
    return render(
        request,
        "catalogue/service.html",
        {
            "service": found,
            "substance": substance_words(came_to),
            "offer": exchange.offer_of_service(service=found, community=community_of(request)),
        },
    )
