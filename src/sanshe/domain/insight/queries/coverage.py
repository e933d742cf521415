"""What is within whose reach, and for which ages nothing is."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q

from sanshe.domain.catalogue.models import Service
from sanshe.domain.exchange.models import Offer
from sanshe.domain.insight.choices import AGE_COUNT, LITTLE_BELOW, MUCH_FROM, Level
from sanshe.domain.insight.models import CoverageRow, CoverageRun
from sanshe.domain.insight.queries.population import ages_of_communities
from sanshe.domain.places.choices import BANDS
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy.choices import CATEGORIES
from sanshe.domain.taxonomy.models import TaxonomyTerm

SHOWN_MAX = 200
# Below half a per mille it is chance of the points, not something within reach.
NEGLIGIBLE = 0.0005


@dataclass(frozen=True)
class CoverageCell:
    """People of an age band: how much they have within reach.

    `per_thousand`: units of supply for a thousand of them; `reach`: the share who have anything.
    """

    low: int
    high: int | None
    per_thousand: float
    reach: float
    level: str


@dataclass(frozen=True)
class CoverageLine:
    """A category with what each age has of it within reach, and the ages that have nothing (both ends included)."""

    category: TaxonomyTerm
    cells: tuple[CoverageCell, ...]
    gaps: tuple[tuple[int, int], ...]
    has_parts: bool

    @property
    def is_missing(self) -> bool:
        """Whether nobody of any age has anything of it within reach."""
        return self.gaps == ((0, AGE_COUNT - 1),)


def coverage_run() -> CoverageRun | None:
    """Return the latest computation of coverage."""
    return CoverageRun.objects.first()


def coverage(
    *, run: CoverageRun, community: Community | None, within: TaxonomyTerm | None = None
) -> list[CoverageLine]:
    """Return what the people of a community (null: of the whole district) have within reach, in four queries.

    One line for each main category in use, or for the categories within one of them.
    """
    children = TaxonomyTerm.objects.filter(retired_at=None)
    terms = list(
        TaxonomyTerm.objects.filter(taxonomy=CATEGORIES, parent=within, retired_at=None)
        .prefetch_related(Prefetch("children", queryset=children))
        .order_by("position", "code")
    )
    rows = CoverageRow.objects.filter(Q(community=community) | Q(community=None), run=run, category__in=terms)
    here: dict[UUID, CoverageRow] = {}
    everywhere: dict[UUID, CoverageRow] = {}
    for row in rows:
        if row.community_id is None:
            everywhere[row.category_id] = row
        if row.community_id == (community.pk if community else None):
            here[row.category_id] = row
    people = _people(community)
    return [_line(term, here.get(term.pk), everywhere.get(term.pk), people) for term in terms]


def unreached(*, run: CoverageRun) -> tuple[list[Offer], list[Service]]:
    """Return the offers and the services that reach nobody they are for, the first of them."""
    offers = Offer.objects.filter(pk__in=run.unreached_offers[:SHOWN_MAX]).select_related("person", "organization")
    services = Service.objects.filter(pk__in=run.unreached_services[:SHOWN_MAX]).select_related("organization")
    return list(offers), list(services)


def uncounted_communities() -> list[Community]:
    """Return the communities whose people nobody has counted: what reaches them cannot be shared out."""
    counted = ages_of_communities()
    return list(Community.objects.exclude(pk__in=list(counted)).defer("boundary", "earlier_boundary"))


def _people(community: Community | None) -> list[float]:
    ages = ages_of_communities(communities=[community.pk] if community else None)
    summed = sum(ages.values())
    return [1.0] * AGE_COUNT if isinstance(summed, int) else [float(one) for one in summed]


def _line(
    term: TaxonomyTerm, here: CoverageRow | None, everywhere: CoverageRow | None, people: Sequence[float]
) -> CoverageLine:
    nothing = [0.0] * AGE_COUNT
    access, reach = (here.access, here.reach) if here else (nothing, nothing)
    average = everywhere.access if everywhere else nothing
    cells = []
    for low, high in BANDS:
        years = range(low, min(high if high is not None else AGE_COUNT - 1, AGE_COUNT - 1) + 1)
        weights = [people[age] for age in years]
        if not sum(weights):
            weights = [1.0] * len(years)
        mine, common, share = (
            sum(values[age] * weight for age, weight in zip(years, weights, strict=True)) / sum(weights)
            for values in (access, average, reach)
        )
        cells.append(CoverageCell(low, high, mine * 1000, share, _level(mine, common, share)))
    return CoverageLine(term, tuple(cells), _gaps(reach), has_parts=bool(term.children.all()))


def _level(mine: float, common: float, share: float) -> Level:
    if share < NEGLIGIBLE:
        return Level.NOTHING
    # Where nobody is counted there is nothing to compare: something is there.
    if not common:
        return Level.MIDDLING
    if mine < LITTLE_BELOW * common:
        return Level.LITTLE
    return Level.MUCH if mine >= MUCH_FROM * common else Level.MIDDLING


def _gaps(reach: Sequence[float]) -> tuple[tuple[int, int], ...]:
    """Return the runs of ages of which nobody has anything within reach."""
    found: list[tuple[int, int]] = []
    for age, share in enumerate(reach):
        if share >= NEGLIGIBLE:
            continue
        if found and found[-1][1] == age - 1:
            found[-1] = (found[-1][0], age)
        else:
            found.append((age, age))
    return tuple(found)
