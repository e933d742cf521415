"""What neighbours called an offer that helped them."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from sanshe.domain.exchange.models import Offer, Wording

# Of an offer, and of a service, so many wordings are in use: the newest.
IN_USE_MAX = 8
# Until so many homes were helped, one wording is in use: one acquaintance does not buy a place.
HOMES_FOR_MORE = 2


def wordings_of(*, offer_ids: Iterable[UUID]) -> dict[UUID, tuple[tuple[UUID, str], ...]]:
    """Return the wordings in use by which these offers are found besides their own words, with their keys; two queries.

    At most eight for an offer: its own before those of its service.
    """
    services = dict(Offer.objects.filter(pk__in=list(offer_ids)).values_list("pk", "service"))
    by_offer: dict[UUID, list[tuple[UUID, str]]] = {}
    by_service: dict[UUID, list[tuple[UUID, str]]] = {}
    wordings = Wording.objects.filter(removed_at=None)
    rows = wordings.filter(offer__in=services) | wordings.filter(service__in=set(services.values()) - {None})
    for pk, offer, service, text in rows.values_list("pk", "offer", "service", "text"):
        (by_offer.setdefault(offer, []) if offer else by_service.setdefault(service, [])).append((pk, text))
    found = {}
    for offer, service in services.items():
        texts: dict[str, UUID] = {}
        for pk, text in (*_in_use(by_offer.get(offer, [])), *_in_use(by_service.get(service, []))):
            texts.setdefault(text, pk)
        if texts:
            found[offer] = tuple((pk, text) for text, pk in texts.items())[:IN_USE_MAX]
    return found


def wordings_on(*, offer: Offer) -> QuerySet[Wording]:
    """Return every wording that was learned of an offer or its service, those taken out among them, newest first."""
    own = Wording.objects.filter(offer=offer)
    return own | Wording.objects.filter(service=offer.service_id) if offer.service_id else own


def _in_use(rows: list[tuple[UUID, str]]) -> list[tuple[UUID, str]]:
    return rows[: IN_USE_MAX if len(rows) >= HOMES_FOR_MORE else 1]
