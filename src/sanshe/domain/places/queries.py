"""Every read of divisions, communities, their landmarks and their population."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from sanshe.domain.places.choices import Sex
from sanshe.domain.places.models import Community, Division, Landmark, PopulationCell
from sanshe.engines import demand
from sanshe.kernel.prepared import read

# About five kilometres: whose outlines are drawn around one's own.
NEAR_DEG = 0.05
NEIGHBOURS_MAX = 30


def communities() -> list[Community]:
    """Return all communities in the order of their codes."""
    return list(Community.objects.all())


def community(*, code: str) -> Community | None:
    """Return the community with this 12-digit code."""
    return Community.objects.filter(code=code).first()


def nearest_communities(*, community_ids: Collection[UUID], count: int) -> list[tuple[UUID, UUID, str]]:
    """Return (community, another near it, the other's code), at most so many for each, the nearest first; one query.

    How near they are is said by the points in their middle; where there is none, there is no neighbour.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT here.id, there.id, there.code
              FROM places_community here,
                   LATERAL (
                     SELECT other.id, other.code,
                            (other.longitude - here.longitude) ^ 2 + (other.latitude - here.latitude) ^ 2 AS apart
                       FROM places_community other
                      WHERE other.id <> here.id AND other.longitude IS NOT NULL
                      ORDER BY apart, other.code LIMIT %(count)s) AS there
             WHERE here.id = ANY(%(ids)s) AND here.longitude IS NOT NULL
             ORDER BY here.id, there.apart, there.code
            """,
            {"ids": list(community_ids), "count": count},
        )
        return cursor.fetchall()


def landmarks(*, community: Community) -> list[Landmark]:
    """Return the spots that people in this community name."""
    return list(Landmark.objects.filter(community=community))


def landmark_names(*, community_id: UUID) -> tuple[str, ...]:
    """Return what people in this community call its spots."""
    rows = read("SELECT name_zh FROM places_landmark WHERE community_id = %(community)s", {"community": community_id})
    return tuple(sorted(name for (name,) in rows))


def communities_like(*, words: str = "") -> QuerySet[Community]:
    """Return the communities whose name holds the words, or which lie where a code or a division's name says.

    Outlines are left out: a list does not draw them.
    """
    found = Community.objects.defer("boundary", "earlier_boundary")
    if not words:
        return found
    if words.isascii() and words.isdigit():
        return found.filter(code__startswith=words)
    matching = Q(name_zh__icontains=words) | Q(name_en__icontains=words)
    within = Division.objects.filter(Q(name_zh__icontains=words) | Q(name_en__icontains=words))
    for code in within.values_list("code", flat=True)[:50]:
        matching |= Q(code__startswith=code)
    return found.filter(matching)


def division(*, code: str) -> Division | None:
    """Return the division with this code of 2 to 9 digits."""
    return Division.objects.defer("boundary").filter(code=code).first()


def chain(*, community: Community) -> list[Division]:
    """Return the divisions a community lies in, from the province down to the subdistrict, as far as known."""
    return chains(communities=[community])[community.code]


def chains(*, communities: Iterable[Community]) -> dict[str, list[Division]]:
    """Return for each community, by code, the divisions it lies in, the largest first."""
    communities = list(communities)
    codes = {code for community in communities for code in community.division_codes}
    known = {one.code: one for one in Division.objects.defer("boundary").filter(code__in=codes)}
    return {
        community.code: [known[code] for code in community.division_codes if code in known] for community in communities
    }


def known_codes(*, codes: Iterable[str]) -> set[str]:
    """Return which of these codes of 2 to 12 digits are of a division or community here."""
    wanted = list(codes)
    return {
        *Division.objects.filter(code__in=wanted).values_list("code", flat=True),
        *Community.objects.filter(code__in=wanted).values_list("code", flat=True),
    }


def neighbours(*, community: Community) -> list[Community]:
    """Return the communities around one that have an outline, to be drawn beside it."""
    return list(
        Community.objects.filter(
            boundary__isnull=False,
            longitude__range=(community.longitude - NEAR_DEG, community.longitude + NEAR_DEG),
            latitude__range=(community.latitude - NEAR_DEG, community.latitude + NEAR_DEG),
        ).exclude(pk=community.pk)[:NEIGHBOURS_MAX]
    )


@dataclass(frozen=True)
class PyramidRow:
    """The people of an age band; null: not shown to everybody. `high` null: and older."""

    low: int
    high: int | None
    male: int | None
    female: int | None
    total: int | None


@dataclass(frozen=True)
class Pyramid:
    """The people of a community in a year by age and sex, youngest first, with their totals."""

    year: int
    rows: tuple[PyramidRow, ...]
    male: int | None
    female: int | None
    total: int | None
    is_estimated: bool
    is_suppressed: bool


def population_years(*, community: Community) -> list[int]:
    """Return the years of which the people of a community were counted or estimated, the latest first."""
    years = PopulationCell.objects.filter(community=community).order_by("-year")
    return list(years.values_list("year", flat=True).distinct())


def exact_pyramid(*, community: Community, year: int) -> Pyramid | None:
    """Return the exact people of a community in a year, for its staff."""
    cells = list(PopulationCell.objects.filter(community=community, year=year))
    if not cells:
        return None
    counts: dict[tuple[int, int | None], dict[str, int]] = {}
    for cell in cells:
        counts.setdefault((cell.low, cell.high), dict.fromkeys(Sex.values, 0))[cell.sex] += cell.count
    rows = tuple(
        PyramidRow(low, high, of[Sex.MALE], of[Sex.FEMALE], sum(of.values()))
        for (low, high), of in sorted(counts.items(), key=lambda item: item[0][0])
    )
    male, female = sum(of[Sex.MALE] for of in counts.values()), sum(of[Sex.FEMALE] for of in counts.values())
    is_estimated = any(cell.is_estimated for cell in cells)
    return Pyramid(year, rows, male, female, male + female, is_estimated, is_suppressed=False)


def public_pyramid(*, community: Community, year: int) -> Pyramid | None:
    """Return the people of a community in a year as everybody may see them.

    Figures below ten are left out, and others so that nobody can work them out.
    """
    exact = exact_pyramid(community=community, year=year)
    if exact is None:
        return None
    shown = demand.published([(row.male, row.female) for row in exact.rows])
    rows = tuple(
        PyramidRow(row.low, row.high, *_masked((row.male, row.female, row.total), mask))
        for row, mask in zip(exact.rows, shown[:-1], strict=True)
    )
    male, female, total = _masked((exact.male, exact.female, exact.total), shown[-1])
    is_suppressed = not all(all(mask) for mask in shown)
    return Pyramid(exact.year, rows, male, female, total, exact.is_estimated, is_suppressed)


def _masked(figures: tuple[int, int, int], mask: tuple[bool, ...]) -> list[int | None]:
    return [figure if is_shown else None for figure, is_shown in zip(figures, mask, strict=True)]
