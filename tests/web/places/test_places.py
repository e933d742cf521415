import io

import pytest
from django.urls import reverse

from sanshe.domain.places.models import Community, PopulationCell
from sanshe.formats.geojson import System, to_wgs84
from sanshe.formats.spreadsheets import Sheet, read_rows, read_sheets, write_workbook
from sanshe.kernel.models import JournalEntry
from tests.factories import make_community, make_person, make_worker
from tests.factories.places import SQUARE, collection, count_people, enter_divisions, square

ENGLISH = {"headers": {"accept-language": "en"}}

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


def workbook(*rows, columns=("年龄", "男", "女"), name="people.xlsx"):
    file = io.BytesIO(write_workbook(sheets=[Sheet("人口", columns, rows)]))
    file.name = name
    return file


def test_list_finds_by_name_by_code_and_by_district(client):
    enter_divisions()
    one, other = make_community(name="青杠里社区"), make_community(name="柳荫社区", code="440305001002")

    found = {
        words: [row[0].code for row in client.get(reverse("places"), {"q": words}).context["rows"]]
        for words in ("柳荫", "4403", "锦禾", one.code, "\x00", "")
    }

    assert found == {
        "柳荫": [other.code],
        "4403": [other.code],
        "锦禾": [one.code],
        one.code: [one.code],
        "\x00": [other.code, one.code],
        "": [other.code, one.code],
    }


def test_list_says_what_to_do_where_nothing_is_found(client, community):
    page = client.get(reverse("places"), {"q": "没有这个"})

    assert page.context["rows"] == []
    assert f'href="{reverse("places")}"' in page.text


def test_list_costs_the_same_for_one_and_three(client, django_assert_num_queries, community):
    enter_divisions()
    with django_assert_num_queries(3 + 1):  # count, page, divisions; the community of the frame
        client.get(reverse("places"))
    make_community(name="二社区"), make_community(name="三社区")

    with django_assert_num_queries(3 + 1):
        client.get(reverse("places"))


def test_page_shows_chain_outline_landmark_and_people(client, community):
    enter_divisions()
    Community.objects.filter(pk=community.pk).update(boundary=SQUARE)
    count_people(community, (120, 110), (90, 95))

    page = client.get(reverse("place", args=[community.code]))

    assert [division.name_zh for division in page.context["chain"]] == ["四川省", "成都市", "锦禾区"]
    assert [(entry["kind"], entry["title"]) for entry in page.context["map"].entries] == [
        ("own", "青杠里社区"),
        ("spot", "幸福广场"),
    ]
    assert page.context["pyramid"].total == 415
    assert reverse("place_boundary", args=[community.code]) not in page.text


def test_page_of_no_community_is_not_there(client, community):
    assert client.get("/places/999999999999/").status_code == 404
    assert client.get("/places/12/").status_code == 404


def test_everybody_sees_small_figures_left_out_and_the_worker_sees_them(client, as_person, community, worker):
    count_people(community, (120, 110), (3, 95), (80, 70))

    public = client.get(reverse("place", args=[community.code])).context["pyramid"]
    exact = as_person(worker).get(reverse("place", args=[community.code])).context["pyramid"]

    assert public.rows[1].male is None
    assert public.is_suppressed
    assert (exact.rows[1].male, exact.is_suppressed) == (3, False)


@pytest.mark.parametrize(
    ("kind", "is_exact"),
    [("resident", False), ("operator", False), ("auditor", True), ("district_officer", True), ("social_worker", True)],
)
def test_exact_figures_are_for_staff_on_the_page_and_in_the_export(client, as_person, community, kind, is_exact):
    count_people(community, (120, 110), (3, 95), (80, 70))
    as_person(make_person(community=community, kinds=(kind,)))

    shown = client.get(reverse("place", args=[community.code])).context["pyramid"]
    rows = read_rows(
        client.get(reverse("population_export", args=[community.code]), **ENGLISH).content, columns=["Male"]
    )

    assert (shown.rows[1].male, rows[1].text("Male")) == ((3, "3") if is_exact else (None, "not shown"))


def test_worker_of_another_community_sees_no_exact_figures(as_person, community):
    count_people(community, (120, 110), (3, 95))
    stranger = make_worker(community=make_community(name="别处社区"))

    page = as_person(stranger).get(reverse("place", args=[community.code]))

    assert page.context["pyramid"].rows[1].male is None


def test_outline_is_for_editors_only(client, as_person, community):
    address = reverse("place_boundary", args=[community.code])
    assert client.get(address).status_code == 302
    statuses = {}
    for kind in ("resident", "auditor", "assessor", "community_worker", "district_officer", "operator"):
        statuses[kind] = as_person(make_person(community=community, kinds=(kind,))).get(address).status_code
    stranger = make_worker(community=make_community(name="别处社区"))
    statuses["stranger"] = as_person(stranger).post(address, {"text": "{}"}).status_code

    assert statuses == {
        "resident": 403,
        "auditor": 403,
        "assessor": 403,
        "community_worker": 200,
        "district_officer": 200,
        "operator": 200,
        "stranger": 403,
    }


def test_outline_is_shown_before_it_is_stored_and_then_stored(as_person, community, worker):
    client = as_person(worker)
    address = reverse("place_boundary", args=[community.code])

    looked = client.post(address, {"text": collection((SQUARE, {})), "system": "wgs84", "step": "look"})
    community.refresh_from_db()
    before = community.boundary
    text = looked.context["form"]["text"].value()
    stored = client.post(address, {"text": text, "system": "wgs84", "step": "store"})
    community.refresh_from_db()

    assert (looked.status_code, before) == (200, None)
    assert [entry["kind"] for entry in looked.context["map"].entries] == ["draft", "spot"]
    assert (stored.status_code, stored.url) == (302, reverse("place", args=[community.code]))
    assert community.boundary == SQUARE
    entry = JournalEntry.objects.get(operation="places.set_boundary")
    assert (entry.actor_id, entry.community_code) == (worker.pk, community.code)


def test_outline_in_gcj02_comes_back_once_converted(as_person, community, worker):
    client = as_person(worker)
    address = reverse("place_boundary", args=[community.code])

    looked = client.post(address, {"text": collection((SQUARE, {})), "system": "gcj02"})

    form = looked.context["form"]
    assert form["system"].value() == "wgs84"
    assert looked.context["drawn"].geometry["coordinates"][0][0] == pytest.approx(
        to_wgs84(104.05, 30.65, system=System.GCJ02), abs=1e-7
    )


def test_outline_elsewhere_is_pointed_out(as_person, community, worker):
    looked = as_person(worker).post(
        reverse("place_boundary", args=[community.code]),
        {"text": collection((square(west=110.0), {})), "system": "wgs84"},
    )

    assert len(looked.context["notes"]) == 1
    assert looked.status_code == 200


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "[" * 50_000, '{"type":"Point","coordinates":[1,2]}', "\x00", "NaN", "1" * 5000]
)
def test_refused_outline_keeps_what_was_typed_and_stores_nothing(as_person, community, worker, text):
    answer = as_person(worker).post(
        reverse("place_boundary", args=[community.code]), {"text": text, "system": "wgs84", "step": "store"}
    )

    community.refresh_from_db()
    assert (answer.status_code, community.boundary) == (422, None)
    assert answer.context["form"]["text"].value() == text


def test_file_of_several_outlines_needs_the_right_one_named(as_person, community, worker):
    client = as_person(worker)
    address = reverse("place_boundary", args=[community.code])

    unnamed = client.post(address, {"text": collection((SQUARE, {}), (square(west=105.0), {})), "system": "wgs84"})
    named = client.post(
        address,
        {"text": collection((square(west=105.0), {}), (SQUARE, {"code": community.code})), "system": "wgs84"},
    )

    assert unnamed.status_code == 422
    assert named.context["drawn"].geometry == SQUARE


def test_too_large_a_file_is_refused_unread(as_person, community, worker):
    file = io.BytesIO(b" " * (2 * 1024 * 1024 + 1))
    file.name = "huge.geojson"

    answer = as_person(worker).post(reverse("place_boundary", args=[community.code]), {"file": file, "system": "wgs84"})

    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors


def test_earlier_outline_can_be_put_back(as_person, community, worker):
    client = as_person(worker)
    address = reverse("place_boundary", args=[community.code])
    other = square(side=0.03)
    for outline in (SQUARE, other):
        client.post(address, {"text": collection((outline, {})), "system": "wgs84", "step": "store"})

    client.post(reverse("restore_boundary", args=[community.code]))

    community.refresh_from_db()
    assert (community.boundary, community.earlier_boundary) == (SQUARE, other)


def test_nothing_earlier_is_said(as_person, community, worker):
    answer = as_person(worker).post(reverse("restore_boundary", args=[community.code]), follow=True)

    assert answer.status_code == 200
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


def test_outline_can_be_taken_along(client, community):
    assert client.get(reverse("place_geojson", args=[community.code])).status_code == 404
    Community.objects.filter(pk=community.pk).update(boundary=SQUARE)

    answer = client.get(reverse("place_geojson", args=[community.code]))

    feature = answer.json()["features"][0]
    assert answer["Content-Type"] == "application/geo+json"
    assert (feature["geometry"], feature["properties"]["code"]) == (SQUARE, community.code)


def test_population_is_stored_and_replaced_only_when_said(as_person, community, worker):
    client = as_person(worker)
    address = reverse("place_population", args=[community.code])

    first = client.post(address, {"year": "2025", "file": workbook(["0–4", 20, 30], ["5+", 40, 50])})
    again = client.post(address, {"year": "2025", "file": workbook(["0–4", 21, 30], ["5+", 40, 50])})
    replaced = client.post(
        address, {"year": "2025", "is_replacing": "on", "file": workbook(["0–4", 22, 30], ["5+", 40, 50])}
    )

    assert [answer.status_code for answer in (first, again, replaced)] == [302, 422, 302]
    assert list(again.context["form"].errors) == ["is_replacing"]
    assert sorted(PopulationCell.objects.values_list("sex", "low", "high", "count", "is_estimated")) == [
        ("female", 0, 4, 30, False),
        ("female", 5, None, 50, False),
        ("male", 0, 4, 22, False),
        ("male", 5, None, 40, False),
    ]


def test_population_from_totals_is_marked_as_estimated(as_person, community, worker):
    file = workbook(["0–4", 10], ["5+", 20], ["男", 12], ["女", 18], columns=("年龄", "合计"))

    answer = as_person(worker).post(
        reverse("place_population", args=[community.code]), {"year": "2025", "file": file}, follow=True
    )

    assert answer.context["pyramid"].is_estimated
    assert sorted(PopulationCell.objects.values_list("sex", "low", "count")) == [
        ("female", 0, 6),
        ("female", 5, 12),
        ("male", 0, 4),
        ("male", 5, 8),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["0–4", -1, 3], ["5+", 1, 1]],
        [["0–4", 1.5, 3], ["5+", 1, 1]],
        [["0–4", "=1+1", 3], ["5+", 1, 1]],
        [["0–4", 1, 3], ["6+", 1, 1]],
        [["0–4", 1, 3], ["0–9", 1, 1]],
        [["0–4", 1, 3], ["5–9", 10**14, 1]],
        [["四岁", 1, 3]],
    ],
)
def test_refused_population_stores_nothing(as_person, community, worker, rows):
    answer = as_person(worker).post(
        reverse("place_population", args=[community.code]), {"year": "2025", "file": workbook(*rows)}
    )

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert not PopulationCell.objects.exists()


def test_population_of_another_community_is_refused(as_person, community, worker):
    other = make_community(name="别处社区")
    file = workbook([other.code, 1, 2], columns=("社区代码", "男 0+", "女 0+"))

    answer = as_person(worker).post(reverse("place_population", args=[community.code]), {"year": "2025", "file": file})

    assert answer.status_code == 422
    assert not PopulationCell.objects.exists()


@pytest.mark.parametrize("year", ["", "0", "-1", "99999999999999999999", "zwei", "2025.5"])
def test_unlikely_year_is_refused(as_person, community, worker, year):
    answer = as_person(worker).post(
        reverse("place_population", args=[community.code]), {"year": year, "file": workbook(["0+", 1, 2])}
    )

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["year"])


def test_population_is_for_editors_only(client, as_person, community):
    address = reverse("place_population", args=[community.code])

    assert client.get(address).status_code == 302
    assert as_person(make_person(community=community)).post(address, {}).status_code == 403


def test_templates_come_back_empty_and_can_be_filled(client, community):
    full = read_sheets(client.get(reverse("population_template"), **ENGLISH).content)
    totals = read_sheets(client.get(reverse("population_template") + "?totals", **ENGLISH).content)

    assert (full[0].headings, len(full[0].rows(["Age"]))) == (("Age", "Male", "Female"), 21)
    assert (totals[0].headings, len(totals[0].rows(["Age"]))) == (("Age", "Total"), 23)


def test_export_without_figures_is_not_there(client, community):
    assert client.get(reverse("population_export", args=[community.code])).status_code == 404
    assert client.get(reverse("population_export", args=["999999999999"])).status_code == 404


def test_public_export_holds_no_more_than_the_page(client, community):
    count_people(community, (120, 110), (3, 95), (80, 70))

    page = client.get(reverse("place", args=[community.code])).context["pyramid"]
    sheet = client.get(reverse("population_export", args=[community.code]), **ENGLISH).content
    rows = read_rows(sheet, columns=["Male", "Female", "Total"])

    seen = [[row.text(column) for column in ("Male", "Female", "Total")] for row in rows]
    told = [[row.male, row.female, row.total] for row in page.rows] + [[page.male, page.female, page.total]]
    assert seen == [["not shown" if figure is None else str(figure) for figure in line] for line in told]
