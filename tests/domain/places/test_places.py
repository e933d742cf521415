import pytest
from django.db import IntegrityError, transaction

from sanshe.domain.places import operations, queries
from sanshe.domain.places.errors import (
    BandsBroken,
    BoundaryNotAnArea,
    CodesUnknown,
    CodeUnreadable,
    CountImpossible,
    DivisionAboveMissing,
    NoEarlierBoundary,
    OtherCommunity,
    PopulationThere,
    TotalsDisagree,
    YearUnlikely,
)
from sanshe.domain.places.models import Community, Division, PopulationCell
from sanshe.domain.places.operations import Cell, CommunityTotal, PopulationMargins, PopulationShares, PopulationTable
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_person
from tests.factories.places import SQUARE, cells, count_people, enter_divisions, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def actor():
    return make_person()


def journalled(operation: str) -> list[dict]:
    return list(JournalEntry.objects.filter(operation=operation).values_list("detail", flat=True))


def test_division_lies_in_the_one_above_it():
    with pytest.raises(DivisionAboveMissing) as refused:
        operations.enter_division(code="5101", name_zh="成都市", at=AT)
    enter_divisions()

    assert refused.value.params == {"value": "5101", "above": "51"}
    assert [(one.code, str(one.level)) for one in Division.objects.all()] == [
        ("51", "province"),
        ("5101", "city"),
        ("510199", "district"),
    ]


@pytest.mark.parametrize("code", ["", "5", "510", "51010", "5101990010", "ab", "５１", "510199001004"])
def test_code_without_a_level_is_refused(code):
    with pytest.raises(CodeUnreadable):
        operations.enter_division(code=code, name_zh="某地", at=AT)


def test_division_entered_again_gets_its_new_name_and_unchanged_it_is_not_journalled():
    for name in ("四川", "四川省", "四川省"):
        operations.enter_division(code="51", name_zh=name, at=AT)

    assert Division.objects.get().name_zh == "四川省"
    assert journalled("places.enter_division") == [
        {"code": "51", "name": "四川"},
        {"code": "51", "name": "四川省", "before": "四川"},
    ]


def test_chain_goes_from_the_province_down(community):
    enter_divisions()

    assert [one.code for one in queries.chain(community=community)] == ["51", "5101", "510199"]
    assert queries.chain(community=make_community(code="110101001001")) == []


def test_outline_is_stored_with_the_earlier_one_kept(community, actor):
    other = square(side=0.03)
    for outline in (SQUARE, other):
        operations.set_boundary(community_id=community.pk, boundary=outline, actor=actor, at=AT)

    community.refresh_from_db()
    assert (community.boundary, community.earlier_boundary, community.boundary_changed_at) == (other, SQUARE, AT)
    assert [detail["replaced"] for detail in journalled("places.set_boundary")] == [False, True]


def test_outlines_go_back_and_forth(community, actor):
    other = square(side=0.03)
    for outline in (SQUARE, other):
        operations.set_boundary(community_id=community.pk, boundary=outline, actor=actor, at=AT)

    seen = [
        operations.restore_boundary(community_id=community.pk, actor=actor, at=AT).boundary == SQUARE for _ in range(2)
    ]

    assert seen == [True, False]


def test_without_an_earlier_outline_there_is_nothing_to_go_back_to(community, actor):
    with pytest.raises(NoEarlierBoundary):
        operations.restore_boundary(community_id=community.pk, actor=actor, at=AT)


def test_point_is_no_outline(community, actor):
    with pytest.raises(BoundaryNotAnArea):
        operations.set_boundary(
            community_id=community.pk, boundary={"type": "Point", "coordinates": [1, 2]}, actor=actor, at=AT
        )


@pytest.mark.parametrize("boundary", [{"type": "Point"}, {}, [], "x", 7])
def test_database_keeps_areas_only(community, boundary):
    with pytest.raises(IntegrityError), transaction.atomic():
        Community.objects.filter(pk=community.pk).update(boundary=boundary)


def test_outlines_of_many_places_are_stored_all_or_none(community):
    enter_divisions()

    with pytest.raises(CodesUnknown) as refused:
        operations.set_boundaries(boundaries={"51": SQUARE, community.code: SQUARE, "99": SQUARE}, actor=None, at=AT)
    stored = [operations.set_boundaries(boundaries={"51": SQUARE, community.code: SQUARE}, actor=None, at=AT)]
    stored.append(operations.set_boundaries(boundaries={"51": SQUARE}, actor=None, at=AT))

    assert refused.value.params == {"codes": "99"}
    assert stored == [(2, 0), (0, 1)]
    assert len(journalled("places.set_boundary")) == 2


def test_unknown_place_takes_nothing_and_new_divisions_with_it(community):
    with pytest.raises(CodesUnknown):
        operations.set_boundaries(
            boundaries={"51": SQUARE, "99": SQUARE}, new_divisions={"51": "四川省"}, actor=None, at=AT
        )

    assert not Division.objects.exists()


def test_counted_people_make_the_pyramid(community):
    count_people(community, (120, 110), (90, 95))

    pyramid = queries.exact_pyramid(community=community, year=2025)

    assert [(row.low, row.high, row.male, row.female, row.total) for row in pyramid.rows] == [
        (0, 4, 120, 110, 230),
        (5, None, 90, 95, 185),
    ]
    assert (pyramid.male, pyramid.female, pyramid.total, pyramid.is_estimated) == (210, 205, 415, False)
    assert queries.population_years(community=community) == [2025]
    assert journalled("places.record_population") == [{"year": 2025, "replaced": False}]


def test_year_without_figures_has_no_pyramid(community):
    assert queries.exact_pyramid(community=community, year=2025) is None
    assert queries.public_pyramid(community=community, year=2025) is None


def test_public_pyramid_leaves_out_what_is_small_and_what_gives_it_away(community):
    count_people(community, (120, 110), (3, 95), (80, 70))

    pyramid = queries.public_pyramid(community=community, year=2025)

    assert [(row.male, row.female, row.total) for row in pyramid.rows] == [
        (120, 110, 230),
        (None, None, 98),
        (None, None, 150),
    ]
    assert (pyramid.male, pyramid.female, pyramid.total, pyramid.is_suppressed) == (203, 275, 478, True)


def test_figures_of_a_year_are_replaced_only_when_said(community):
    count_people(community, (1, 2))
    table = PopulationTable(community.code, cells((3, 4)))

    with pytest.raises(PopulationThere):
        operations.record_populations(year=2025, tables=[table], actor=None, at=AT)
    kept = queries.exact_pyramid(community=community, year=2025).total
    operations.record_populations(year=2025, tables=[table], actor=None, at=AT, is_replacing=True)

    assert (kept, queries.exact_pyramid(community=community, year=2025).total) == (3, 7)


@pytest.mark.parametrize(
    ("bands", "refusal"),
    [
        ([("male", 0, None, 1)], BandsBroken),
        ([("male", 1, None, 1), ("female", 0, None, 1)], BandsBroken),
        ([("male", 0, 4, 1), ("male", 6, None, 1), ("female", 0, None, 1)], BandsBroken),
        ([("male", 0, 4, 1), ("male", 4, None, 1), ("female", 0, None, 1)], BandsBroken),
        ([("male", 0, None, 1), ("male", 5, 9, 1), ("female", 0, None, 1)], BandsBroken),
        ([("male", 0, 999, 1), ("female", 0, None, 1)], BandsBroken),
        ([("male", 0, 4, 1), ("male", 5, None, 1), ("female", 0, None, 1)], BandsBroken),
        ([("male", 0, None, 1), ("female", 0, None, 1), ("x", 0, None, 1)], BandsBroken),
        ([("male", 0, None, -1), ("female", 0, None, 1)], CountImpossible),
        ([("male", 0, None, 1.5), ("female", 0, None, 1)], CountImpossible),
        ([("male", 0, None, 10**12), ("female", 0, None, 1)], CountImpossible),
    ],
)
def test_figures_that_cannot_be_right_are_refused(community, bands, refusal):
    table = PopulationTable(community.code, tuple(Cell(*band) for band in bands))

    with pytest.raises(refusal):
        operations.record_populations(year=2025, tables=[table], actor=None, at=AT)

    assert not PopulationCell.objects.exists()


def test_unlikely_years_and_unknown_communities_are_refused(community):
    for year in (0, 1949, 2101):
        with pytest.raises(YearUnlikely):
            count_people(community, (1, 2), year=year)
    tables = [PopulationTable(code, cells((1, 2))) for code in (community.code, "999999999999")]
    with pytest.raises(CodesUnknown):
        operations.record_populations(year=2025, tables=tables, actor=None, at=AT)

    assert not PopulationCell.objects.exists()


def test_people_of_communities_are_estimated_from_the_whole(community):
    other = make_community()
    whole = cells((31, 29), (17, 23))
    totals = (CommunityTotal(community.code, 33), CommunityTotal(other.code, 67))

    people = operations.enter_population(
        year=2025, figures=PopulationShares(whole, totals), code=None, actor=None, at=AT
    )

    pyramids = [queries.exact_pyramid(community=one, year=2025) for one in (community, other)]
    assert people == 100
    assert [pyramid.total for pyramid in pyramids] == [33, 67]
    assert [sum(column) for column in zip(*((row.male, row.female) for row in pyramids[0].rows), strict=True)] == [
        pyramids[0].male,
        pyramids[0].female,
    ]
    together = [
        (one.male + two.male, one.female + two.female)
        for one, two in zip(pyramids[0].rows, pyramids[1].rows, strict=True)
    ]
    assert together == [(31, 29), (17, 23)]
    assert all(pyramid.is_estimated for pyramid in pyramids)
    assert journalled("places.estimate_population")[0]["method"].startswith("iterative proportional fitting")


def test_totals_that_disagree_are_refused(community):
    margins = PopulationMargins((((0, 4), 10), ((5, None), 20)), {"male": 12, "female": 17})

    with pytest.raises(TotalsDisagree) as refused:
        operations.enter_population(year=2025, figures=margins, code=community.code, actor=None, at=AT)

    assert refused.value.params == {"one": 30, "other": 29}


@pytest.mark.parametrize("code", [None, "510199000000"])
def test_figures_have_to_be_about_the_community_they_are_given_for(community, code):
    named = (PopulationTable("" if code is None else community.code, cells((1, 2))),)

    with pytest.raises(OtherCommunity):
        operations.enter_population(year=2025, figures=named, code=code, actor=None, at=AT)


def test_neighbours_are_those_with_an_outline_nearby(community):
    near, far = make_community(), make_community()
    Community.objects.filter(pk__in=[near.pk, far.pk]).update(boundary=SQUARE)
    Community.objects.filter(pk=far.pk).update(longitude=105.0)
    make_community()

    assert queries.neighbours(community=community) == [near]
