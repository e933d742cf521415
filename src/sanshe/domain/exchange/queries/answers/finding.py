"""Which slips may have anything to do with a sentence: by its words, and by its likeliest categories.

The visit to the database is of fixed cost, however many slips hang on the board and however many communities there
are: every key begins with the community, and the rarest words are asked for until enough slips are to be expected.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet

from sanshe.domain.exchange.choices import IntentStatus
from sanshe.domain.exchange.models import Need, Offer
from sanshe.domain.exchange.queries.board import NEED_PARTS, OFFER_PARTS
from sanshe.domain.exchange.queries.search import key_of_place
from sanshe.domain.places import queries as places
from sanshe.domain.places.models import Community
from sanshe.engines.matching.eligibility import ages_of
from sanshe.engines.matching.keys import PLACE_KEY_LENGTH, Frequencies, keys_of, rarest, telling_tokens
from sanshe.engines.matching.sides import Query
from sanshe.engines.matching.week import week_of_spans
from sanshe.kernel.prepared import ByKeys, read

# So many come back to be looked at exactly. Twice as many would change one list of six in fifty, and no first place.
BY_WORDS = 120
BY_CATEGORY = 60
# Of a category the newest so many of each place are looked at, and of these the nearest taken.
NEWEST_OF_CATEGORY = 200
LIKELIEST_CATEGORIES = 2
# Of how many communities around it is said that somebody there could help, though not here.
COMMUNITIES_AROUND = 8
# An offer for the whole district looks at the needs of so many communities in one visit.
COMMUNITIES_AT_ONCE = 50
# What is cast in a subquery is cast once; else a plan that is kept casts it for every row. The fence (OFFSET 0) keeps
# the planner from joining the keys with every other condition there is an index for.
_BY_WORDS = """
    SELECT alias.place
      FROM (SELECT ctid AS place, *
              FROM exchange_searchalias WHERE terms @@ (SELECT %(rare)s::tsquery) OFFSET 0) AS alias
     WHERE {here} AND {able}
     ORDER BY ts_rank(alias.terms, (SELECT %(all)s::tsquery), 1) DESC, alias.id
     LIMIT %(by_words)s
"""
_BY_CATEGORY = """
    SELECT alias.place
      FROM (
        SELECT alias.*
          FROM unnest(%(categories)s::uuid[]) AS wanted (category_id),
               unnest(%(communities)s::uuid[]) AS place (community_id),
               LATERAL (
                 SELECT ctid AS place, * FROM exchange_searchalias one
                  WHERE one.community_id = place.community_id AND one.category_id = wanted.category_id
                        AND one.wording_id IS NULL
                  ORDER BY one.offer_id DESC LIMIT %(newest)s) AS alias
         UNION ALL
        SELECT alias.*
          FROM unnest(%(categories)s::uuid[]) AS wanted (category_id),
               LATERAL (
                 SELECT ctid AS place, * FROM exchange_searchalias one
                  WHERE one.community_id IS NULL AND one.category_id = wanted.category_id AND one.wording_id IS NULL
                  ORDER BY one.offer_id DESC LIMIT %(newest)s) AS alias
        ) AS alias
     WHERE {able}
     ORDER BY (alias.longitude - %(longitude)s::float8) ^ 2 + (alias.latitude - %(latitude)s::float8) ^ 2 NULLS LAST,
              alias.offer_id DESC
     LIMIT %(by_category)s
"""
_HERE = "(alias.community_id = ANY(%(communities)s::uuid[]) OR alias.community_id IS NULL)"
_ABLE = """
    (alias.over_at IS NULL OR alias.over_at > %(at)s)
    AND (alias.places_left IS NULL OR alias.places_left >= %(party_size)s)
    AND (alias.minimum_age IS NULL OR alias.minimum_age <= %(oldest)s)
    AND (alias.maximum_age IS NULL OR alias.maximum_age >= %(youngest)s)
    AND (alias.hours IS NULL OR bit_count(alias.hours & (SELECT %(week)s::bit(168))) > 0)
"""
_STANDING = "(alias.over_at IS NULL OR alias.over_at > %(at)s)"
_COMPARED = """
    SELECT alias.id AS alias_id, offer.id, alias.wording_id IS NOT NULL AS is_learned,
           tsvector_to_array(alias.terms) AS keys, alias.embedding,
           alias.longitude, alias.latitude, alias.category_id, alias.places_left,
           offer.person_id, offer.organization_id, offer.community_id, offer.landmark_id IS NOT NULL AS has_landmark,
           offer.starts_at, offer.ends_at, offer.recurrence, nullif(offer.weekly_hours, '[]')::text,
           offer.minimum_age, offer.maximum_age, offer.capacity, offer.places_rule, offer.languages, offer.posted_at
      FROM exchange_searchalias alias JOIN exchange_offer offer ON offer.id = alias.offer_id
"""
_NEAR = f"""
    WITH near AS MATERIALIZED (({{by_words}}) UNION ({{by_category}}))
    {_COMPARED} JOIN near ON near.place = alias.ctid
"""
_EVERYTHING_HERE = f"{_COMPARED} WHERE {_HERE} AND {_STANDING} ORDER BY alias.id"
_POSTED = f"{_COMPARED} WHERE alias.offer_id = ANY(%(offers)s::uuid[]) ORDER BY alias.id"
_SEEKING = """
    need.status = 'open' AND NOT need.is_private AND need.helpers_taken < need.helpers_wanted
    AND need.community_id = ANY(%(communities)s::uuid[])
    AND (need.recurrence <> '' OR coalesce(need.ends_at, need.starts_at) IS NULL
         OR coalesce(need.ends_at, need.starts_at) > %(at)s)
"""
_NEEDS_NEAR = f"""
    (SELECT need.id
       FROM (SELECT * FROM exchange_need WHERE lexemes @@ (SELECT %(rare)s::tsquery) OFFSET 0) AS need
      WHERE {_SEEKING}
      ORDER BY ts_rank(need.lexemes, (SELECT %(all)s::tsquery), 1) DESC, need.id LIMIT %(by_words)s)
    UNION
    (SELECT need.id FROM exchange_need need
      WHERE {_SEEKING} AND need.category_id = ANY(%(categories)s::uuid[])
      ORDER BY need.posted_at DESC LIMIT %(by_category)s)
"""


class Given(NamedTuple):
    """An offer, or one wording of it, with everything that is compared; what the index gives back."""

    alias_id: UUID | None
    id: UUID
    is_learned: bool
    keys: list[str]
    embedding: bytes | None
    longitude: float | None
    latitude: float | None
    category_id: UUID | None
    places_left: int | None
    person_id: UUID | None
    organization_id: UUID | None
    community_id: UUID | None
    has_landmark: bool
    starts_at: datetime | None
    ends_at: datetime | None
    recurrence: str
    weekly_hours: str | None
    minimum_age: int | None
    maximum_age: int | None
    capacity: int | None
    places_rule: str
    languages: list[str]
    posted_at: datetime

    @property
    def tokens(self) -> list[str]:
        """Its tokens, without the place's key."""
        return [key[PLACE_KEY_LENGTH:] for key in self.keys]

    def said(self, wanted: frozenset[str] | None) -> tuple[Collection[str], int]:
        """Return those of its tokens whose keys are wanted, and how many there are besides; None: every one, and 0."""
        if wanted is None:
            return self.tokens, 0
        shared = wanted.intersection(self.keys)
        return frozenset([key[PLACE_KEY_LENGTH:] for key in shared]), len(self.keys) - len(shared)


def given_near(
    query: Query,
    *,
    counted: Frequencies,
    category_ids: Sequence[UUID],
    community_ids: Sequence[UUID],
    at: datetime,
    only_able: bool,
) -> list[Given]:
    """Return the wordings of open offers, given in one of these communities or everywhere, that come near to a query.

    One visit. Those are left out, with `only_able`, that are full, for other ages, or have no hour in common; what is
    left still has to be looked at closely.
    """
    able = _ABLE if only_able else _STANDING
    visit = _NEAR.format(by_words=_BY_WORDS.format(here=_HERE, able=able), by_category=_BY_CATEGORY.format(able=able))
    youngest, oldest = ages_of(query) or (-1, 32_000)
    longitude, latitude = query.point or (None, None)
    rare, every = _wanted(query.tokens, [None, *community_ids], counted)
    return _visit(
        visit,
        {
            "rare": rare,
            "all": every,
            "communities": list(community_ids),
            "categories": list(category_ids[:LIKELIEST_CATEGORIES]),
            "at": at,
            "party_size": query.party_size,
            "youngest": youngest,
            "oldest": oldest,
            "week": week_of_spans(query.spans),
            "longitude": longitude,
            "latitude": latitude,
            "by_words": BY_WORDS,
            "by_category": BY_CATEGORY,
            "newest": NEWEST_OF_CATEGORY,
        },
    )


def given_in(*, community_ids: Iterable[UUID], at: datetime) -> list[Given]:
    """Return every wording of the open offers of these communities and of the whole district."""
    return _visit(_EVERYTHING_HERE, {"communities": list(community_ids), "at": at})


def given_under(*, offer_ids: Iterable[UUID]) -> list[Given]:
    """Return every wording under which these offers are found; none of those that no longer stand in the index."""
    return _visit(_POSTED, {"offers": list(offer_ids)})


def need_ids(
    *,
    tokens: Sequence[str],
    counted: Frequencies,
    category_ids: Sequence[UUID],
    community_ids: Sequence[UUID],
    at: datetime,
) -> set[UUID]:
    """Return the open needs of these communities that lack a helper and come near to an offer; none in confidence.

    Without a community: of all of them, which an offer for the whole district asks for; some of them at a time.
    """
    searched = community_ids or [community.pk for community in places.communities()]
    found: set[UUID] = set()
    for start in range(0, len(searched), COMMUNITIES_AT_ONCE):
        some = searched[start : start + COMMUNITIES_AT_ONCE]
        rare, every = _wanted(tokens, some, counted)
        rows = read(
            _NEEDS_NEAR,
            {
                "rare": rare,
                "all": every,
                "communities": list(some),
                "categories": list(category_ids),
                "at": at,
                "by_words": BY_WORDS,
                "by_category": BY_CATEGORY,
            },
        )
        found |= {pk for (pk,) in rows}
    return found


def offers_with(*, ids: Iterable[UUID]) -> QuerySet[Offer]:
    """Return these offers with everything that is compared."""
    return _with_parts().filter(pk__in=ids)


def offers_shown(*, ids: Iterable[UUID]) -> dict[UUID, Offer]:
    """Return these offers by their keys, with everything that a slip shows; quickly."""
    return _OFFERS(ids)


def needs_with(*, ids: Iterable[UUID]) -> QuerySet[Need]:
    """Return these needs with everything that is compared."""
    return Need.objects.filter(pk__in=ids).select_related(*NEED_PARTS).defer("lexemes")


def needs_seeking_help(*, ids: Iterable[UUID]) -> QuerySet[Need]:
    """Return those of these needs that are open and lack a helper, in the order of their keys."""
    seeking = needs_with(ids=ids).filter(status=IntentStatus.OPEN, helpers_taken__lt=F("helpers_wanted"))
    return seeking.order_by("pk")


def _with_parts() -> QuerySet[Offer]:
    return Offer.objects.select_related(*OFFER_PARTS).defer("community__boundary", "community__earlier_boundary")


_OFFERS = ByKeys(_with_parts)


def communities_around(communities: Iterable[Community]) -> dict[UUID, dict[UUID, str]]:
    """Return for each community itself and the nearest others, by the points in their middle, with their codes."""
    here = {community.pk: {community.pk: community.code} for community in communities}
    for pk, other, code in places.nearest_communities(community_ids=list(here), count=COMMUNITIES_AROUND):
        here[pk][other] = code
    return here


def _wanted(tokens: Iterable[str], community_ids: Iterable[UUID | None], counted: Frequencies) -> tuple[str, str]:
    """Return the tsqueries that any of the rarest keys satisfies, and that any key at all does."""
    telling = telling_tokens(tokens)
    rare: list[str] = []
    every: list[str] = []
    for community_id in community_ids:
        place = key_of_place(community_id)
        rare += keys_of(rarest(telling, place, counted), place)
        every += keys_of(telling, place)
    return _any_of(rare), _any_of(every)


def _any_of(keys: Iterable[str]) -> str:
    return " | ".join("'" + key.replace("\\", "\\\\").replace("'", "''") + "'" for key in keys)


def _visit(statement: str, parameters: Mapping[str, Any]) -> list[Given]:
    return [Given(*row) for row in read(statement, parameters)]
