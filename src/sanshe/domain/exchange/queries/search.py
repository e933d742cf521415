"""The index: its keys, and how often words are said."""

from collections.abc import Iterable
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sanshe.domain.exchange.choices import IntentStatus
from sanshe.domain.exchange.models import Need, Offer, SearchAlias, SearchCount, SearchTerm
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.engines.language.tokens import tokenize
from sanshe.engines.matching.keys import Frequencies, keys_of, place_key, telling_tokens

DESCRIPTION_MAX = 600


def text_of(offer: Offer) -> str:
    """Return everything an offer says of itself, for the words it shares with a need."""
    description = offer.service.description[:DESCRIPTION_MAX] if offer.service else ""
    return " ".join((offer.sentence, description, *category_words(offer.category)))


def category_words(category: TaxonomyTerm | None) -> tuple[str, ...]:
    """Return the words of a category that a slip of it is found by."""
    return (category.name_zh, category.name_en) if category else ()


@lru_cache(maxsize=8192)
def tokens_of(text: str, words: frozenset[str]) -> tuple[str, ...]:
    """Return the telling tokens of a text, by the district's own words too; the same slips are compared repeatedly."""
    return telling_tokens(tokenize(text, words))


@lru_cache(maxsize=8192)
def key_of_place(community_id: UUID | None) -> str:
    """Return the key of a community in the index; of none that of the whole district."""
    return place_key(community_id.bytes if community_id else None)


def keys_of_texts(texts: Iterable[str], *, community_id: UUID | None, words: frozenset[str]) -> list[str]:
    """Return the keys under which these texts are found in a community, each once, sorted."""
    tokens = {token for text in texts if text for token in tokens_of(text, words)}
    return keys_of(sorted(tokens), key_of_place(community_id))


def point_of(offer: Offer) -> tuple[float, float] | None:
    """Return where an offer is given: its landmark, or the seat of its organisation."""
    if offer.landmark:
        return offer.landmark.longitude, offer.landmark.latitude
    body = offer.organization
    return (body.longitude, body.latitude) if body and body.is_on_the_map else None


def frequencies_of(count_id: UUID | None) -> Frequencies:
    """Return how often words are said by one count; read once, for a count is never changed."""
    return _frequencies(count_id) if count_id else Frequencies()


def wordings_by_community() -> dict[UUID | None, int]:
    """Return how many wordings the index has, by community; without one: for the whole district."""
    return dict(SearchAlias.objects.order_by().values_list("community").annotate(Count("pk")))


def offers_to_index(*, version: int) -> QuerySet[UUID]:
    """Return the open offers that are not in the index, or were cut in another way."""
    up_to_date = SearchAlias.objects.filter(offer=OuterRef("pk"), wording=None, tokenizer_version=version)
    missing = Offer.objects.filter(~Exists(up_to_date), status=IntentStatus.OPEN)
    return missing.order_by("pk").values_list("pk", flat=True)


def needs_to_index(*, version: int) -> QuerySet[UUID]:
    """Return the open needs that were cut in another way."""
    otherwise = Need.objects.filter(~Q(tokenizer_version=version), status=IntentStatus.OPEN)
    return otherwise.order_by("pk").values_list("pk", flat=True)


@lru_cache(maxsize=2)
def _frequencies(count_id: UUID) -> Frequencies:
    count = SearchCount.objects.get(pk=count_id)
    return Frequencies(
        texts=count.wordings,
        of=MappingProxyType(dict(SearchTerm.objects.values_list("term", "frequency"))),
        least=count.least_frequency,
        texts_in=MappingProxyType(count.wordings_in),
    )
