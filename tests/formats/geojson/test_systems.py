import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshe.formats.geojson.systems import System, from_wgs84, is_in_china, to_wgs84

# Away from the rim of the rectangle, where a shift could cross it.
longitudes = st.floats(72.2, 137.6)
latitudes = st.floats(1.1, 55.6)


@pytest.mark.parametrize("system", [System.GCJ02, System.BD09])
@given(longitude=longitudes, latitude=latitudes)
def test_way_there_and_back_ends_where_it_began(system, longitude, latitude):
    there = from_wgs84(longitude, latitude, system=system)

    back = to_wgs84(*there, system=system)

    assert back == pytest.approx((longitude, latitude), abs=1e-7)


@given(longitude=longitudes, latitude=latitudes)
def test_shift_is_some_hundred_metres(longitude, latitude):
    gcj02 = from_wgs84(longitude, latitude, system=System.GCJ02)
    bd09 = from_wgs84(longitude, latitude, system=System.BD09)

    assert max(abs(gcj02[0] - longitude), abs(gcj02[1] - latitude)) < 0.025
    assert max(abs(bd09[0] - longitude), abs(bd09[1] - latitude)) < 0.035
    assert bd09 != gcj02


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # The examples that the eviltransform project tests its ports with.
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_published_examples_of_gcj02(wgs84, gcj02):
    assert from_wgs84(*wgs84, system=System.GCJ02) == pytest.approx(gcj02, abs=1e-9)


@pytest.mark.parametrize("place", [(2.35, 48.85), (-74.0, 40.7), (0.0, 0.0), (151.2, -33.9), (180.0, 90.0)])
@pytest.mark.parametrize("system", list(System))
def test_outside_china_nothing_is_shifted(place, system):
    assert not is_in_china(*place)
    assert to_wgs84(*place, system=system) == place
    assert from_wgs84(*place, system=system) == place
