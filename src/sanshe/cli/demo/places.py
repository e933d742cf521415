"""Where the demo's communities lie and who lives in them."""

from collections.abc import Mapping
from datetime import datetime

from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places import operations
from sanshe.domain.places.choices import BANDS, Sex
from sanshe.domain.places.models import Community
from sanshe.domain.places.operations import Cell, PopulationTable

DIVISIONS = (
    ("51", "四川省", "Sichuan"),
    ("5101", "成都市", "Chengdu"),
    ("510199", "锦禾区", "Jinhe District"),
    ("510199001", "黄葛坝街道", "Huanggeba Subdistrict"),
    ("510199002", "塘坎街道", "Tangkan Subdistrict"),
    ("510199003", "麓渡街道", "Ludu Subdistrict"),
)
# Men and women of each five years from 0–4 on, and of 100 and older. The old mill: one in three past sixty.
FANGYUAN = (
    (58, 53), (66, 61), (70, 68), (74, 71), (82, 85), (101, 96), (118, 121), (124, 130), (131, 134), (148, 152),
    (176, 183), (198, 211), (214, 236), (205, 229), (188, 214), (131, 158), (82, 109), (35, 57), (11, 24), (2, 6),
    (0, 1),
)  # fmt: skip
# The new towers by the river: young families.
LANAN = (
    (312, 287), (298, 271), (201, 188), (98, 91), (124, 137), (266, 301), (398, 431), (421, 412), (304, 288),
    (187, 179), (121, 128), (98, 124), (86, 111), (61, 72), (34, 41), (17, 22), (8, 13), (3, 5), (0, 2), (0, 0), (0, 0),
)  # fmt: skip
# The old street: only its totals were counted.
YOUFANGJIE_AGES = (61, 58, 49, 112, 287, 341, 318, 262, 214, 188, 171, 149, 126, 98, 74, 51, 33, 14, 6, 1, 0)
YOUFANGJIE_MEN = 1_441


def load(
    *,
    communities: Mapping[str, Community],
    people: Mapping[str, Person],
    organizations: Mapping[str, Organization],
    at: datetime,
) -> None:
    """Enter the divisions above the demo's communities, and the people of last year."""
    for code, name_zh, name_en in DIVISIONS:
        operations.enter_division(code=code, name_zh=name_zh, name_en=name_en, at=at)
    year = at.year - 1
    operations.record_populations(
        year=year,
        tables=[_table(communities["fangyuan"], FANGYUAN), _table(communities["lanan"], LANAN)],
        actor=None,
        at=at,
    )
    operations.estimate_population(
        year=year,
        code=communities["youfangjie"].code,
        age_totals=tuple(zip(BANDS, YOUFANGJIE_AGES, strict=True)),
        sex_totals={Sex.MALE: YOUFANGJIE_MEN, Sex.FEMALE: sum(YOUFANGJIE_AGES) - YOUFANGJIE_MEN},
        actor=None,
        at=at,
    )


def _table(community: Community, counts: tuple[tuple[int, int], ...]) -> PopulationTable:
    cells = tuple(
        Cell(sex=sex.value, low=low, high=high, count=count)
        for (low, high), pair in zip(BANDS, counts, strict=True)
        for sex, count in zip(Sex, pair, strict=True)
    )
    return PopulationTable(code=community.code, cells=cells)
