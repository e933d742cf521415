"""What is within reach of whom, on a ground small enough to check by hand."""

from datetime import timedelta

import numpy as np
import pytest
from scipy.sparse import csr_array

from sanshe.domain.catalogue.models import Location, ServiceAtLocation
from sanshe.domain.insight import operations, queries
from sanshe.domain.insight.models import CoverageRow, CoverageRun
from sanshe.domain.places.models import Landmark
from tests.factories import AT, make_category, make_community, make_offer, make_organization, make_person, make_service
from tests.factories.places import count_people, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def escort():
    return make_category(code="escort_to_doctor", name="陪诊")


@pytest.fixture
def community():
    community = make_community()
    # 100 people below 5, 200 from 5 on to 100 and older, of whom 2 of each age.
    count_people(community, (50, 50), (96, 96))
    return community


def offer(community, category, **fields):
    return make_offer(person=make_person(community=community), community=community, category=category, **fields)


def row(run, community, category):
    return CoverageRow.objects.get(run=run, community=community, category=category)


def test_supply_is_shared_among_all_whom_it_is_for(community, escort):
    offer(community, escort, capacity=10, minimum_age=0, maximum_age=4)

    run = operations.compute_coverage(at=AT)

    found = row(run, community, escort)
    assert found.access[:6] == [0.1] * 5 + [0]
    assert found.reach == [1] * 5 + [0] * 96
    assert (run.supply_units, run.reached_units, run.unreached_offers) == (10, pytest.approx(10, abs=1e-9), [])


def test_population_times_access_is_the_supply_that_reaches_anybody(escort):
    for number in range(3):
        community = make_community(name=f"第{number}社区")
        community.boundary = square(west=104.05 + number * 0.012)
        community.save(update_fields=["boundary"])
        count_people(community, (120 + number, 80), (400, 500), (60, 90))
        for youngest in (0, 3, 7):
            offer(community, escort, capacity=3 + youngest, minimum_age=youngest)
    far = make_community(name="远社区")
    lost = offer(far, escort, capacity=9)

    run = operations.compute_coverage(at=AT)

    ages = queries.ages_of_communities()
    summed = sum(
        float(np.dot(ages[one.community_id], one.access))
        for one in CoverageRow.objects.filter(run=run, category=escort, community__in=list(ages))
    )
    assert run.unreached_offers == [lost.pk]
    assert run.supply_units == 3 * (3 + 6 + 10) + 9
    assert run.reached_units == pytest.approx(57, abs=1e-9)
    # The stored figures are rounded to nine digits.
    assert summed == pytest.approx(57, abs=1e-5)


def test_main_category_holds_what_is_within_it(community, escort):
    bathing = make_category(code="bathing", name="洗澡")
    offer(community, escort, capacity=3)
    offer(community, bathing, capacity=6)

    run = operations.compute_coverage(at=AT)

    assert row(run, community, escort.parent).access[0] == pytest.approx(9 / 292, abs=1e-8)


def test_offer_at_a_landmark_reaches_as_far_as_one_walks(community, escort):
    # 0.012 degrees to the north: 1334 m, in the outermost ring.
    landmark = Landmark.objects.create(community=community, name_zh="码头", longitude=104.06, latitude=30.672)
    beyond = Landmark.objects.create(community=community, name_zh="山上", longitude=104.06, latitude=30.69)
    offer(community, escort, landmark=landmark)
    lost = offer(community, escort, landmark=beyond)

    run = operations.compute_coverage(at=AT)

    # Alone in its catchment, a far supply is shared as a near one would be.
    assert row(run, community, escort).access[0] == pytest.approx(1 / 292, abs=1e-8)
    assert run.unreached_offers == [lost.pk]


def test_near_supply_counts_more_than_a_far_one(community, escort):
    neighbour = make_community(name="隔壁")
    neighbour.latitude = 30.672
    neighbour.save(update_fields=["latitude"])
    count_people(neighbour, (50, 50), (96, 96))
    landmark = Landmark.objects.create(community=community, name_zh="门口", longitude=104.06, latitude=30.66)
    make_offer(
        person=make_person(community=community), community=None, category=escort, landmark=landmark, capacity=100
    )

    run = operations.compute_coverage(at=AT)

    here, there = row(run, community, escort).access[0], row(run, neighbour, escort).access[0]
    assert there / here == pytest.approx(0.22, abs=1e-6)
    assert 292 * here + 292 * there == pytest.approx(100, abs=1e-5)


def test_offer_for_one_community_is_no_supply_of_the_next(community, escort):
    neighbour = make_community(name="隔壁")
    count_people(neighbour, (50, 50), (96, 96))
    offer(community, escort)

    run = operations.compute_coverage(at=AT)

    assert list(CoverageRow.objects.filter(run=run, category=escort, community=neighbour)) == []


def test_offer_without_a_place_for_the_whole_district_is_within_everybodys_reach(community, escort):
    far = make_community(name="远社区")
    far.latitude = 31.5
    far.save(update_fields=["latitude"])
    count_people(far, (50, 50), (96, 96))
    make_offer(person=make_person(), community=None, category=escort, capacity=4)

    run = operations.compute_coverage(at=AT)

    assert row(run, far, escort).access[0] == row(run, community, escort).access[0] == pytest.approx(4 / 584, abs=1e-8)


def test_service_without_an_offer_counts_where_its_places_are(community, escort):
    organization = make_organization(community=community)
    service = make_service(organization=organization, category=escort, capacity=10, community=community)
    for number in range(2):
        place = Location.objects.create(name=f"点{number}", longitude=104.06, latitude=30.66)
        ServiceAtLocation.objects.create(service=service, location=place)
    make_service(organization=organization, category=escort, status="defunct", capacity=99)

    run = operations.compute_coverage(at=AT)

    assert run.supply_units == 10
    assert row(run, community, escort).access[0] == pytest.approx(10 / 292, abs=1e-8)


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"starts_at": AT + timedelta(days=1), "ends_at": AT + timedelta(days=2)}, 1),
        ({"at": AT - timedelta(days=9), "starts_at": AT - timedelta(days=2), "ends_at": AT - timedelta(days=1)}, 0),
    ],
)
def test_offer_that_is_over_is_no_supply(community, escort, fields, counts):
    offer(community, escort, capacity=1, **fields)

    assert operations.compute_coverage(at=AT).supply_units == counts


def test_walking_distances_take_the_place_of_the_crows_flight(community, escort):
    offer(community, escort)

    def behind_the_river(supplies, places):
        return csr_array(np.full((len(supplies), len(places)), 4000.0))

    run = operations.compute_coverage(at=AT, distances=behind_the_river)

    assert (run.reached_units, run.parameters["distances"]) == (0, "behind_the_river")


def test_only_the_latest_rows_stay_and_the_digest_says_whether_anything_changed(community, escort):
    offer(community, escort)
    first = operations.compute_coverage(at=AT)
    second = operations.compute_coverage(at=AT + timedelta(days=1))
    offer(community, escort)
    third = operations.compute_coverage(at=AT + timedelta(days=2))

    assert first.digest == second.digest != third.digest
    assert set(CoverageRow.objects.values_list("run", flat=True)) == {third.pk}
    assert CoverageRun.objects.count() == 3


def test_empty_installation_is_computed():
    run = operations.compute_coverage(at=AT)

    assert (run.supply_units, run.reached_units) == (0, 0)


def test_ages_without_anything_are_named(community, escort):
    make_category(code="bathing", name="洗澡")
    offer(community, escort, minimum_age=60, maximum_age=79)
    run = operations.compute_coverage(at=AT)

    lines = queries.coverage(run=run, community=community, within=escort.parent)

    assert {line.category.code: line.gaps for line in lines} == {
        "escort_to_doctor": ((0, 59), (80, 100)),
        "bathing": ((0, 100),),
    }
    cells = {cell.low: cell for cell in lines[0].cells}
    assert (cells[55].level, cells[60].level, cells[100].level) == ("nothing", "middling", "nothing")
    assert cells[60].per_thousand == pytest.approx(1000 / 40, rel=1e-6)


def test_level_compares_with_the_whole_district(community, escort):
    poor = make_community(name="远社区")
    poor.latitude = 31.5
    poor.save(update_fields=["latitude"])
    count_people(poor, (50, 50), (96, 96))
    offer(community, escort, capacity=100)
    offer(poor, escort, capacity=1)
    run = operations.compute_coverage(at=AT)

    levels = [queries.coverage(run=run, community=one)[0].cells[0].level for one in (community, poor)]

    assert levels == ["much", "little"]


def test_reading_costs_the_same_for_more_categories(community, escort, django_assert_num_queries):
    for number in range(3):
        offer(community, make_category(code=f"kind_{number}", name=f"第{number}种"))
    run = operations.compute_coverage(at=AT)

    with django_assert_num_queries(5):
        lines = queries.coverage(run=run, community=community, within=escort.parent)

    assert len(lines) == 4
