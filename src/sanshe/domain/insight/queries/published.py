"""What everybody may read of unmet needs: quarters that are over, small figures left out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from sanshe.domain.insight.models import PublishedFigure, PublishedQuarter
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.engines import demand

FIGURE_PARTS = ("quarter", "category", "category__parent", "community")


@dataclass(frozen=True)
class PublicFigure:
    """A published figure with its rate per thousand people of that age, where they were counted."""

    category: TaxonomyTerm | None
    is_rest: bool
    age_band: str
    community: Community | None
    count: int | None
    population: int | None
    rate: demand.Rate | None
    leading_cause: str
    quarter: PublishedQuarter


def quarters() -> list[PublishedQuarter]:
    """Return the quarters that were published, the latest first."""
    return list(PublishedQuarter.objects.all())


def public_figures(*, quarter: PublishedQuarter | None, community: Community | None) -> list[PublicFigure]:
    """Return the figures of a community (null: of the whole district) that are shown, the largest rate first.

    Those without a rate come after, the largest count first. Without a quarter: of all quarters, the latest first.
    """
    rows = PublishedFigure.objects.filter(community=community, count__isnull=False).select_related(*FIGURE_PARTS)
    if quarter is not None:
        rows = rows.filter(quarter=quarter)
    found = [_public(row) for row in rows]
    return sorted(
        found,
        key=lambda one: (
            -one.quarter.starts_on.toordinal(),
            one.rate is None,
            -(one.rate.rate if one.rate else 0),
            -(one.count or 0),
            one.category.code if one.category else "",
            one.age_band,
        ),
    )


def every_figure(*, quarter: PublishedQuarter | None) -> list[PublicFigure]:
    """Return all figures of one quarter or of all, withheld ones among them, for a download."""
    rows = PublishedFigure.objects.select_related(*FIGURE_PARTS).order_by(
        "-quarter__starts_on", "category__code", "is_rest", "age_band", "community__code"
    )
    return [_public(row) for row in (rows.filter(quarter=quarter) if quarter else rows)]


def withheld_count(*, quarter: PublishedQuarter, community: Community | None) -> int:
    """Return how many figures of a community are left out because few people stand behind them."""
    return PublishedFigure.objects.filter(quarter=quarter, community=community, count=None).count()


def quarter_before(*, at: datetime) -> tuple[date, date]:
    """Return the first day of the last quarter that is over, and the day after its last."""
    today = timezone.localtime(at).date()
    ends = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return quarter_of(ends - timedelta(days=1)), ends


def quarter_of(day: date) -> date:
    """Return the first day of the quarter that a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def next_quarter(start: date) -> date:
    """Return the first day of the quarter after the one that starts on a day."""
    return date(start.year + (start.month == 10), (start.month + 2) % 12 + 1, 1)


def _public(row: PublishedFigure) -> PublicFigure:
    can_tell = row.count is not None and row.population
    return PublicFigure(
        category=row.category,
        is_rest=row.is_rest,
        age_band=row.age_band,
        community=row.community,
        count=row.count,
        population=row.population,
        rate=demand.rate_per_thousand(row.count, row.population) if can_tell else None,
        leading_cause=row.leading_cause,
        quarter=row.quarter,
    )
