"""Which slips may have anything to do with a sentence: by its words, and by its likeliest categories.

The visit to the database is of fixed cost, however many slips hang on the board.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from sanshe.domain.exchange.choices import IntentStatus
from sanshe.domain.exchange.models import Need, Offer
from sanshe.domain.exchange.queries.board import NEED_PARTS, OFFER_PARTS
from sanshe.domain.places import queries as places
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy.choices import CATEGORIES

BY_WORDS = 200
BY_CATEGORY = 100
# Of how many communities around it is said that somebody there could help, though not here.
COMMUNITIES_AROUND = 8
# What has neither a repetition nor time left is over.
NOT_OVER = "(recurrence <> '' OR coalesce(ends_at, starts_at) IS NULL OR coalesce(ends_at, starts_at) > %(at)s)"


def offer_ids(*, tokens: Sequence[str], codes: Sequence[str], community_ids: Sequence[UUID], at: datetime) -> set[UUID]:
    """Return the open offers, given in one of these communities or everywhere, that come near to a need."""
    here = "(community_id = ANY(%(communities)s) OR community_id IS NULL)"
    return _ids("exchange_offer", f"status = 'open' AND {here} AND {NOT_OVER}", tokens, codes, community_ids, at)


def need_ids(*, tokens: Sequence[str], codes: Sequence[str], community_ids: Sequence[UUID], at: datetime) -> set[UUID]:
    """Return the open needs of these communities that lack a helper and come near to an offer; none in confidence."""
    here = "community_id = ANY(%(communities)s)" if community_ids else "TRUE"
    open_ = "status = 'open' AND NOT is_private AND helpers_taken < helpers_wanted"
    return _ids("exchange_need", f"{open_} AND {here} AND {NOT_OVER}", tokens, codes, community_ids, at)


def offers_with(*, ids: Iterable[UUID]) -> QuerySet[Offer]:
    """Return these offers with everything that is compared."""
    return Offer.objects.filter(pk__in=ids).select_related(*OFFER_PARTS).defer("lexemes")


def offers_given_in(*, community_ids: Iterable[UUID], at: datetime) -> QuerySet[Offer]:
    """Return every open offer of these communities and of the whole district, with everything that is compared."""
    is_over = Q(recurrence="") & (Q(ends_at__lte=at) | Q(ends_at=None, starts_at__lte=at))
    here = Q(community__in=list(community_ids)) | Q(community=None)
    open_ = Offer.objects.filter(here, status=IntentStatus.OPEN).exclude(is_over)
    return open_.select_related(*OFFER_PARTS).defer("lexemes")


def needs_with(*, ids: Iterable[UUID]) -> QuerySet[Need]:
    """Return these needs with everything that is compared."""
    return Need.objects.filter(pk__in=ids).select_related(*NEED_PARTS).defer("lexemes")


def needs_seeking_help(*, ids: Iterable[UUID]) -> QuerySet[Need]:
    """Return those of these needs that are open and lack a helper, in the order of their keys."""
    seeking = needs_with(ids=ids).filter(status=IntentStatus.OPEN, helpers_taken__lt=F("helpers_wanted"))
    return seeking.order_by("pk")


def communities_around(communities: Iterable[Community]) -> dict[UUID, list[UUID]]:
    """Return for each community itself and the nearest others, by the points in their middle; one query."""
    everywhere = [one for one in places.communities() if one.longitude is not None]
    around = {}
    for community in communities:
        if community.longitude is None:
            around[community.pk] = [community.pk]
            continue
        nearest = sorted(everywhere, key=lambda other, here=community: _apart(here, other))
        others = [one.pk for one in nearest if one.pk != community.pk]
        around[community.pk] = [community.pk, *others[:COMMUNITIES_AROUND]]
    return around


def _apart(here: Community, there: Community) -> tuple[float, str]:
    squared = (here.longitude - there.longitude) ** 2 + (here.latitude - there.latitude) ** 2
    return squared, there.code


def _ids(
    table: str, where: str, tokens: Sequence[str], codes: Sequence[str], community_ids: Sequence[UUID], at: datetime
) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            (SELECT id FROM {table}
              WHERE {where} AND lexemes @@ %(tsquery)s::tsquery
              ORDER BY ts_rank(lexemes, %(tsquery)s::tsquery, 1) DESC, id LIMIT %(by_words)s)
            UNION
            (SELECT id FROM {table}
              WHERE {where} AND category_id IN (
                    SELECT term.id FROM taxonomy_taxonomyterm term
                     WHERE term.taxonomy = %(taxonomy)s AND term.code = ANY(%(codes)s))
              ORDER BY id DESC LIMIT %(by_category)s)
            """,
            {
                "at": at,
                "communities": list(community_ids),
                "tsquery": _any_of(tokens),
                "codes": list(codes),
                "taxonomy": CATEGORIES,
                "by_words": BY_WORDS,
                "by_category": BY_CATEGORY,
            },
        )
        return {row[0] for row in cursor.fetchall()}


def _any_of(tokens: Sequence[str]) -> str:
    """Return the tsquery text that any of these tokens satisfies."""
    quoted = ("'" + token.replace("\\", "\\\\").replace("'", "''") + "'" for token in tokens)
    return " | ".join(quoted)
