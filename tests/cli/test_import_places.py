import json

import pytest

from sanshe.domain.places.models import Division, PopulationCell
from sanshe.formats.geojson import System, to_wgs84
from sanshe.formats.spreadsheets import Sheet, write_workbook
from tests.cli.test_import import sanshe
from tests.factories import make_community
from tests.factories.places import SQUARE, collection, enter_divisions

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


def saved(tmp_path, content, name="file.geojson"):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def workbook(columns, *rows) -> bytes:
    return write_workbook(sheets=[Sheet("人口", columns, rows)])


def test_outlines_are_stored_by_code(tmp_path, community):
    enter_divisions()
    file = saved(tmp_path, collection((SQUARE, {"dm": 510199}), (SQUARE, {"dm": community.code})))

    results = [sanshe("boundaries", file, "--code-property", "dm", "--json") for _ in range(2)]

    community.refresh_from_db()
    assert community.boundary == Division.objects.get(code="510199").boundary == SQUARE
    assert [(code, json.loads(shown)["changed"], json.loads(shown)["unchanged"]) for code, shown, _ in results] == [
        (0, 2, 0),
        (0, 0, 2),
    ]


def test_outlines_of_chinese_maps_are_put_right(tmp_path, community):
    file = saved(tmp_path, collection((SQUARE, {"code": community.code})))

    code, shown, _ = sanshe("boundaries", file, "--system", "gcj02")

    community.refresh_from_db()
    assert code == 0
    assert "brought from GCJ-02 to WGS-84" in shown
    assert community.boundary["coordinates"][0][0] == pytest.approx(
        to_wgs84(104.05, 30.65, system=System.GCJ02), abs=1e-7
    )


def test_divisions_are_entered_by_their_names(tmp_path, db):
    outlines = [(SQUARE, {"code": code, "name": name}) for code, name in (("5101", "成都市"), ("51", "四川省"))]

    code, shown, _ = sanshe("boundaries", saved(tmp_path, collection(*outlines)), "--name-property", "name")

    assert (code, "2 divisions entered" in shown) == (0, True)
    assert list(Division.objects.values_list("code", "name_zh")) == [("51", "四川省"), ("5101", "成都市")]


def test_unknown_places_refuse_the_file_or_are_left_out(tmp_path, community):
    file = saved(tmp_path, collection((SQUARE, {"code": community.code}), (SQUARE, {"code": "999999999999"})))

    refused, _, told = sanshe("boundaries", file)
    community.refresh_from_db()
    before = community.boundary
    taken, shown, _ = sanshe("boundaries", file, "--skip-unknown")
    community.refresh_from_db()

    assert (refused, before) == (2, None)
    assert "These codes are not known here: 999999999999." in told
    assert (taken, community.boundary) == (0, SQUARE)
    assert "left out: 999999999999" in shown


def test_dry_run_stores_no_outline(tmp_path, community):
    code, shown, _ = sanshe("boundaries", saved(tmp_path, collection((SQUARE, {"code": community.code}))), "--dry-run")

    community.refresh_from_db()
    assert (code, community.boundary) == (0, None)
    assert "Nothing was stored" in shown


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "cannot be read as GeoJSON"),
        (b"\xff\xfe", "This is no text file"),
        ("[" * 100_000, "Too many brackets"),
        (collection((SQUARE, {})), "Feature 1 has no code"),
        (collection((SQUARE, {"code": "12345"})), "Feature 1 has no code"),
        (collection((SQUARE, {"code": True})), "Feature 1 has no code"),
        (
            collection((SQUARE, {"code": "51"}), (SQUARE, {"code": 51})),
            "Features 1 and 2 both have the code 51",
        ),
        (b" " * (20 * 1024 * 1024 + 1), "larger than 20 MB"),
    ],
)
def test_file_without_usable_outlines_ends_with_2(tmp_path, db, content, told):
    code, _, said = sanshe("boundaries", saved(tmp_path, content))

    assert code == 2
    assert told in said


def test_file_that_is_not_there_ends_with_2(tmp_path, db):
    for command in (("boundaries",), ("population", "--year", "2025")):
        code, _, said = sanshe(*command, tmp_path / "none.xlsx")
        assert (code, "cannot be read" in said) == (2, True)


def test_people_of_one_community_are_stored_and_replaced_only_when_said(tmp_path, community):
    file = saved(tmp_path, workbook(["年龄", "男", "女"], ["0–4", 20, 30], ["5+", 40, 50]), "people.xlsx")
    arguments = ("population", file, "--year", 2025, "--community", community.code)

    first, again, replaced = sanshe(*arguments, "--json"), sanshe(*arguments), sanshe(*arguments, "--replace")

    assert [code for code, *_ in (first, again, replaced)] == [0, 2, 0]
    assert json.loads(first[1])["people"] == 140
    assert PopulationCell.objects.count() == 4


def test_people_of_many_communities_are_stored_by_code(tmp_path, community):
    other = make_community()
    sheet = workbook(["社区代码", "男 0+", "女 0+"], [community.code, 1, 2], [other.code, 3, 4])

    code, shown, _ = sanshe("population", saved(tmp_path, sheet, "people.xlsx"), "--year", 2025)

    assert (code, "10 people of 2025 stored" in shown) == (0, True)
    assert PopulationCell.objects.filter(community=other, is_estimated=False).count() == 2


def test_dry_run_stores_no_people(tmp_path, community):
    file = saved(tmp_path, workbook(["年龄", "男", "女"], ["0+", 20, 30]), "people.xlsx")

    code, shown, _ = sanshe("population", file, "--year", 2025, "--community", community.code, "--dry-run")

    assert (code, "Nothing was stored" in shown) == (0, True)
    assert not PopulationCell.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04", "damaged"),
        (b"age,male", "This is no Excel file"),
        (workbook(["年龄", "男", "女"], ["0+", -1, 2]), "row 2, column “男”: -1 is below zero"),
        (workbook(["年龄", "男", "女"], ["0+", 1, 2]), "have to be about the community"),
    ],
)
def test_sheet_that_cannot_be_taken_ends_with_2(tmp_path, db, content, told):
    code, _, said = sanshe("population", saved(tmp_path, content, "people.xlsx"), "--year", 2025)

    assert code == 2
    assert told in " ".join(said.split())
    assert not PopulationCell.objects.exists()
