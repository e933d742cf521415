import json
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from sanshe.formats.geojson import NotGeoJson, System, corner_count, is_inside, read_boundaries, write_boundaries
from sanshe.formats.geojson.errors import FAULTS, NOTES

SCHEMA = Path(__file__).parents[4] / "shared" / "data" / "geojson" / "geojson-schema.json"
SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
HOLE = [[0.2, 0.2], [0.2, 0.4], [0.4, 0.4], [0.4, 0.2], [0.2, 0.2]]


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def polygon(*rings) -> str:
    return json.dumps({"type": "Polygon", "coordinates": rings})


def parts(*polygons) -> str:
    return json.dumps({"type": "MultiPolygon", "coordinates": polygons})


def moved(ring, by: float) -> list:
    return [[x + by, y + by] for x, y in ring]


def fault_of(content, **options) -> str:
    with pytest.raises(NotGeoJson) as refused:
        read_boundaries(content, **options)
    assert "%" not in str(refused.value)
    return refused.value.fault


def test_square_is_taken_as_it_is():
    (boundary,) = read_boundaries(polygon(SQUARE, HOLE))

    assert boundary.geometry == {"type": "Polygon", "coordinates": [SQUARE, HOLE]}
    assert boundary.notes == ()
    assert corner_count(boundary.geometry) == 8


def test_features_keep_their_number_and_properties():
    feature = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}
    document = {"type": "FeatureCollection", "features": [feature, {**feature, "properties": {"code": "51"}}]}

    found = read_boundaries(json.dumps(document).encode("utf-8-sig"))

    assert [(one.number, dict(one.properties)) for one in found] == [(1, {}), (2, {"code": "51"})]


def test_rings_that_run_the_wrong_way_are_turned_and_it_is_said():
    (boundary,) = read_boundaries(polygon(SQUARE[::-1], HOLE[::-1]))

    assert boundary.geometry["coordinates"] == [SQUARE, HOLE]
    assert boundary.notes_in_words == ["A ring ran the wrong way round; it was turned."]


def test_heights_repetitions_and_decimals_are_mended_and_it_is_said():
    ring = [[0, 0, 5], [1, 0], [1, 0], [1, 1.123456789], [0, 1], [0, 0, 5]]

    (boundary,) = read_boundaries(polygon(ring))

    assert boundary.geometry["coordinates"] == [[[0, 0], [1, 0], [1, 1.1234568], [0, 1], [0, 0]]]
    assert [code for code, _ in boundary.notes] == ["altitude", "rounded", "repeated"]


@given(st.floats(75, 130), st.floats(5, 50), st.sampled_from([System.GCJ02, System.BD09]))
@settings(max_examples=30)
def test_converted_outline_is_a_valid_outline(longitude, latitude, system):
    ring = [[longitude + 0.01 * x, latitude + 0.01 * y] for x, y in SQUARE]

    (boundary,) = read_boundaries(polygon(ring), system=system)

    assert [code for code, _ in boundary.notes] == ["converted"]
    assert read_boundaries(json.dumps(boundary.geometry))[0].notes == ()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ('{"type":"Polygon","coordinates":[[[NaN,0],[1,0],[1,1],[NaN,0]]]}', "not_json"),
        ('{"type":"Polygon","coordinates":[[[Infinity,0],[1,0],[1,1],[0,0]]]}', "not_json"),
        ('{"type":"Polygon","coordinates":[[[%s,0],[1,0],[1,1],[0,0]]]}' % ("9" * 6000), "not_json"),
        ("[" * 100_000, "too_deep"),
        ('{"a":' * 100_000, "too_deep"),
        (b"\xff\xfe\x00", "not_text"),
        (b"PK\x03\x04\xff", "not_text"),
        ("[]", "not_geojson"),
        ("null", "not_geojson"),
        ("{}", "not_geojson"),
        ('{"type":"FeatureCollection"}', "not_geojson"),
        ('{"type":"FeatureCollection","features":[]}', "empty"),
        ('{"type":"FeatureCollection","features":[1]}', "feature_malformed"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null}]}', "no_geometry"),
        ('{"type":"Feature","geometry":[],"properties":null}', "feature_malformed"),
        ('{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}', "not_area"),
        ('{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[]}}', "not_area"),
        ('{"type":"Feature","geometry":{"type":"Polygon"}}', "malformed"),
        ('{"type":"MultiPolygon","coordinates":[]}', "malformed"),
        (polygon(), "malformed"),
        (polygon("ring"), "malformed"),
        (polygon([]), "too_few"),
        (polygon([[0, 0], [1, 1]]), "too_few"),
        (polygon([[0, 0], [0, 0], [0, 0], [0, 0]]), "too_few"),
        (polygon([[0, 0], [1, 0], [0, 0]]), "too_few"),
        (polygon(SQUARE[:-1]), "not_closed"),
        (polygon([["0", "0"], *SQUARE[1:]]), "position_unreadable"),
        (polygon([[True, False], *SQUARE[1:]]), "position_unreadable"),
        (polygon([[0], *SQUARE[1:]]), "position_unreadable"),
        (polygon([[1e308, 1e308], [1, 0], [1, 1], [1e308, 1e308]]), "out_of_range"),
        (polygon([[1e999, 0], [1, 0], [1, 1], [1e999, 0]]).replace("Infinity", "1e999"), "out_of_range"),
        (polygon([[30.6, 104.1], [30.7, 104.1], [30.7, 104.2], [30.6, 104.1]]), "swapped"),
        (polygon([[-100, -50], [100, -50], [100, 50], [-100, -50]]), "too_wide"),
        (polygon([[0, 0], [1, 1], [2, 2], [0, 0]]), "no_area"),
        (polygon([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]), "crosses_itself"),
        (polygon([[0, 0], [2, 0], [1, 0], [1, 1], [0, 0]]), "crosses_itself"),
        (polygon([[0, 0], [2, 0], [2, 2], [1, 0], [0, 2], [0, 0]]), "crosses_itself"),
        (polygon(SQUARE, moved(HOLE, 5)), "hole_outside"),
        (polygon(SQUARE, moved(HOLE, 0.7)), "rings_cross"),
        (polygon(SQUARE, HOLE, HOLE), "rings_cross"),
        (polygon(SQUARE, HOLE, [[0.25, 0.25], [0.3, 0.25], [0.3, 0.3], [0.25, 0.25]]), "rings_overlap"),
        (parts([SQUARE], [HOLE]), "rings_overlap"),
        (parts([HOLE], [SQUARE]), "rings_overlap"),
        (parts([SQUARE], [moved(SQUARE, 0.5)]), "rings_cross"),
        (polygon([[0, 0], *[[n / 3000, 1] for n in range(2500)], [0, 0]]), "too_long"),
        (polygon(SQUARE, *[HOLE] * 150), "too_many_rings"),
    ],
)
def test_fault_is_found_and_said(content, fault):
    if fault == "too_many_rings":
        tiny = [[n / 1000 + 0.0001 * x + 0.001, 0.5 + 0.0001 * y] for n in range(1) for x, y in SQUARE]
        holes = [[[x + n / 200, y] for x, y in tiny] for n in range(150)]
        content = polygon(SQUARE, *holes)

    assert fault_of(content) == fault


def test_too_large_a_text_is_refused_unread():
    assert fault_of(b" " * 50 * 1024 * 1024) == "too_big"
    assert fault_of(polygon(SQUARE), bytes_max=10) == "too_big"


@pytest.mark.parametrize(
    "crs", [{"type": "name", "properties": {"name": "EPSG:4490"}}, {"type": "link"}, "GCJ-02", {"properties": []}, 7]
)
def test_other_coordinate_systems_are_refused(crs):
    document = {**json.loads(polygon(SQUARE)), "crs": crs}

    assert fault_of(json.dumps(document)) == "other_crs"


def test_wgs84_said_in_the_old_way_is_taken():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}

    assert len(read_boundaries(json.dumps({**json.loads(polygon(SQUARE)), "crs": crs}))) == 1


def test_refusal_names_the_feature():
    bad = {"type": "Feature", "geometry": None, "properties": {"name": "纺园\x1b[31m"}}
    good = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [SQUARE]}, "properties": None}

    with pytest.raises(NotGeoJson) as refused:
        read_boundaries(json.dumps({"type": "FeatureCollection", "features": [good, bad]}))

    assert str(refused.value).startswith("Feature 2 (纺园 [31m): it has no geometry.")


def test_island_in_a_lake_and_holes_that_touch_are_taken():
    island = [[0.25, 0.25], [0.35, 0.25], [0.35, 0.35], [0.25, 0.35], [0.25, 0.25]]
    touching = [[0.4, 0.4], [0.4, 0.6], [0.6, 0.6], [0.6, 0.4], [0.4, 0.4]]

    assert len(read_boundaries(parts([SQUARE, HOLE], [island]))) == 1
    assert len(read_boundaries(polygon(SQUARE, HOLE, touching))) == 1


def test_inside_is_in_the_outline_and_not_in_its_hole():
    geometry = read_boundaries(polygon(SQUARE, HOLE))[0].geometry

    assert [is_inside(geometry, *place) for place in ((0.1, 0.1), (0.3, 0.3), (2, 0.5))] == [True, False, False]


def test_all_sentences_fill_in():
    params = {"limit": 1, "line": 1, "name": "x", "type": "x", "position": 1, "ring": 1, "system": "x"}
    params |= {"longitude": "1", "latitude": "1"}

    assert all(str(sentence) % params for sentence in [*FAULTS.values(), *NOTES.values()])


def test_what_is_written_runs_the_right_way_round():
    stored = {"type": "Polygon", "coordinates": [SQUARE[::-1], HOLE[::-1]]}

    written = json.loads(write_boundaries([(stored, {})]))

    assert written["features"][0]["geometry"]["coordinates"] == [SQUARE, HOLE]
    assert stored["coordinates"] == [SQUARE[::-1], HOLE[::-1]]


@pytest.mark.shared_data
@pytest.mark.skipif(not SCHEMA.exists(), reason="the GeoJSON schema is not beside this checkout")
def test_what_is_written_is_valid_geojson():
    boundary = read_boundaries(parts([SQUARE, HOLE], [moved(SQUARE, 3)]))[0]

    written = json.loads(write_boundaries([(boundary.geometry, {"code": "51"}), (boundary.geometry, {})]))

    assert list(Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).iter_errors(written)) == []
    assert [one.geometry for one in read_boundaries(json.dumps(written))] == [boundary.geometry] * 2
