"""What is within reach: Luo and Qi's method against its definition, and its balance."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from sanshe.engines.demand import ZONES, accessibility, great_circle, is_within_reach, zone_weights

HERE = (104.06, 30.66)
SPOTS = st.lists(
    st.tuples(st.floats(104.04, 104.08), st.floats(30.64, 30.68)).map(lambda spot: [round(one, 6) for one in spot]),
    min_size=1,
    max_size=6,
)


def haversine_m(one, other):
    (x1, y1), (x2, y2) = (map(math.radians, spot) for spot in (one, other))
    part = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(part))


def weight_of(metres):
    return next((weight for edge, weight in ZONES if metres <= edge), 0.0)


def by_definition(population, supply, eligible, supplies, places):
    """Compute both steps as the paper writes them, one number at a time."""
    ages = range(len(population[0]))
    weight = [[weight_of(haversine_m(one, other)) for other in places] for one in supplies]
    access = [[0.0 for _ in ages] for _ in places]
    for j, units in enumerate(supply):
        wanted = sum(population[k][a] * weight[j][k] for k in range(len(places)) for a in ages if eligible[j][a])
        for k in range(len(places)):
            for a in ages:
                if wanted and eligible[j][a]:
                    access[k][a] += units / wanted * weight[j][k]
    return access


@st.composite
def neighbourhoods(draw):
    supplies, places = draw(SPOTS), draw(SPOTS)
    ages = draw(st.integers(1, 4))
    people = st.integers(0, 50)
    return (
        draw(st.lists(st.lists(people, min_size=ages, max_size=ages), min_size=len(places), max_size=len(places))),
        draw(st.lists(st.integers(0, 30), min_size=len(supplies), max_size=len(supplies))),
        draw(
            st.lists(
                st.lists(st.booleans(), min_size=ages, max_size=ages), min_size=len(supplies), max_size=len(supplies)
            )
        ),
        supplies,
        places,
    )


@settings(max_examples=150, deadline=None)
@given(neighbourhoods())
def test_access_is_what_the_definition_says(neighbourhood):
    population, supply, eligible, supplies, places = neighbourhood

    found = accessibility(population, supply, eligible, zone_weights(great_circle(supplies, places)))

    np.testing.assert_allclose(found.access, by_definition(*neighbourhood), rtol=1e-9, atol=1e-12)


@settings(max_examples=150, deadline=None)
@given(neighbourhoods())
def test_population_times_access_is_the_supply_that_reaches_somebody(neighbourhood):
    population, supply, eligible, supplies, places = neighbourhood

    found = accessibility(population, supply, eligible, zone_weights(great_circle(supplies, places)))

    given_out = float((np.array(population) * found.access).sum())
    reaching = float(np.array(supply, dtype=float)[~found.is_unreached].sum())
    assert given_out == pytest.approx(reaching, rel=1e-9, abs=1e-9)


def test_balance_holds_for_many_supplies_and_all_ages():
    random = np.random.default_rng(20260302)
    places = np.array(HERE) + random.normal(0, 0.01, (300, 2))
    supplies = places[random.integers(0, 300, 200)]
    population = random.random((300, 101)) * 5
    supply = random.integers(1, 40, 200)
    youngest = random.integers(0, 90, 200)
    eligible = np.arange(101) >= youngest[:, np.newaxis]

    found = accessibility(population, supply, eligible, zone_weights(great_circle(supplies, places)))

    assert not found.is_unreached.any()
    assert abs((population * found.access).sum() - supply.sum()) <= 1e-9 * supply.sum()


def test_supply_for_ages_nobody_has_is_told_apart():
    weights = csr_array(np.ones((2, 1)))

    found = accessibility([[10.0, 0.0]], [5, 7], [[True, False], [False, True]], weights)

    assert found.is_unreached.tolist() == [False, True]
    assert found.access.tolist() == [[0.5, 0.0]]


@pytest.mark.parametrize(
    ("metres", "weight"), [(0, 1), (500, 1), (500.001, 0.68), (1000, 0.68), (1000.1, 0.22), (1500, 0.22), (1500.1, 0)]
)
def test_edge_of_a_zone_belongs_to_it(metres, weight):
    distances = csr_array(([float(metres)], ([0], [0])), shape=(1, 1))

    assert zone_weights(distances).toarray().tolist() == [[weight]]


def test_supply_on_the_doorstep_is_within_reach():
    distances = great_circle([HERE], [HERE, (105.06, 30.66)])

    assert is_within_reach([[True, False]], zone_weights(distances)).tolist() == [[True, False], [False, False]]


@given(SPOTS, SPOTS)
def test_great_circle_is_the_haversine(supplies, places):
    found = great_circle(supplies, places, limit_m=1e7).toarray()

    expected = [[haversine_m(one, other) for other in places] for one in supplies]
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-3)


def test_no_supply_gives_no_access():
    found = accessibility([[3.0]], [], np.zeros((0, 1)), great_circle([], [HERE]))

    assert found.access.tolist() == [[0.0]]


@pytest.mark.parametrize(
    "arguments",
    [
        ([[1.0]], [-1], [[True]], [[1.0]]),
        ([[-1.0]], [1], [[True]], [[1.0]]),
        ([[1.0]], [float("nan")], [[True]], [[1.0]]),
        ([[1.0]], [1], [[True]], [[1.5]]),
        ([[1.0]], [1], [[True, True]], [[1.0]]),
        ([[1.0]], [1], [[True]], [[1.0, 1.0]]),
    ],
)
def test_what_makes_no_sense_is_refused(arguments):
    population, supply, eligible, weights = arguments

    with pytest.raises(ValueError, match=r"\w"):
        accessibility(population, supply, eligible, csr_array(np.array(weights)))


@pytest.mark.parametrize("zones", [(), ((500, 1), (400, 0.5)), ((500, 0),), ((500, 1.2),)])
def test_zones_out_of_order_are_refused(zones):
    with pytest.raises(ValueError, match="Zones"):
        zone_weights(csr_array(np.ones((1, 1))), zones)
