"""Who answers: offers for a need, needs for an offer, posted or only said, the best first and each with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from sanshe.domain.catalogue.models import Service
from sanshe.domain.exchange.models import Need, Offer
from sanshe.domain.exchange.queries.answers import finding
from sanshe.domain.exchange.queries.answers.sides import (
    candidate_of_sentence,
    candidates_of,
    categories_of,
    given_posted,
    queries_of,
    query_of,
    query_of_sentence,
    standing_of,
)
from sanshe.domain.exchange.queries.weights import ranking
from sanshe.domain.people import queries as people
from sanshe.domain.people.models import Person
from sanshe.domain.places import queries as places
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.engines.language.reading import Reading, read_sentence
from sanshe.engines.matching.exploring import fair_pairs
from sanshe.engines.matching.keys import Frequencies
from sanshe.engines.matching.many import consider
from sanshe.engines.matching.score import Scored, rank, rank_queries
from sanshe.engines.matching.sides import Candidate, Query, Reason


@dataclass(frozen=True)
class Answer:
    """A need or offer that answers, with its score in [0, 1], why it does, and what the score is made of.

    `values` are its parts before weighing. Where neighbours that are almost level take turns, `place` (from 1) and
    `chance` say where it stands and how likely it stood there; elsewhere they are 0 and 1.
    """

    intent: Need | Offer
    score: float
    reasons: tuple[Reason, ...]
    components: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)
    place: int = 0
    chance: float = 1.0


def reading_of(*, sentence: str, community: Community | None, at: datetime) -> Reading:
    """Return what the language engine reads out of a sentence said in this community."""
    return _reading(sentence, community, sorting=taxonomy.sorting(), at=at)


def answers_to(
    *,
    sentence: str,
    community: Community,
    at: datetime,
    category_code: str = "",
    actor: Person | None = None,
    limit: int = 10,
) -> tuple[Answer, ...]:
    """Return the open offers that answer a sentence not yet posted, the best first; the actor's own left out."""
    sorting = taxonomy.sorting()
    query = _query(sentence, community, category_code=category_code, sorting=sorting, at=at)
    return _offers(query, community, owner=actor, sorting=sorting, at=at, limit=limit)


def needs_for(
    *,
    sentence: str,
    community: Community,
    at: datetime,
    category_code: str = "",
    actor: Person | None = None,
    limit: int = 10,
) -> tuple[Answer, ...]:
    """Return the open needs that an offer not yet posted would meet, the best first; the actor's own left out."""
    reading = reading_of(sentence=sentence, community=community, at=at)
    is_checked = actor is not None and bool(people.checked_people(person_ids=[actor.pk], at=at))
    candidate = candidate_of_sentence(
        sentence=sentence,
        reading=reading,
        category_code=category_code,
        community_code=community.code,
        is_checked=is_checked,
    )
    codes = [category_code] if category_code else [routing.code for routing in reading.categories]
    return _needs(candidate, codes, community, owner=actor, at=at, limit=limit)


def answers_to_need(*, need: Need, at: datetime, limit: int = 10) -> tuple[Answer, ...]:
    """Return the open offers that answer a posted need, the best first; those almost level take turns day by day."""
    query = query_of(need, at=at)
    found = _offers(query, need.community, owner=need.person, sorting=taxonomy.sorting(), at=at, limit=limit)
    seed = f"{need.pk} {timezone.localtime(at):%Y-%m-%d}"
    return tuple(
        replace(found[one.rank], place=one.place, chance=one.chance)
        for one in fair_pairs([answer.score for answer in found], seed=seed)
    )


def needs_for_offer(*, offer: Offer, community: Community | None, at: datetime, limit: int = 10) -> tuple[Answer, ...]:
    """Return the open needs that a posted offer would meet, the best first.

    An offer for the whole district meets those of the given community, or without one those of every community.
    """
    sorting = taxonomy.sorting()
    given = given_posted([offer])
    (candidate,) = candidates_of(
        given,
        standing=standing_of(given, wanted=None, at=at),
        community_codes={offer.community_id: offer.community.code} if offer.community else {},
        sorting=sorting,
        at=at,
    )
    codes = [code for code, _ in categories_of(offer, sorting=sorting)]
    return _needs(candidate, codes, offer.community or community, owner=offer.person, at=at, limit=limit)


def offer_of_service(*, service: Service, community: Community | None) -> Offer | None:
    """Return the open offer under which a service is to be had here."""
    return Offer.objects.filter(Q(community=community) | Q(community=None), service=service, status="open").first()


def refused_counts_for_sentence(
    *, sentence: str, community: Community, at: datetime, category_code: str = ""
) -> dict[str, int]:
    """Return for a sentence not yet posted how many offers came near and cannot answer, by each reason.

    One that is refused for two reasons counts for both; offers of the neighbouring communities are among them.
    """
    sorting = taxonomy.sorting()
    query = _query(sentence, community, category_code=category_code, sorting=sorting, at=at)
    around = finding.communities_around([community])[community.pk]
    rules = ranking()
    candidates = _candidates(query, around, counted=rules.counted, sorting=sorting, at=at, only_able=False)
    (found,) = consider([query], candidates, weights=rules.weights, limit=0, others_limit=0, text=rules.text)
    return dict(found.refusal_counts)


def _reading(sentence: str, community: Community | None, *, sorting: taxonomy.Sorting, at: datetime) -> Reading:
    names = places.landmark_names(community_id=community.pk) if community else ()
    return read_sentence(sentence, at=at, router=sorting.router, place_names=names)


def _query(
    sentence: str, community: Community, *, category_code: str, sorting: taxonomy.Sorting, at: datetime
) -> Query:
    return query_of_sentence(
        sentence=sentence,
        reading=_reading(sentence, community, sorting=sorting, at=at),
        category_code=category_code,
        community_code=community.code,
        sorting=sorting,
        at=at,
    )


def _offers(
    query: Query,
    community: Community,
    *,
    owner: Person | None,
    sorting: taxonomy.Sorting,
    at: datetime,
    limit: int,
) -> tuple[Answer, ...]:
    if owner is not None:
        query = replace(query, owner_key=owner.pk)
    rules = ranking()
    candidates = _candidates(
        query, {community.pk: community.code}, counted=rules.counted, sorting=sorting, at=at, only_able=True
    )
    found = rank(query, candidates, weights=rules.weights, limit=limit, text=rules.text)
    offers = finding.offers_shown(ids=[one.key for one in found])
    return tuple(_answer(offers[one.key], one) for one in found)


def _candidates(
    query: Query,
    codes: Mapping[UUID, str],
    *,
    counted: Frequencies,
    sorting: taxonomy.Sorting,
    at: datetime,
    only_able: bool,
) -> list[Candidate]:
    """Return what may answer a query in these communities, whose codes are given, straight from the index."""
    rows = finding.given_near(
        query,
        counted=counted,
        category_ids=[sorting.id_of[code] for code, _ in query.categories if code in sorting.id_of],
        community_ids=list(codes),
        at=at,
        only_able=only_able,
    )
    standing = standing_of(rows, wanted=[query], at=at)
    return candidates_of(rows, standing=standing, community_codes=codes, sorting=sorting, at=at, query=query)


def _needs(
    candidate: Candidate,
    codes: list[str],
    community: Community | None,
    *,
    owner: Person | None,
    at: datetime,
    limit: int,
) -> tuple[Answer, ...]:
    communities = [community.pk] if community else []
    id_of = taxonomy.sorting().id_of
    kinds = [id_of[code] for code in codes if code in id_of]
    tokens = sorted({*candidate.tokens, *chain.from_iterable(candidate.wordings)})
    rules = ranking()
    ids = finding.need_ids(tokens=tokens, counted=rules.counted, category_ids=kinds, community_ids=communities, at=at)
    rows = finding.needs_with(ids=ids)
    needs = {need.pk: need for need in (rows if owner is None else rows.exclude(person=owner))}
    wanted = queries_of(needs.values(), at=at).values()
    found = rank_queries(candidate, wanted, weights=rules.weights, limit=limit, text=rules.text)
    return tuple(_answer(needs[one.key], one) for one in found)


def _answer(intent: Need | Offer, found: Scored) -> Answer:
    return Answer(
        intent=intent, score=found.score, reasons=found.reasons, components=found.components, values=found.values
    )
