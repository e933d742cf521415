"""The real counts of a community, for its desk."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from sanshe.domain.insight.models import UnmetRecord
from sanshe.domain.insight.queries.population import ages_of_communities, people_of_band
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.engines import demand

HELPED = Sum("households", filter=Q(resolved_at__isnull=False), default=0)


@dataclass(frozen=True)
class Figure:
    """How many households of an age found nobody for a category, per thousand people of that age, and why.

    `met_later`: how many of them were helped in the end. `causes`: households by cause, the commonest first.
    """

    category: TaxonomyTerm | None
    age_band: str
    households: int
    needs: int
    met_later: int
    population: float | None
    rate: demand.Rate | None
    causes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Month:
    """How many households found nobody in a month, and how many of them were helped in the end."""

    starts_at: datetime
    households: int
    met_later: int


def figures(*, community: Community, since: datetime, with_private: bool) -> list[Figure]:
    """Return the counts of a community by category and age, the largest first, in four queries."""
    rows = (
        _records(community, since, with_private)
        .order_by()
        .values_list("category", "age_band", "cause")
        .annotate(homes=Sum("households"), slips=Count("pk"), helped=HELPED)
    )
    causes: dict[tuple[UUID | None, str], Counter] = {}
    needs: Counter = Counter()
    met: Counter = Counter()
    for category, age_band, cause, households, count, met_later in rows:
        causes.setdefault((category, age_band), Counter())[cause] += households
        needs[category, age_band] += count
        met[category, age_band] += met_later
    terms = TaxonomyTerm.objects.select_related("parent").in_bulk([key[0] for key in causes if key[0]])
    ages = ages_of_communities(communities=[community.pk]).get(community.pk)
    found = []
    for (category, age_band), by_cause in causes.items():
        people = people_of_band(ages, age_band) if ages is not None else None
        households = by_cause.total()
        found.append(
            Figure(
                category=terms.get(category),
                age_band=age_band,
                households=households,
                needs=needs[category, age_band],
                met_later=met[category, age_band],
                population=people,
                rate=demand.rate_per_thousand(households, people) if people else None,
                causes=tuple(sorted(by_cause.items(), key=lambda item: (-item[1], item[0]))),
            )
        )
    return sorted(
        found,
        key=lambda one: (-one.households, one.category.position if one.category else 10**9, one.age_band),
    )


def months(*, community: Community, since: datetime, until: datetime, with_private: bool) -> list[Month]:
    """Return the counts of each month from one to another, the earliest first; a month without any counts none."""
    rows = (
        _records(community, since, with_private)
        .order_by()
        .annotate(month=TruncMonth("first_unmet_at"))
        .values_list("month")
        .annotate(homes=Sum("households"), helped=HELPED)
    )
    found = {month: counts for month, *counts in rows}
    return [Month(start, *found.get(start, (0, 0))) for start in _months(since, until)]


def month_start(*, at: datetime, months_back: int) -> datetime:
    """Return when the month began that is so many before the one of an instant, in local time."""
    local = timezone.localtime(at)
    number = local.year * 12 + local.month - 1 - months_back
    return local.replace(year=number // 12, month=number % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


def _months(since: datetime, until: datetime) -> list[datetime]:
    starts = [month_start(at=until, months_back=0)]
    while starts[-1] > since:
        starts.append(month_start(at=starts[-1], months_back=1))
    return starts[::-1]


def _records(community: Community, since: datetime, with_private: bool) -> QuerySet[UnmetRecord]:
    found = UnmetRecord.objects.filter(community=community, first_unmet_at__gte=since)
    return found if with_private else found.filter(is_private=False)
