"""Looking for a community, and its page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanshe.domain.places import queries
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.places.access import may_edit_place, may_see_counts
from sanshe.web.places.drawing import map_of_place
from sanshe.web.places.pyramid import bars_of


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """List the communities, searched by name, by code or by the division they lie in."""
    words = text_in(request.GET, "q")
    page = page_of(request, queries.communities_like(words=words))
    chains = queries.chains(communities=page)
    return render(
        request,
        "places/places.html",
        {
            "words": words,
            "rows": [(one, chains[one.code]) for one in page],
            "within": queries.division(code=words) if words.isascii() and words.isdigit() else None,
            "paging": paging(request, page),
            "total": page.paginator.count,
        },
    )


@never_cache
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show a community: where it lies, its map, its landmarks, who lives there."""
    community = queries.community(code=code)
    if community is None:
        raise Http404
    actor = actor_of(request)
    is_exact = may_see_counts(person=actor, community=community, at=request.at)
    years = queries.population_years(community=community)
    year = next((year for year in years if str(year) == request.GET.get("year")), years[0] if years else None)
    look = queries.exact_pyramid if is_exact else queries.public_pyramid
    pyramid = look(community=community, year=year) if year else None
    return render(
        request,
        "places/place.html",
        {
            "place": community,
            "chain": queries.chain(community=community),
            "map": map_of_place(community=community, label=_("Map of %(place)s") % {"place": community.name}),
            "pyramid": pyramid,
            "bars": bars_of(pyramid) if pyramid else (),
            "is_exact": is_exact,
            "years": [{"url": f"?year={one}", "text": one, "is_current": one == year} for one in years],
            "may_edit": may_edit_place(person=actor, community=community, at=request.at),
        },
    )
