"""Publishing quarters that are over."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min, Sum
from django.utils import timezone

from sanshe.domain.insight import queries
from sanshe.domain.insight.choices import POPULATION_STEP, PUBLISHED_AFTER
from sanshe.domain.insight.models import PublishedFigure, PublishedQuarter, UnmetRecord
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.engines import demand
from sanshe.kernel import journal


@dataclass
class _Line:
    """The households of one age that found nobody for one category, by community; and by cause in all of them."""

    by_community: Counter = field(default_factory=Counter)
    by_cause: Counter = field(default_factory=Counter)

    def add(self, other: "_Line") -> None:
        self.by_community.update(other.by_community)
        self.by_cause.update(other.by_cause)


# A category (null: none was said), whether it is the rest of a main one, an age band.
_Key = tuple[UUID | None, bool, str]


def publish_quarters(*, at: datetime) -> int:
    """Publish every quarter that is over for a week and not published yet; return how many figures.

    A quarter's figures are the households whose need was first unmet in it and still is, those told in confidence left
    out. A category that counts fewer than ten in the whole district is added to the rest of its main category, and left
    out where that counts fewer than ten too. Each line is a table of its own, its communities and their total: no
    figure is in two lines and no other sum is published, so that withholding line by line withholds enough.
    """
    written = 0
    start = _first_quarter()
    while start is not None and _may_publish(start, at):
        written += _publish(start, at)
        start = queries.next_quarter(start)
    return written


def _first_quarter() -> date | None:
    first = UnmetRecord.objects.aggregate(first=Min("first_unmet_at"))["first"]
    return queries.quarter_of(timezone.localtime(first).date()) if first else None


def _may_publish(start: date, at: datetime) -> bool:
    return _midnight(queries.next_quarter(start)) + PUBLISHED_AFTER <= at


def _publish(start: date, at: datetime) -> int:
    ends = queries.next_quarter(start)
    if PublishedQuarter.objects.filter(starts_on=start).exists():
        return 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sanshe.insight.publishing', 0))")
        if PublishedQuarter.objects.filter(starts_on=start).exists():
            return 0
        lines = _pooled(_lines(start, ends))
        communities = list(Community.objects.order_by("code").values_list("pk", flat=True))
        quarter = PublishedQuarter.objects.create(
            starts_on=start,
            ends_on=ends,
            published_at=at,
            threshold=demand.THRESHOLD,
            digest=_digest(lines),
        )
        figures = _figures(quarter, lines, communities)
        PublishedFigure.objects.bulk_create(figures, batch_size=2000)
        journal.record(
            operation="insight.publish_quarter",
            subject=quarter,
            at=at,
            detail={"quarter": quarter.code, "figures": len(figures), "digest": quarter.digest},
        )
    return len(figures)


def _lines(start: date, ends: date) -> dict[_Key, _Line]:
    rows = (
        UnmetRecord.objects.filter(
            is_private=False,
            resolved_at=None,
            first_unmet_at__gte=_midnight(start),
            first_unmet_at__lt=_midnight(ends),
        )
        .order_by()
        .values_list("category", "age_band", "community", "cause")
        .annotate(Sum("households"))
    )
    found: dict[_Key, _Line] = {}
    for category, age_band, community, cause, households in rows:
        line = found.setdefault((category, False, age_band), _Line())
        line.by_community[community] += households
        line.by_cause[cause] += households
    return found


def _pooled(lines: dict[_Key, _Line]) -> dict[_Key, _Line]:
    """Add small lines to the rest of their main category; leave out what is small even so."""
    parents = dict(TaxonomyTerm.objects.filter(pk__in=[key[0] for key in lines]).values_list("pk", "parent"))
    found: dict[_Key, _Line] = {}
    rests: dict[_Key, _Line] = {}
    for (category, _, age_band), line in lines.items():
        if line.by_community.total() >= demand.THRESHOLD:
            found[category, False, age_band] = line
        else:
            rests.setdefault((parents.get(category) or category, True, age_band), _Line()).add(line)
    found |= {key: line for key, line in rests.items() if line.by_community.total() >= demand.THRESHOLD}
    return dict(sorted(found.items(), key=lambda item: str(item[0])))


def _figures(quarter: PublishedQuarter, lines: dict[_Key, _Line], communities: list[UUID]) -> list[PublishedFigure]:
    ages = queries.ages_of_communities()
    figures = []
    for (category, is_rest, age_band), line in lines.items():
        people = [queries.people_of_band(ages[one], age_band) if one in ages else None for one in communities]
        is_counted_everywhere = None not in people
        columns = [
            *zip(communities, (line.by_community[one] for one in communities), people, strict=True),
            (None, line.by_community.total(), sum(filter(None, people)) if is_counted_everywhere else None),
        ]
        shown = demand.published([[count for _, count, _ in columns[:-1]]])[0]
        leading, leading_count = line.by_cause.most_common(1)[0]
        for (community, count, living), is_shown in zip(columns, shown, strict=True):
            names_cause = community is None and is_shown and leading_count >= demand.THRESHOLD
            figures.append(
                PublishedFigure(
                    quarter=quarter,
                    category_id=category,
                    is_rest=is_rest,
                    age_band=age_band,
                    community_id=community,
                    count=count if is_shown else None,
                    population=None if living is None else round(living / POPULATION_STEP) * POPULATION_STEP,
                    leading_cause=leading if names_cause else "",
                )
            )
    return figures


def _digest(lines: dict[_Key, _Line]) -> str:
    """Return a digest of the counts the figures were made from, for whoever makes them again."""
    plain = [
        [str(part) for part in key] + [sorted((str(one), count) for one, count in line.by_community.items())]
        for key, line in lines.items()
    ]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
