"""A need and an offer as the matching engine compares them: what is wanted, and what may answer it.

Whether a pair fits is asked in one way only, whichever of the two is at hand: the need is the query, the offer the
candidate.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.utils import timezone

from sanshe.domain.exchange.choices import (
    AGE_BAND_YEARS,
    AgeBand,
    CommitmentState,
    PlacesRule,
)
from sanshe.domain.exchange.models import Intent, Need, Offer
from sanshe.domain.exchange.queries.answers.finding import Given, given_under
from sanshe.domain.exchange.queries.embedding import meaning_of, meanings_of
from sanshe.domain.exchange.queries.search import key_of_place, keys_of_texts, point_of, text_of, tokens_of
from sanshe.domain.exchange.queries.standing import Standings, standings_of
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.people import queries as people
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.domain.taxonomy.choices import CATEGORIES
from sanshe.engines.language.reading import Reading
from sanshe.engines.matching.keys import keys_of
from sanshe.engines.matching.sides import Candidate, Query, Span
from sanshe.engines.scheduling.recurrence import RuleUnreadable, meetings
from sanshe.kernel.prepared import read

USUAL_LENGTH = timedelta(hours=2)
# A season of a series is compared, as it is promised.
MEETINGS_COMPARED = 12
MEETINGS_OFFERED = 52
# A neighbour comes on foot: the outer ring of the ways that count as near (500, 1000, 1500 m).
ON_FOOT_M = 1500.0
# Whose capacity is not said: a body has many hands, a neighbour two.
HANDS_OF_A_BODY = 10
# Up to this age, in whole years, somebody is a child whom only checked providers look after.
CHILD_AGE_MAX = AGE_BAND_YEARS[AgeBand.CHILD][1]
_BUSY = f"""
    SELECT agreement.offer_id, commitment.starts_at, commitment.ends_at, agreement.party_size
      FROM exchange_agreement agreement JOIN exchange_commitment commitment ON commitment.agreement_id = agreement.id
     WHERE agreement.offer_id = ANY(%(offers)s::uuid[]) AND commitment.state = '{CommitmentState.PLANNED}'
           AND commitment.starts_at IS NOT NULL AND commitment.ends_at > %(at)s
     ORDER BY commitment.starts_at, commitment.id
"""


@dataclass(frozen=True)
class Standing:
    """What is known of the providers of some offers, and of what these have promised."""

    providers: Standings = field(default_factory=Standings)
    checked: frozenset[UUID] = frozenset()
    busy: dict[UUID, list[tuple[datetime, datetime, int]]] = field(default_factory=dict)


def provider_key(intent: Intent) -> UUID | None:
    """Return who gives an offer or has a need: the organisation, or the person."""
    return (intent.organization_id if isinstance(intent, Offer) else None) or intent.person_id


def standing_of(rows: Sequence[Given], *, wanted: Collection[Query] | None, at: datetime) -> Standing:
    """Return what is known of the providers of offers that the index gave back, as far as anybody wants to know it.

    A few queries, however many they are. Papers are looked at only where something wanted asks for them, and what was
    promised only where something has a time; None: anything may be wanted.
    """
    persons = {one.person_id for one in rows if one.organization_id is None} - {None}
    bodies = {one.organization_id for one in rows if one.organization_id is not None}
    by_time = [one.id for one in rows if one.places_rule == PlacesRule.BY_TIME and one.capacity is not None]
    checked: set[UUID] = set()
    if wanted is None or any(query.needs_check for query in wanted):
        checked = people.checked_people(person_ids=persons, at=at)
        checked |= organisations.checked_organizations(organization_ids=bodies, at=at)
    has_times = wanted is None or any(query.spans for query in wanted)
    return Standing(
        providers=standings_of(person_ids=persons, organization_ids=bodies),
        checked=frozenset(checked),
        busy=_busy(by_time, at=at) if by_time and has_times else {},
    )


def query_of(need: Need, *, at: datetime) -> Query:
    """Return what a posted need wants."""
    return queries_of([need], at=at)[need.pk]


def queries_of(needs: Iterable[Need], *, at: datetime) -> dict[UUID, Query]:
    """Return what posted needs want, by their keys; one query, however many they are."""
    sorting = taxonomy.sorting()
    return {need.pk: _query_of(need, sorting=sorting, at=at) for need in needs}


def _query_of(need: Need, *, sorting: taxonomy.Sorting, at: datetime) -> Query:
    categories = categories_of(need, sorting=sorting)
    return Query(
        key=need.pk,
        owner_key=need.person_id,
        tokens=tokens_of(need.sentence, sorting.words),
        meaning=meaning_of(need.sentence),
        categories=categories,
        category_ancestors=_ancestors(categories, sorting=sorting),
        age_years=need.age_years,
        age_band=need.age_band or None,
        community=need.community.code,
        point=_landmark(need),
        spans=_spans(need, at=at),
        earliest=at,
        party_size=need.party_size,
        languages=frozenset(need.languages),
        needs_check=_needs_check(
            age_band=need.age_band,
            age_years=need.age_years,
            at_home=need.at_home,
            category_code=need.category.code if need.category else "",
            sorting=sorting,
        ),
        waited_days=max(0.0, (at - need.posted_at) / timedelta(days=1)),
    )


def query_of_sentence(
    *,
    sentence: str,
    reading: Reading,
    category_code: str,
    community_code: str,
    sorting: taxonomy.Sorting,
    at: datetime,
) -> Query:
    """Return what a sentence not yet posted wants."""
    span = reading.times[0] if reading.times else None
    whom = reading.beneficiary
    categories = tuple((routing.code, routing.probability) for routing in reading.categories)
    if category_code:
        categories = ((category_code, 1.0),)
    sure = category_code or (categories[0][0] if categories and reading.is_sure_of_category else "")
    return Query(
        tokens=tokens_of(sentence, sorting.words),
        meaning=meaning_of(sentence),
        categories=categories,
        category_ancestors=_ancestors(categories, sorting=sorting),
        age_years=whom.age_years if whom else None,
        age_band=whom.age_band if whom else None,
        community=community_code,
        spans=((timezone.localtime(span.starts_at), timezone.localtime(span.ends_at)),) if span else (),
        earliest=at,
        party_size=whom.count if whom and whom.count else 1,
        needs_check=_needs_check(
            age_band=(whom.age_band or "") if whom else "",
            age_years=whom.age_years if whom else None,
            at_home=False,
            category_code=sure,
            sorting=sorting,
        ),
    )


def given_of(offer: Offer, *, words: frozenset[str]) -> Given:
    """Return a posted offer in the shape in which the index gives it back."""
    point = point_of(offer)
    return Given(
        alias_id=None,
        id=offer.pk,
        is_learned=False,
        keys=keys_of_texts((text_of(offer),), community_id=offer.community_id, words=words),
        embedding=None,
        longitude=point[0] if point else None,
        latitude=point[1] if point else None,
        category_id=offer.category_id,
        places_left=offer.places_left,
        person_id=offer.person_id,
        organization_id=offer.organization_id,
        community_id=offer.community_id,
        has_landmark=offer.landmark_id is not None,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        recurrence=offer.recurrence,
        weekly_hours=json.dumps(offer.weekly_hours) if offer.weekly_hours else None,
        minimum_age=offer.minimum_age,
        maximum_age=offer.maximum_age,
        capacity=offer.capacity,
        places_rule=offer.places_rule,
        languages=offer.languages,
        posted_at=offer.posted_at,
    )


def given_posted(offers: Sequence[Offer]) -> list[Given]:
    """Return posted offers with all their wordings; those that no longer stand in the index by their own words alone.

    One visit, however many they are.
    """
    rows = given_under(offer_ids=[offer.pk for offer in offers])
    indexed = {row.id for row in rows}
    words = taxonomy.sorting().words
    return [*rows, *(given_of(offer, words=words) for offer in offers if offer.pk not in indexed)]


def times_of(offer: Offer, *, at: datetime) -> tuple[tuple[Span, ...] | None, tuple[tuple[int, int, int], ...]]:
    """Return when an offer is to be had: its dates, None where it has none; and its hours of every week."""
    return _windows(offer, at=at), tuple((day, start, end) for day, start, end in offer.weekly_hours)


def candidates_of(
    rows: Sequence[Given],
    *,
    standing: Standing,
    community_codes: Mapping[UUID, str],
    sorting: taxonomy.Sorting,
    at: datetime,
    query: Query | None = None,
) -> list[Candidate]:
    """Return what offers give, each once with all its wordings, in the order in which they come first.

    For a single query only those of their words come along that it wants: it is quicker, and the score is the same.
    """
    wanted = None
    if query is not None:
        places = (None, *community_codes)
        wanted = frozenset(key for one in places for key in keys_of(query.tokens, key_of_place(one)))
    wordings: dict[UUID, list[Given]] = {}
    for row in rows:
        wordings.setdefault(row.id, []).append(row)
    return [
        _candidate(theirs, wanted, standing=standing, community_codes=community_codes, sorting=sorting, at=at)
        for theirs in wordings.values()
    ]


def _candidate(
    wordings: Sequence[Given],
    wanted: frozenset[str] | None,
    *,
    standing: Standing,
    community_codes: Mapping[UUID, str],
    sorting: taxonomy.Sorting,
    at: datetime,
) -> Candidate:
    offer = wordings[0]
    key = offer.organization_id or offer.person_id
    record = standing.providers.get(key)
    shown = record if record and record.is_enough else None
    code = sorting.code_of.get(offer.category_id, "")
    parent = sorting.parent_of.get(code)
    own, own_besides = next((one.said(wanted) for one in wordings if not one.is_learned), ((), 0))
    learned = [one.said(wanted) for one in wordings if one.is_learned]
    is_nearby = bool(offer.person_id and offer.community_id and offer.has_landmark)
    return Candidate(
        key=offer.id,
        tokens=own,
        wordings=tuple(tokens for tokens, _ in learned),
        besides=(own_besides, *(besides for _, besides in learned)),
        meanings=meanings_of(one.embedding for one in wordings),
        category_code=code,
        category_ancestors=(parent,) if parent else (),
        community=community_codes.get(offer.community_id, "") if offer.community_id else "",
        point=None if offer.longitude is None or offer.latitude is None else (offer.longitude, offer.latitude),
        reach_m=ON_FOOT_M if is_nearby else None,
        windows=_windows(offer, at=at),
        weekly_hours=_hours(offer.weekly_hours) if offer.weekly_hours else (),
        busy=tuple(standing.busy.get(offer.id, ())),
        room=offer.capacity if offer.places_rule == PlacesRule.BY_TIME else None,
        minimum_age=offer.minimum_age,
        maximum_age=offer.maximum_age,
        places_left=offer.places_left,
        languages=frozenset(offer.languages),
        is_checked=key in standing.checked,
        kept=shown.kept if shown else 0,
        promised=shown.promises if shown else 0,
        rate=record.rate if record else None,
        load=record.load / _hands(offer) if record else 0.0,
        provider_key=key,
        days_open=(at - offer.posted_at).days,
    )


def candidate_of_sentence(
    *, sentence: str, reading: Reading, category_code: str, community_code: str, is_checked: bool
) -> Candidate:
    """Return what a sentence not yet posted gives."""
    span = reading.times[0] if reading.times else None
    likely = reading.categories[0].code if reading.categories and reading.is_sure_of_category else ""
    code = category_code or likely
    sorting = taxonomy.sorting()
    parent = sorting.parent_of.get(code)
    return Candidate(
        key=None,
        tokens=tokens_of(sentence, sorting.words),
        category_code=code,
        category_ancestors=(parent,) if parent else (),
        community=community_code,
        windows=((timezone.localtime(span.starts_at), timezone.localtime(span.ends_at)),) if span else None,
        is_checked=is_checked,
    )


def categories_of(intent: Intent, *, sorting: taxonomy.Sorting) -> tuple[tuple[str, float], ...]:
    """Return the category of a slip, or those it most likely stands in."""
    if intent.category and intent.category.taxonomy == CATEGORIES:
        return ((intent.category.code, 1.0),)
    return tuple((routing.code, routing.probability) for routing in sorting.router.rank(intent.sentence))


def _ancestors(categories: Iterable[tuple[str, float]], *, sorting: taxonomy.Sorting) -> tuple[str, ...]:
    """Return the codes above the wanted categories, so that one beside them counts as related."""
    parent_of = sorting.parent_of
    return tuple(dict.fromkeys(parent_of[code] for code, _ in categories if code in parent_of))


def _needs_check(
    *, age_band: str, age_years: int | None, at_home: bool, category_code: str, sorting: taxonomy.Sorting
) -> bool:
    is_child = age_years <= CHILD_AGE_MAX if age_years is not None else age_band in (AgeBand.INFANT, AgeBand.CHILD)
    return at_home or is_child or category_code in sorting.for_checked_providers


def _spans(need: Need, *, at: datetime) -> tuple[Span, ...]:
    """Return when a need wants it: its time, or the coming meetings of its series."""
    if need.starts_at is None:
        return ()
    first = (timezone.localtime(need.starts_at), timezone.localtime(need.ends_at or need.starts_at + USUAL_LENGTH))
    coming = [span for span in _series(need.recurrence, first, MEETINGS_COMPARED) if span[1] > at]
    return tuple(coming) or (first,)


def _windows(offer: Offer | Given, *, at: datetime) -> tuple[Span, ...] | None:
    if offer.starts_at is None:
        return None
    first = (timezone.localtime(offer.starts_at), timezone.localtime(offer.ends_at or offer.starts_at + USUAL_LENGTH))
    return tuple(span for span in _series(offer.recurrence, first, MEETINGS_OFFERED) if span[1] > at)


@lru_cache(maxsize=2048)
def _hours(weekly_hours: str) -> tuple[tuple[int, int, int], ...]:
    return tuple((day, start, end) for day, start, end in json.loads(weekly_hours))


@lru_cache(maxsize=2048)
def _series(rule: str, first: Span, most: int) -> tuple[Span, ...]:
    if not rule:
        return (first,)
    zone = timezone.get_current_timezone()
    try:
        found = meetings(rule, starts_at=first[0], ends_at=first[1], zone=zone, most=most, without_end=most)
    except RuleUnreadable:
        return (first,)
    return tuple((one.starts_at, one.ends_at) for one in found)


def _hands(offer: Offer | Given) -> float:
    return float(offer.capacity or (HANDS_OF_A_BODY if offer.organization_id else 2))


def _landmark(intent: Intent) -> tuple[float, float] | None:
    return (intent.landmark.longitude, intent.landmark.latitude) if intent.landmark else None


def _busy(offer_ids: list[UUID], *, at: datetime) -> dict[UUID, list[tuple[datetime, datetime, int]]]:
    busy: dict[UUID, list[tuple[datetime, datetime, int]]] = {}
    for offer_id, *promised in read(_BUSY, {"offers": offer_ids, "at": at}):
        busy.setdefault(offer_id, []).append(tuple(promised))
    return busy
