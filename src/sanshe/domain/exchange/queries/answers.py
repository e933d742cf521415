"""Answers: which offers meet a need, and which needs an offer would meet, ranked and each with its reasons.

Candidates come from the words (tsvector, GIN) and from the likeliest categories; the matching engine decides who is
eligible and in which order. The database visit is of fixed cost, whatever the number of answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from sanshe.domain.catalogue.models import Service
from sanshe.domain.exchange.choices import AGE_BAND_YEARS, AgreementState
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.exchange.queries.board import NEED_PARTS, OFFER_PARTS
from sanshe.domain.people.models import Person
from sanshe.domain.places import queries as places
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.engines.language.reading import Reading, read_sentence
from sanshe.engines.language.tokens import tokenize
from sanshe.engines.matching.score import Candidate, Query, Reason, rank

CANDIDATES_BY_WORDS = 200
CANDIDATES_BY_CATEGORY = 100
WINDOWS_DAYS = 14


@dataclass(frozen=True)
class Answer:
    """A need or offer that answers, with its score in [0, 1] and why it does."""

    intent: Need | Offer
    score: float
    reasons: tuple[Reason, ...]


def reading_of(*, sentence: str, community: Community | None, at: datetime) -> Reading:
    """Return what the language engine reads out of a sentence said in this community."""
    names = tuple(row.name_zh for row in places.landmarks(community=community)) if community else ()
    return read_sentence(sentence, at=at, router=taxonomy.router(), place_names=names)


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
    reading = reading_of(sentence=sentence, community=community, at=at)
    return _rank(Offer, _query(sentence, reading, category_code, community), community, actor, at, limit)


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
    return _rank(Need, _query(sentence, reading, category_code, community), community, actor, at, limit)


def answers_to_need(*, need: Need, at: datetime, limit: int = 10) -> tuple[Answer, ...]:
    """Return the open offers that answer a posted need, the best first."""
    categories = _categories_of(need)
    query = Query(
        tokens=tokenize(need.sentence),
        categories=categories,
        category_ancestors=_ancestors(categories),
        age_years=need.age_years,
        age_band=need.age_band or None,
        community=need.community.code,
        point=_point_of(need),
        starts_at=need.starts_at,
        ends_at=need.ends_at,
        party_size=need.party_size,
    )
    return _rank(Offer, query, need.community, need.person, at, limit)


def needs_for_offer(*, offer: Offer, community: Community, at: datetime, limit: int = 10) -> tuple[Answer, ...]:
    """Return the open needs that a posted offer would meet, the best first."""
    categories = _categories_of(offer)
    query = Query(
        tokens=tokenize(offer.sentence),
        categories=categories,
        category_ancestors=_ancestors(categories),
        community=(offer.community or community).code,
        point=_point_of(offer),
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        party_size=1,
    )
    return _rank(Need, query, offer.community or community, offer.person, at, limit)


def offer_of_service(*, service: Service, community: Community | None) -> Offer | None:
    """Return the open offer under which a service is to be had here."""
    return Offer.objects.filter(Q(community=community) | Q(community=None), service=service, status="open").first()


def _query(sentence: str, reading: Reading, category_code: str, community: Community) -> Query:
    span = reading.times[0] if reading.times else None
    whom = reading.beneficiary
    categories = tuple((routing.code, routing.probability) for routing in reading.categories)
    if category_code:
        categories = ((category_code, 1.0),)
    return Query(
        tokens=tokenize(sentence),
        categories=categories,
        category_ancestors=_ancestors(categories),
        age_years=whom.age_years if whom else None,
        age_band=whom.age_band if whom else None,
        community=community.code,
        starts_at=span.starts_at if span else None,
        ends_at=span.ends_at if span else None,
        party_size=whom.count if whom and whom.count else 1,
    )


def _rank(
    model: type[Need | Offer],
    query: Query,
    community: Community,
    actor: Person | None,
    at: datetime,
    limit: int,
) -> tuple[Answer, ...]:
    ids = _candidate_ids(model, query, community)
    parts = OFFER_PARTS if model is Offer else NEED_PARTS
    rows = model.objects.filter(pk__in=ids).select_related(*parts)
    if actor is not None:
        rows = rows.exclude(person=actor)
    intents = {intent.pk: intent for intent in rows}
    promises = _promises(intents.values()) if model is Offer else {}
    candidates = [
        _candidate(intent, promises=promises.get(_provider_key(intent), (0, 0)), around=query.starts_at or at, at=at)
        for intent in intents.values()
    ]
    return tuple(
        Answer(intent=intents[scored.key], score=scored.score, reasons=scored.reasons)
        for scored in rank(query, candidates, limit=limit)
    )


def _candidate_ids(model: type[Need | Offer], query: Query, community: Community) -> list[UUID]:
    table = model._meta.db_table
    anywhere = "OR community_id IS NULL" if model is Offer else ""
    public = "" if model is Offer else "AND NOT is_private"
    codes = [code for code, _ in query.categories][:2]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            (SELECT id FROM {table}
              WHERE status = 'open' AND (community_id = %(community)s {anywhere}) {public}
                AND lexemes @@ %(tsquery)s::tsquery
              ORDER BY ts_rank(lexemes, %(tsquery)s::tsquery, 1) DESC, id LIMIT %(by_words)s)
            UNION
            (SELECT offered.id FROM {table} offered JOIN taxonomy_taxonomyterm term ON term.id = offered.category_id
              WHERE offered.status = 'open' AND (community_id = %(community)s {anywhere}) {public}
                AND term.taxonomy = 'categories' AND term.code = ANY(%(codes)s)
              ORDER BY offered.id DESC LIMIT %(by_category)s)
            """,
            {
                "community": community.pk,
                "tsquery": _any_of(query.tokens),
                "codes": codes,
                "by_words": CANDIDATES_BY_WORDS,
                "by_category": CANDIDATES_BY_CATEGORY,
            },
        )
        return [row[0] for row in cursor.fetchall()]


def _any_of(tokens: Sequence[str]) -> str:
    """Return the tsquery text that any of these tokens satisfies."""
    quoted = ("'" + token.replace("\\", "\\\\").replace("'", "''") + "'" for token in tokens)
    return " | ".join(quoted)


def _candidate(intent: Need | Offer, *, promises: tuple[int, int], around: datetime, at: datetime) -> Candidate:
    is_offer = isinstance(intent, Offer)
    service = intent.service if is_offer else None
    text = f"{intent.sentence} {service.description[:600]}" if service else intent.sentence
    if intent.category:
        text = f"{text} {intent.category.name_zh}"
    band = AGE_BAND_YEARS.get(getattr(intent, "age_band", ""))
    return Candidate(
        key=intent.pk,
        tokens=tokenize(text),
        category_code=intent.category.code if intent.category else "",
        category_ancestors=(intent.category.parent.code,) if intent.category and intent.category.parent else (),
        community=intent.community.code if intent.community else "",
        point=_point_of(intent),
        windows=_windows(intent, around=around),
        minimum_age=intent.minimum_age if is_offer else (band[0] if band else None),
        maximum_age=intent.maximum_age if is_offer else (band[1] if band else None),
        places_left=intent.places_left if is_offer else None,
        kept=promises[0],
        promised=promises[1],
        provider_key=str(_provider_key(intent)),
        days_open=(at - intent.posted_at).days,
    )


def _windows(intent: Need | Offer, *, around: datetime) -> tuple[tuple[datetime, datetime], ...] | None:
    """Return when it can be: its own span, its weekly hours in the two weeks from `around`, or null for any time."""
    if intent.starts_at:
        return ((intent.starts_at, intent.ends_at or intent.starts_at + timedelta(hours=2)),)
    weekly = getattr(intent, "weekly_hours", [])
    if not weekly:
        return None
    midnight = timezone.localtime(around).replace(hour=0, minute=0, second=0, microsecond=0)
    days = (midnight + timedelta(days=number) for number in range(WINDOWS_DAYS))
    return tuple(
        (day + timedelta(minutes=start), day + timedelta(minutes=end))
        for day in days
        for weekday, start, end in weekly
        if day.weekday() == weekday
    )


def _promises(offers) -> dict[UUID, tuple[int, int]]:
    """Return (kept, promised) for each provider of these offers, in one query."""
    keys = {_provider_key(offer) for offer in offers}
    rows = (
        Agreement.objects.filter(
            Q(provider__in=keys) | Q(provider_organization__in=keys),
            state__in=(AgreementState.CONFIRMED, AgreementState.SETTLED, AgreementState.CANCELLED),
        )
        .values("provider", "provider_organization")
        .annotate(
            kept=Count(
                "pk",
                filter=Q(state=AgreementState.CONFIRMED)
                | Q(state=AgreementState.SETTLED, settled_as__in=("kept", "both_agreed")),
            ),
            promised=Count("pk", filter=~Q(state=AgreementState.CANCELLED)),
        )
    )
    return {row["provider_organization"] or row["provider"]: (row["kept"], row["promised"]) for row in rows}


def _provider_key(intent: Need | Offer) -> UUID | None:
    return (intent.organization_id if isinstance(intent, Offer) else None) or intent.person_id


def _categories_of(intent: Need | Offer) -> tuple[tuple[str, float], ...]:
    if intent.category and intent.category.taxonomy == "categories":
        return ((intent.category.code, 1.0),)
    ranked = taxonomy.router().rank(intent.sentence)
    return tuple((routing.code, routing.probability) for routing in ranked)


def _ancestors(categories: tuple[tuple[str, float], ...]) -> tuple[str, ...]:
    """Return the codes above the wanted categories, so that one beside them counts as related."""
    parent_of = taxonomy.sorting().parent_of
    return tuple(dict.fromkeys(parent_of[code] for code, _ in categories if code in parent_of))


def _point_of(intent: Need | Offer) -> tuple[float, float] | None:
    return (intent.landmark.longitude, intent.landmark.latitude) if intent.landmark else None
