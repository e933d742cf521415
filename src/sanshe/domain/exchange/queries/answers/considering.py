"""Everybody who came near to a need, those who cannot answer it as well: the evidence, and the answer to "why not"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sanshe.domain.exchange.models import Need, Offer
from sanshe.domain.exchange.queries.answers import finding
from sanshe.domain.exchange.queries.answers.finding import Given
from sanshe.domain.exchange.queries.answers.sides import (
    candidates_of,
    categories_of,
    given_posted,
    queries_of,
    standing_of,
)
from sanshe.domain.exchange.queries.weights import ranking
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.engines.matching.eligibility import refusals
from sanshe.engines.matching.keys import Frequencies
from sanshe.engines.matching.many import Consideration, consider
from sanshe.engines.matching.score import Scored, Weights, is_relevant, score
from sanshe.engines.matching.sides import Candidate, Query, Reason, Refusal
from sanshe.engines.matching.text_score import TextScorer

# Up to so many needs the words of each find its offers; beyond, all offers around are taken once for all.
FEW = 10


@dataclass(frozen=True)
class Considered:
    """An offer (for an offer: a need) that came near, with its score and reasons; why it cannot answer, if it cannot.

    `refusals` are codes, `hindrances` the same with what would have to change.
    """

    intent: Need | Offer
    score: float
    reasons: tuple[Reason, ...]
    refusals: tuple[str, ...] = ()
    hindrances: tuple[Refusal, ...] = ()
    components: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_answer(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.refusals


@dataclass(frozen=True)
class Weighing:
    """Who came near to one need: the best of those who can answer and of those who cannot, and how many of each."""

    considered: tuple[Considered, ...]
    answer_count: int
    refusal_counts: Mapping[str, int]

    @property
    def answers(self) -> tuple[Considered, ...]:
        """Those who can answer, the best first."""
        return tuple(one for one in self.considered if one.is_answer)


def considered_for_need(*, need: Need, at: datetime, limit: int = 50) -> tuple[Considered, ...]:
    """Return who came near to a need: at most so many who can answer, the best first, then as many who cannot.

    Those around who serve another community only are among the latter.
    """
    return considered_for_needs(needs=[need], at=at, limit=limit)[need.pk].considered


def considered_for_needs(
    *, needs: Sequence[Need], at: datetime, limit: int = 50, weights: Weights | None = None
) -> dict[UUID, Weighing]:
    """Return for each need, by its key, who came near to it; the offers are loaded once for all.

    The number of queries does not depend on how many offers there are; beyond `FEW` needs not on the needs either.
    `weights` other than those in force show what they would change.
    """
    if not needs:
        return {}
    queries = queries_of(needs, at=at)
    around = finding.communities_around({need.community for need in needs})
    rules = ranking()
    rows = _pool(needs, queries, around, counted=rules.counted, at=at)
    codes = {pk: code for nearest in around.values() for pk, code in nearest.items()}
    standing = standing_of(rows, wanted=queries.values(), at=at)
    candidates = candidates_of(rows, standing=standing, community_codes=codes, sorting=taxonomy.sorting(), at=at)
    weighed: dict[UUID, Consideration] = {}
    for community_id, theirs in _by_community(needs).items():
        near = {*around[community_id].values(), ""}
        pool = [one for one in candidates if one.community in near]
        wanted = [queries[need.pk] for need in theirs]
        found = consider(
            wanted, pool, weights=weights or rules.weights, limit=limit, others_limit=limit, text=rules.text
        )
        weighed |= {need.pk: one for need, one in zip(theirs, found, strict=True)}
    listed = {found.key for one in weighed.values() for found in (*one.answers, *one.others)}
    offers = finding.offers_shown(ids=listed)
    return {pk: _weighing(one, offers) for pk, one in weighed.items()}


def considered_for_offer(
    *, offer: Offer, community: Community | None, at: datetime, limit: int = 50
) -> tuple[Considered, ...]:
    """Return the open needs on the board that came near to an offer: whom it would help first, then why not others."""
    needs = needs_near_offers(offers=[offer], community=community, at=at)
    found = considered_for_offers(offers=[offer], needs=needs, at=at)[offer.pk]
    able = [one for one in found if one.is_answer]
    return tuple(able[:limit]) + found[len(able) :][:limit]


def considered_for_offers(
    *, offers: Sequence[Offer], needs: Sequence[Need], at: datetime
) -> dict[UUID, tuple[Considered, ...]]:
    """Return for each offer, by its key, which of these needs came near to it, whom it would help first.

    The number of queries depends neither on the offers nor on the needs.
    """
    wanted = queries_of(needs, at=at)
    given = given_posted(offers)
    standing = standing_of(given, wanted=wanted.values(), at=at)
    rules = ranking()
    codes = {offer.community_id: offer.community.code for offer in offers if offer.community}
    candidates = candidates_of(given, standing=standing, community_codes=codes, sorting=taxonomy.sorting(), at=at)
    text = rules.text
    return {one.key: _near(one, needs, wanted, weights=rules.weights, text=text) for one in candidates}


def needs_near_offers(*, offers: Iterable[Offer], community: Community | None, at: datetime) -> list[Need]:
    """Return the open needs that share words or a category with any of these offers, where they are given.

    One query for each offer, and one; an offer for the whole district looks at the given community, without one at all.
    """
    ids: set[UUID] = set()
    sorting = taxonomy.sorting()
    counted = ranking().counted
    posted = list(offers)
    tokens: dict[UUID, set[str]] = {}
    for row in given_posted(posted):
        tokens.setdefault(row.id, set()).update(row.tokens)
    for offer in posted:
        where = offer.community or community
        ids |= finding.need_ids(
            tokens=sorted(tokens[offer.pk]),
            counted=counted,
            category_ids=[
                sorting.id_of[code] for code, _ in categories_of(offer, sorting=sorting) if code in sorting.id_of
            ],
            community_ids=[where.pk] if where else [],
            at=at,
        )
    return list(finding.needs_seeking_help(ids=ids))


def _near(
    candidate: Candidate, needs: Sequence[Need], wanted: Mapping[UUID, Query], *, weights: Weights, text: TextScorer
) -> tuple[Considered, ...]:
    found = []
    for need in needs:
        query = wanted[need.pk]
        if query.owner_key is None or query.owner_key != candidate.provider_key:
            one = score(query, candidate, weights=weights, text=text, by_waiting=True)
            if is_relevant(query, candidate, one.values):
                found.append(_considered(one, need, refusals(query, candidate)))
    found.sort(key=lambda one: (bool(one.refusals), -one.score, one.intent.pk))
    return tuple(found)


def _pool(
    needs: Sequence[Need],
    queries: Mapping[UUID, Query],
    around: Mapping[UUID, Mapping[UUID, str]],
    *,
    counted: Frequencies,
    at: datetime,
) -> list[Given]:
    if len(needs) > FEW:
        everywhere = {pk for nearest in around.values() for pk in nearest}
        return finding.given_in(community_ids=everywhere, at=at)
    id_of = taxonomy.sorting().id_of
    rows: dict[UUID | None, Given] = {}
    for need in needs:
        query = queries[need.pk]
        kinds = [id_of[code] for code, _ in query.categories if code in id_of]
        here, *others = around[need.community_id]
        for communities in ([here], others):
            near = finding.given_near(
                query, counted=counted, category_ids=kinds, community_ids=communities, at=at, only_able=False
            )
            rows |= {row.alias_id: row for row in near}
    return [rows[pk] for pk in sorted(rows)]


def _by_community(needs: Iterable[Need]) -> dict[UUID, list[Need]]:
    found: dict[UUID, list[Need]] = {}
    for need in needs:
        found.setdefault(need.community_id, []).append(need)
    return found


def _weighing(one: Consideration, offers: Mapping[UUID, Offer]) -> Weighing:
    near = [_considered(found, offers[found.key], found.refusals) for found in (*one.answers, *one.others)]
    return Weighing(considered=tuple(near), answer_count=one.answer_count, refusal_counts=one.refusal_counts)


def _considered(found: Scored, intent: Need | Offer, hindrances: Sequence[Refusal]) -> Considered:
    return Considered(
        intent=intent,
        score=found.score,
        reasons=found.reasons,
        refusals=tuple(one.code for one in hindrances),
        hindrances=tuple(hindrances),
        components=found.components,
    )
