"""Open needs that say the same, before somebody posts theirs, and how many neighbours have each of them too."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from sanshe.domain.exchange.models import MeToo, Need
from sanshe.domain.exchange.queries.answers import finding
from sanshe.domain.exchange.queries.weights import ranking
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.engines.language.tokens import tokenize
from sanshe.engines.matching.words import token_weight

# How much two sentences must share (cosine of their weighed tokens, in [0, 1]) to be said to ask the same: less where
# both are of one kind, more where nobody knows.
ALIKE_IN_KIND, ALIKE = 0.3, 0.5


@dataclass(frozen=True)
class MeTooCount:
    """How many others have the same need, and whether the one who looks said so too."""

    count: int = 0
    has_said: bool = False


NOBODY = MeTooCount()


@dataclass(frozen=True)
class SimilarNeed:
    """An open need that says much the same, how alike in [0, 1], and who has it too."""

    need: Need
    likeness: float
    me_too: MeTooCount


def similar_needs(
    *,
    sentence: str,
    community: Community,
    at: datetime,
    category_code: str = "",
    actor: Person | None = None,
    limit: int = 3,
) -> tuple[SimilarNeed, ...]:
    """Return the needs on the community's board that ask for much the same, the most alike first; five queries.

    What was told in confidence hangs on no board, so it is never among them; the actor's own are left out.
    """
    tokens = tokenize(sentence)
    if not tokens:
        return ()
    kind = taxonomy.sorting().id_of.get(category_code)
    kinds = [kind] if kind else []
    counted = ranking().counted
    ids = finding.need_ids(tokens=tokens, counted=counted, category_ids=kinds, community_ids=[community.pk], at=at)
    rows = finding.needs_with(ids=ids)
    alike = []
    for need in rows if actor is None else rows.exclude(person=actor):
        is_same_kind = bool(category_code and need.category and need.category.code == category_code)
        likeness = _likeness(tokens, tokenize(need.sentence))
        if likeness >= (ALIKE_IN_KIND if is_same_kind else ALIKE):
            alike.append((likeness, need))
    alike.sort(key=lambda one: (-one[0], one[1].posted_at, one[1].pk))
    counts = me_too_counts(need_ids=[need.pk for _, need in alike[:limit]], actor=actor)
    return tuple(SimilarNeed(need, likeness, counts.get(need.pk, NOBODY)) for likeness, need in alike[:limit])


def me_too_counts(*, need_ids: Iterable[UUID], actor: Person | None = None) -> dict[UUID, MeTooCount]:
    """Return for each of the needs that others have too how many do, and whether the actor is one; one query."""
    own = Q(person=actor) if actor is not None else Q(pk=None)
    rows = MeToo.objects.filter(need__in=list(need_ids)).values("need").order_by()
    return {
        row["need"]: MeTooCount(row["all"], bool(row["own"]))
        for row in rows.annotate(all=Count("pk"), own=Count("pk", filter=own))
    }


def _likeness(first: Collection[str], second: Collection[str]) -> float:
    """Return the cosine of two sets of tokens, each weighed by what it tells, in [0, 1]."""
    shared = math.fsum(token_weight(token) ** 2 for token in set(first) & set(second))
    if not shared:
        return 0.0
    return shared / math.sqrt(_square(first) * _square(second))


def _square(tokens: Collection[str]) -> float:
    return math.fsum(token_weight(token) ** 2 for token in set(tokens))
