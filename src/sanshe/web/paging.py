"""Pages of a long list."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 20


@dataclass(frozen=True)
class Paging:
    """The values that components/paging.html takes."""

    previous_url: str
    next_url: str
    text: str


def page_of(request: HttpRequest, items, *, per_page: int = PER_PAGE) -> Page:
    """Return the page that `?page=` names; a wrong number shows the nearest page that exists."""
    return Paginator(items, per_page).get_page(request.GET.get("page"))


def paging(request: HttpRequest, page: Page) -> Paging:
    """Return the ways to the neighbouring pages, with the rest of the address as it is."""
    return Paging(
        previous_url=_at(request, page.previous_page_number()) if page.has_previous() else "",
        next_url=_at(request, page.next_page_number()) if page.has_next() else "",
        text=f"{page.number} / {page.paginator.num_pages}",
    )


def _at(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
