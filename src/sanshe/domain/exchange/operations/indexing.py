"""Keeping the index: under which words the open offers are found, and how often words are said.

An offer is put into the index in the transaction that posts it, so it is found as soon as it stands. Needs carry their
keys themselves. How often words are said is counted by night: it only decides which words are asked for first.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, transaction
from django.db.models import Func, TextField, Value

from sanshe.domain.exchange import queries
from sanshe.domain.exchange.choices import IntentStatus
from sanshe.domain.exchange.models import Need, Offer, SearchAlias, SearchCount, SearchTerm
from sanshe.domain.exchange.queries import search
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.engines.language.tokens import version_of
from sanshe.engines.matching.keys import PLACE_KEY_LENGTH
from sanshe.engines.matching.week import week_of_hours
from sanshe.kernel import journal

CHUNK = 500
# Of more wordings than this, so many are counted and the rest is inferred.
COUNTED_MAX = 200_000
# A token that stands in fewer wordings is rare, and is not written down; in large indexes in one of so many.
LEAST_FREQUENCY, LEAST_SHARE = 4, 50_000


def lexemes(*texts: str, community: Community | None, words: frozenset[str]) -> Func:
    """Return the expression that stores these texts' keys in a community (none: in the whole district)."""
    return _vector(search.keys_of_texts(texts, community_id=community.pk if community else None, words=words))


def index_offers(*, offer_ids: Iterable[UUID]) -> int:
    """Put these offers into the index anew, under their own words and under what neighbours called them.

    Offers that are closed are left out. Return how many wordings that makes.
    """
    made = 0
    words = taxonomy.sorting().words
    with transaction.atomic():
        for ids in _chunks(list(offer_ids)):
            offers = list(queries.offers_with(ids=ids).filter(status=IntentStatus.OPEN).order_by("pk"))
            SearchAlias.objects.filter(offer__in=ids).delete()
            wordings = queries.wordings_of(offer_ids=[offer.pk for offer in offers])
            rows = [row for offer in offers for row in _aliases(offer, wordings.get(offer.pk, ()), words)]
            SearchAlias.objects.bulk_create(rows, batch_size=CHUNK)
            made += len(rows)
    return made


def reindex(*, at: datetime) -> dict[str, int]:
    """Cut everything anew that was cut by an older tokenizer or by other words; return how many of each.

    A chunk in each transaction. Slips posted meanwhile are cut in the new way already. Running it twice is as good as
    once.
    """
    done = {"offers": 0, "needs": 0}
    version = version_of(taxonomy.sorting().words)
    while ids := list(search.offers_to_index(version=version)[:CHUNK]):
        index_offers(offer_ids=ids)
        done["offers"] += len(ids)
    while ids := list(search.needs_to_index(version=version)[:CHUNK]):
        done["needs"] += _index_needs(ids)
    if any(done.values()):
        journal.record(operation="exchange.reindex", subject=None, actor=None, at=at, detail=done)
    return done


def count_terms(*, at: datetime) -> int:
    """Count how often words are said, in all and in how many wordings of each place; return how many are frequent.

    Of a large index a part is counted, drawn by pages, and the whole inferred: the figures weigh words against one
    another, and nothing else.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sanshe.exchange.count_terms', 0))")
        wordings_in = {
            search.key_of_place(community): count for community, count in search.wordings_by_community().items()
        }
        wordings = sum(wordings_in.values())
        share = min(1.0, COUNTED_MAX / max(1, wordings))
        least = max(LEAST_FREQUENCY, wordings // LEAST_SHARE)
        cursor.execute(
            f"""
            SELECT term, count(*) FROM (
                SELECT substr(unnest(tsvector_to_array(terms)), {PLACE_KEY_LENGTH + 1}) AS term
                  FROM exchange_searchalias TABLESAMPLE SYSTEM (%(percent)s) REPEATABLE (1)) said
             GROUP BY term HAVING count(*) >= %(least)s
            """,
            {"percent": 100 * share, "least": least * share},
        )
        frequent = [(term, round(count / share)) for term, count in cursor.fetchall()]
        SearchTerm.objects.all().delete()
        SearchTerm.objects.bulk_create(
            [SearchTerm(term=term, frequency=count) for term, count in frequent], batch_size=5000
        )
        SearchCount.objects.all().delete()
        SearchCount.objects.create(
            wordings=wordings,
            least_frequency=least,
            wordings_in=wordings_in,
            counted_at=at,
        )
    return len(frequent)


def _aliases(offer: Offer, wordings: Sequence[tuple[UUID, str]], words: frozenset[str]) -> Iterator[SearchAlias]:
    point = search.point_of(offer)
    for wording_id, text in [(None, search.text_of(offer)), *wordings]:
        keys = search.keys_of_texts((text,), community_id=offer.community_id, words=words)
        if keys or wording_id is None:
            yield SearchAlias(
                offer=offer,
                wording_id=wording_id,
                community_id=offer.community_id,
                category_id=offer.category_id,
                minimum_age=offer.minimum_age,
                maximum_age=offer.maximum_age,
                places_left=offer.places_left,
                hours=week_of_hours(offer.weekly_hours) if offer.weekly_hours and not offer.starts_at else None,
                over_at=None if offer.recurrence else offer.ends_at or offer.starts_at,
                longitude=point[0] if point else None,
                latitude=point[1] if point else None,
                terms=_vector(keys),
                tokenizer_version=version_of(words),
            )


def _index_needs(ids: Sequence[UUID]) -> int:
    words = taxonomy.sorting().words
    with transaction.atomic():
        needs = list(
            Need.objects.select_for_update(of=["self"]).filter(pk__in=ids).select_related("category").order_by("pk")
        )
        for need in needs:
            need.lexemes = _vector(
                search.keys_of_texts(
                    (need.sentence, *search.category_words(need.category)),
                    community_id=need.community_id,
                    words=words,
                )
            )
            need.tokenizer_version = version_of(words)
        Need.objects.bulk_update(needs, ["lexemes", "tokenizer_version"], batch_size=CHUNK)
    return len(needs)


def _vector(keys: Sequence[str]) -> Func:
    return Func(
        Value(sorted(set(keys)), output_field=ArrayField(TextField())),
        function="array_to_tsvector",
        output_field=SearchVectorField(),
    )


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
