"""What neighbours called an offer that helped them."""

from collections.abc import Iterable
from uuid import UUID

from sanshe.domain.exchange.models import Wording


def wordings_of(*, offer_ids: Iterable[UUID]) -> dict[UUID, tuple[tuple[UUID, str], ...]]:
    """Return the wordings under which these offers are found besides their own, with their keys."""
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    for offer, pk, text in Wording.objects.filter(offer__in=list(offer_ids), removed_at=None).values_list(
        "offer", "pk", "text"
    ):
        found.setdefault(offer, []).append((pk, text))
    return {offer: tuple(rows) for offer, rows in found.items()}
