import json

import pytest

from sanshe.formats.hsds import (
    Directory,
    Location,
    NotHsds,
    Organization,
    Schedule,
    Service,
    TaxonomyTerm,
    read,
)
from tests.formats.hsds.packages import LOCATION, ORGANIZATION, SERVICE, folder, good_tables, table, zipped


def codes(directory: Directory) -> list[tuple[str, int | None, str, str]]:
    return [(entry.file, entry.row, entry.field, entry.code) for entry in directory.report.entries]


def test_good_package_is_joined_and_clean(tmp_path):
    directory = read(folder(tmp_path), source="test")

    assert codes(directory) == []
    assert directory == Directory(
        source="test",
        organizations=(
            Organization(
                id="o1",
                name="Lantern House",
                email="hello@lantern.example",
                url="http://www.lantern.example",
                phones=("028-8555-0100",),
            ),
        ),
        services=(
            Service(
                id="s1",
                organization_id="o1",
                name="Walks to the clinic",
                eligibility_text="Over 60",
                languages=("Mandarin", "Sichuanese"),
                phones=("028-8555-0101 x3",),
                schedules=(Schedule("9-12, Tue", "FREQ=WEEKLY;BYDAY=TU", (1,), 540, 720),),
                location_ids=("l1",),
                term_ids=("PH-1",),
            ),
        ),
        locations=(
            Location(
                id="l1",
                name="Hall",
                organization_id="o1",
                address_text="8 Willow Lane, Chengdu, 610000",
                latitude=30.65,
                longitude=104.06,
            ),
        ),
        taxonomy_terms=(TaxonomyTerm("PH-1", "Escort", taxonomy="AIRS"),),
        report=directory.report,
    )


def test_hsds_3_column_names_are_read(tmp_path):
    tables = {
        "organizations.csv": table({"id": "o1", "name": "Lantern House", "website": "https://lantern.example"}),
        "services.csv": table(
            {
                **SERVICE,
                "fees_description": "By agreement",
                "eligibility_description": "For neighbours",
                "minimum_age": "60",
                "maximum_age": "100",
                "status": "temporarily closed",
            }
        ),
        "cost_options.csv": table(
            {"id": "c", "service_id": "s1", "option": "Under 70", "amount": "5", "currency": "cny"}
        ),
        "schedules.csv": table(
            {
                "id": "x",
                "service_id": "s1",
                "freq": "WEEKLY",
                "byday": "MO,FR",
                "opens_at": "20:00",
                "closes_at": "02:00",
            }
        ),
        "languages.csv": table({"id": "1", "service_id": "s1", "name": "Mandarin", "code": "zh"}),
        "taxonomies.csv": table({"id": "t", "name": "Themes"}),
        "taxonomy_terms.csv": table({"id": "term", "code": "W", "name": "Walking", "taxonomy_id": "t"}),
        "attributes.csv": table({"id": "1", "link_id": "s1", "link_entity": "service", "taxonomy_term_id": "term"}),
    }
    for name, text in tables.items():
        (tmp_path / name).write_text(text)

    directory = read(tmp_path)

    (service,) = directory.services
    assert codes(directory) == []
    assert directory.organizations[0].url == "https://lantern.example"
    assert service.fees_text == "By agreement\nUnder 70 · 5 CNY"
    assert (service.minimum_age, service.maximum_age, service.status) == (60, 100, "inactive")
    assert service.weekly_hours == ((0, 1200, 1440), (1, 0, 120), (4, 1200, 1440), (5, 0, 120))
    assert service.languages == ("Mandarin",)
    assert directory.taxonomy_terms == (TaxonomyTerm("term", "Walking", "W", taxonomy="Themes"),)
    assert service.term_ids == ("term",)


def test_zip_and_folder_and_descriptor_give_the_same(tmp_path):
    root = tmp_path / "package"
    root.mkdir()
    folder(root)
    (root / "datapackage.json").write_text(json.dumps({"name": "lantern", "resources": []}))
    archive = zipped(tmp_path / "any.zip", {f"data/{name}": text for name, text in good_tables().items()})

    from_zip = read(archive, source="one")

    assert read(root, source="one") == from_zip
    assert read(root / "datapackage.json", source="one") == from_zip
    assert read(root).source == "hsds:lantern"
    assert read(archive).source == "hsds:any"


def test_table_with_its_own_name_is_found_through_the_descriptor(tmp_path):
    tables = {"org.csv": table(ORGANIZATION), "svc.csv": table(SERVICE)}
    resources = [{"name": "organization", "path": "org.csv"}, {"name": "service", "path": ["svc.csv"]}]
    archive = zipped(tmp_path / "p.zip", {**tables, "datapackage.json": json.dumps({"resources": resources})})

    assert [service.id for service in read(archive).services] == ["s1"]


def test_byte_order_mark_and_spaced_headings_are_understood(tmp_path):
    text = "\ufeffID, Organization ID ,Name\ns1,o1,陪诊\n"

    directory = read(folder(tmp_path, services=text.encode()))

    assert [service.name for service in directory.services] == ["陪诊"]


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ({**SERVICE, "id": ""}, "id", "missing_id"),
        ({**SERVICE, "name": "  "}, "name", "missing_name"),
        ({**SERVICE, "id": "x" * 121}, "id", "id_too_long"),
        ({**SERVICE, "name": "n" * 301}, "name", "text_too_long"),
        ({**SERVICE, "description": "d" * 50_001}, "description", "text_too_long"),
        ({**SERVICE, "organization_id": ""}, "organization_id", "missing_reference"),
        ({**SERVICE, "organization_id": "o9"}, "organization_id", "unknown_reference"),
    ],
)
def test_service_that_does_not_hold_together_is_refused(tmp_path, row, field, code):
    good = {**SERVICE, "id": "s0"}

    directory = read(folder(tmp_path, services=table(good, row)))

    services = directory.report.tables["services"]
    assert [service.id for service in directory.services] == ["s0"]
    assert (services.read, services.taken, services.refused) == (2, 1, 1)
    assert ("services.csv", 3, field, code) in codes(directory)


def test_second_row_with_the_same_id_is_refused(tmp_path):
    directory = read(folder(tmp_path, services=table(SERVICE, {**SERVICE, "name": "Again"})))

    assert [service.name for service in directory.services] == ["Walks to the clinic"]
    assert codes(directory) == [("services.csv", 3, "id", "duplicate_id")]


def test_service_that_names_a_service_as_its_organization_is_refused_or_mended(tmp_path):
    root = folder(tmp_path, services=table(SERVICE, {**SERVICE, "id": "s2", "organization_id": "s1"}))

    strict, mended = read(root), read(root, mend=True)

    assert [service.id for service in strict.services] == ["s1"]
    assert codes(strict) == [("services.csv", 3, "organization_id", "reference_to_service")]
    assert "Walks to the clinic" in strict.report.entries[0].remedy
    assert [(service.id, service.organization_id) for service in mended.services] == [
        ("s1", "o1"),
        ("s2", "o1"),
    ]
    assert [(entry.severity, entry.code) for entry in mended.report.entries] == [("mended_field", "organization_found")]


def test_details_of_a_refused_service_are_refused_with_it(tmp_path):
    directory = read(folder(tmp_path, services=table({**SERVICE, "name": ""})))

    assert directory.services == ()
    assert {code for *_, code in codes(directory)} == {"missing_name", "owner_refused"}
    for count in directory.report.tables.values():
        assert count.read == count.taken + count.refused


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"email": "nobody"}, "email", "bad_email"),
        ({"url": "javascript:alert(1)"}, "url", "bad_url"),
        ({"url": "https:/half.example"}, "url", "bad_url"),
        ({"url": "nodots"}, "url", "bad_url"),
        ({"url": "http://a:b@host.example"}, "url", "bad_url"),
        ({"status": "asleep"}, "status", "bad_status"),
        ({"minimum_age": "-1"}, "minimum_age", "bad_age"),
        ({"minimum_age": "1.5"}, "minimum_age", "bad_age"),
        ({"maximum_age": "NaN"}, "maximum_age", "bad_age"),
        ({"minimum_age": "70", "maximum_age": "60"}, "minimum_age, maximum_age", "ages_disordered"),
        ({"fees": "f" * 50_001}, "fees", "text_too_long"),
    ],
)
def test_wrong_field_is_dropped_and_the_service_stays(tmp_path, cells, field, code):
    directory = read(folder(tmp_path, services=table({**SERVICE, **cells})))

    (service,) = directory.services
    (entry,) = directory.report.entries
    assert (service.email, service.url, service.status, service.fees_text) == ("", "", "", "")
    assert (service.minimum_age, service.maximum_age) == (None, None)
    assert (entry.severity, entry.row, entry.field, entry.code) == ("dropped_field", 2, field, code)


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        ("91", "10", "bad_coordinates"),
        ("10", "-180.5", "bad_coordinates"),
        ("north", "10", "bad_coordinates"),
        ("inf", "10", "bad_coordinates"),
        ("0", "0.0", "null_island"),
        ("30", "", "half_coordinates"),
    ],
)
def test_wrong_coordinates_are_dropped_and_the_location_stays(tmp_path, latitude, longitude, code):
    location = {**LOCATION, "latitude": latitude, "longitude": longitude}

    directory = read(folder(tmp_path, locations=table(location)))

    assert [(place.latitude, place.longitude) for place in directory.locations] == [(None, None)]
    assert codes(directory) == [("locations.csv", 2, "latitude, longitude", code)]


@pytest.mark.parametrize(
    ("opens", "closes", "hours", "found"),
    [
        ("9:00 AM", "5:00 p.m.", ((2, 540, 1020),), []),
        ("09:00:00", "17:30:00Z", ((2, 540, 1050),), []),
        ("12:00am", "12:00am", ((2, 0, 1440),), []),
        ("6:00pm", "12:00am", ((2, 1080, 1440),), []),
        ("9:00am", "5:00", (), ["hours_disordered"]),
        ("8:00m", "17:00", (), ["bad_time"]),
        ("25:00", "26:00", (), ["bad_time", "bad_time"]),
    ],
)
def test_hours_are_read_or_dropped_and_their_words_stay(tmp_path, opens, closes, hours, found):
    row = {
        "service_id": "s1",
        "weekday": "Wed",
        "opens_at": opens,
        "closes_at": closes,
        "original_text": "as said",
    }

    directory = read(folder(tmp_path, regular_schedules=table(row)))

    (service,) = directory.services
    assert (service.weekly_hours, service.hours_text) == (hours, "as said")
    assert [entry.code for entry in directory.report.entries] == found


@pytest.mark.parametrize(
    ("name", "row", "field", "code"),
    [
        ("phones", {"service_id": "s9", "number": "12345"}, "service_id", "unknown_reference"),
        ("phones", {"location_id": "l1", "number": "12345"}, "service_id", "owner_not_service"),
        ("phones", {"service_id": "s1", "number": "call us"}, "", "bad_phone"),
        ("phones", {"service_id": "s1", "number": " "}, "", "nothing_to_keep"),
        ("eligibility", {"service_id": "", "eligibility": "all"}, "service_id", "missing_reference"),
        ("languages", {"service_id": "s1", "language": "x" * 101}, "", "text_too_long"),
        (
            "services_taxonomy",
            {"service_id": "s1", "taxonomy_id": "PH-9"},
            "taxonomy_id",
            "unknown_reference",
        ),
        (
            "services_at_location",
            {"service_id": "s1", "location_id": "l9"},
            "location_id",
            "unknown_reference",
        ),
        ("physical_addresses", {"location_id": "l9", "address_1": "x"}, "location_id", "unknown_reference"),
    ],
)
def test_detail_that_hangs_on_nothing_is_refused(tmp_path, name, row, field, code):
    directory = read(folder(tmp_path, **{name: table(row)}))

    assert codes(directory) == [(f"{name}.csv", 2, field, code)]
    assert directory.report.entries[0].severity == "refused_row"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"id,organization_id,name\ns1,o1,A,extra\ns2,o1,B\n", [(2, "too_many_cells")]),
        (b"id,organization_id,name\ns1,o1\n\ns2,o1,B\n", [(2, "too_few_cells")]),
        (b'id,organization_id,name\ns1,o1,"A" b\ns2,o1,B\n', [(2, "bad_quotes")]),
        (b"id,organization_id,name\ns1,o1,caf\xe9\ns2,o1,B\n", [(2, "bad_encoding")]),
    ],
)
def test_row_that_cannot_be_taken_apart_is_refused_and_the_next_is_read(tmp_path, text, found):
    directory = read(folder(tmp_path, services=text))

    refused = [(row, code) for file, row, _, code in codes(directory) if file == "services.csv"]
    assert refused == found
    assert [service.id for service in directory.services] == ["s2"]
    assert directory.report.tables["services"].read == 2


def test_lost_quotation_mark_ends_in_a_refusal_not_a_crash(tmp_path):
    directory = read(folder(tmp_path, services='id,organization_id,name\ns0,o1,A\ns1,o1,"never closed\ns2,o1,B\n'))

    assert [service.id for service in directory.services] == ["s0"]
    assert ("services.csv", 3, "", "bad_quotes") in codes(directory)


def test_control_characters_and_written_out_line_breaks_are_cleaned(tmp_path):
    row = {**SERVICE, "name": "Walks\x00 to\tthe clinic", "description": "One.\\n\\n\\n\\nTwo.\x07"}

    (service,) = read(folder(tmp_path, services=table(row))).services

    assert (service.name, service.description) == ("Walks to the clinic", "One.\n\nTwo.")


def test_contact_persons_are_left_aside(tmp_path):
    directory = read(folder(tmp_path, contacts=table({"id": "1", "service_id": "s1", "name": "A. Person"})))

    assert directory.report.left_aside == ["contacts.csv"]


def test_services_without_needed_columns_are_no_directory(tmp_path):
    with pytest.raises(NotHsds) as refusal:
        read(folder(tmp_path, services="number,title\n1,Walks\n"))

    assert refusal.value.fault == "needed_columns"
