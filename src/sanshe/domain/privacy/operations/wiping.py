"""Taking the words out of rows that have to stay; for operations that journal what they do."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sanshe.domain.exchange.models import Need, Offer, SearchAlias
from sanshe.domain.exchange.operations.indexing import lexemes

# Neither the database nor a page knows a slip or a notice without words.
NO_WORDS = "…"
_NO_DETAILS = {
    "sentence": NO_WORDS,
    "time_text": "",
    "place_text": "",
    "recurrence": "",
    "landmark": None,
}


def wipe_needs(*, pks: Collection[UUID]) -> int:
    """Take from needs their words and for whom they were; what kind they were and when stays to be counted."""
    return Need.objects.filter(pk__in=pks).update(
        **_NO_DETAILS, age_band="", age_years=None, conditions=[], lexemes=lexemes(community=None, words=frozenset())
    )


def wipe_offers(*, pks: Iterable[UUID]) -> int:
    """Take from offers their words; what kind they were and when stays to be counted."""
    pks = list(pks)
    SearchAlias.objects.filter(offer__in=pks).delete()
    return Offer.objects.filter(pk__in=pks).update(**_NO_DETAILS, weekly_hours=[])
