"""What is known of who gives, as it was last counted; and the same counted afresh."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from sanshe.domain.exchange.choices import PROMISED, UNFINISHED
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.exchange.queries.record import records_of
from sanshe.kernel.prepared import read

# What was given this long ago no longer counts when it is asked whose turn it is.
RECENT = timedelta(days=30)
# A promise that has ended weighs half of one that stands.
ENDED_WEIGHS = 0.5


@dataclass(frozen=True)
class ProviderRecord:
    """How a provider kept promises, and how much was asked of them lately; `rate` in [0, 1], `load` not negative."""

    rate: float
    kept: int = 0
    promises: int = 0
    is_enough: bool = False
    load: float = 0.0


@dataclass(frozen=True)
class Standings:
    """The records of some providers; `newcomer` stands for who has none, None before anything was counted."""

    of: dict[UUID, ProviderRecord] = field(default_factory=dict)
    newcomer: ProviderRecord | None = None

    def get(self, key: UUID | None) -> ProviderRecord | None:
        """Return the record of a provider."""
        return self.of.get(key, self.newcomer) if key else None


def standings_of(*, person_ids: Iterable[UUID], organization_ids: Iterable[UUID]) -> Standings:
    """Return the records of these people and organisations as they were last counted; one query."""
    rows = read(
        """
        SELECT NULL::uuid, share, 0, 0, false, 0::float8 FROM exchange_usualshare
        UNION ALL
        SELECT person_id, rate, kept, promises, is_enough, load
          FROM exchange_providerstanding WHERE person_id = ANY(%(people)s::uuid[])
        UNION ALL
        SELECT organization_id, rate, kept, promises, is_enough, load
          FROM exchange_providerstanding WHERE organization_id = ANY(%(bodies)s::uuid[])
        """,
        {"people": list(person_ids), "bodies": list(organization_ids)},
    )
    found = {key: ProviderRecord(*row) for key, *row in rows}
    return Standings(newcomer=found.pop(None, None), of=found)


def fresh_standings(
    *, person_ids: Iterable[UUID], organization_ids: Iterable[UUID], at: datetime
) -> dict[UUID, ProviderRecord]:
    """Return the same, counted afresh from the agreements; three queries for any number."""
    people, bodies = set(person_ids), set(organization_ids)
    records = records_of(person_ids=people, organization_ids=bodies, at=at)
    loads = _loads(people | bodies, at=at)
    return {
        key: ProviderRecord(one.rate, one.kept, one.promises, one.is_enough, loads.get(key, 0.0))
        for key, one in records.items()
    }


def _loads(keys: set[UUID], *, at: datetime) -> dict[UUID, float]:
    rows = (
        Agreement.objects.filter(Q(provider__in=keys) | Q(provider_organization__in=keys))
        .values("provider", "provider_organization")
        .annotate(
            running=Count("pk", filter=Q(state__in=UNFINISHED)),
            ended=Count("pk", filter=Q(state__in=PROMISED, ended_at__gt=at - RECENT) & ~Q(state__in=UNFINISHED)),
        )
    )
    loads: dict[UUID, float] = {}
    for row in rows:  # one of a body for each of its people who gave
        key = row["provider_organization"] or row["provider"]
        loads[key] = loads.get(key, 0.0) + row["running"] + ENDED_WEIGHS * row["ended"]
    return loads
