"""Open slips of one home that look like one need written twice."""

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from django.db.models import Q

from sanshe.domain.exchange.models import Need
from sanshe.domain.exchange.queries.answers import finding
from sanshe.domain.people.models import HouseholdMember
from sanshe.domain.places.models import Community
from sanshe.engines.language.tokens import tokenize
from sanshe.engines.matching.words import token_weight

LOOKED_AT = 1000
# Cosine of the weighed tokens from which two slips of one home are worth a look; less where they are of one kind.
ALIKE, ALIKE_IN_KIND = 0.45, 0.25


@dataclass(frozen=True)
class Alike:
    """Two open slips of one person or one home; the older first; `likeness` of their words in [0, 1]."""

    first: Need
    second: Need
    likeness: float


def duplicate_needs(*, community: Community, at: datetime) -> list[Alike]:
    """Return the pairs of open slips of a community that one home may have written twice, the most alike first.

    Two queries, however many there are; the thousand newest slips are looked at.
    """
    needs = finding.needs_with(ids=_open(community)).order_by("posted_at", "pk")
    by_home: defaultdict[object, list[Need]] = defaultdict(list)
    rows = list(needs)
    homes = _homes({need.person_id for need in rows}, at=at)
    for need in rows:
        by_home[homes.get(need.person_id, need.person_id)].append(need)
    found = [
        Alike(first, second, likeness)
        for theirs in by_home.values()
        for first, second in combinations(theirs, 2)
        if (likeness := _likeness(first, second)) >= (ALIKE_IN_KIND if _is_of_one_kind(first, second) else ALIKE)
    ]
    return sorted(found, key=lambda one: (-one.likeness, one.first.pk, one.second.pk))


def _open(community: Community):
    newest = Need.objects.filter(community=community, status="open", person__isnull=False).order_by("-posted_at", "-pk")
    return newest.values("pk")[:LOOKED_AT]


def _homes(people: set, *, at: datetime) -> dict:
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    rows = HouseholdMember.objects.filter(running, person__in=people, starts_at__lte=at)
    return dict(rows.values_list("person", "household"))


def _is_of_one_kind(first: Need, second: Need) -> bool:
    return first.category_id is not None and first.category_id == second.category_id


def _likeness(first: Need, second: Need) -> float:
    one, other = _weights(first.sentence), _weights(second.sentence)
    shared = sum(weight * other[token] for token, weight in one.items() if token in other)
    length = math.sqrt(sum(weight**2 for weight in one.values()) * sum(weight**2 for weight in other.values()))
    return shared / length if length else 0.0


def _weights(sentence: str) -> dict[str, float]:
    return {token: token_weight(token) for token in tokenize(sentence)}
