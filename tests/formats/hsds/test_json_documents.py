import json

from sanshe.formats.hsds import TaxonomyTerm, read

SERVICE = {
    "id": "s1",
    "name": "Walks to the clinic",
    "status": "active",
    "email": "walks@lantern.example",
    "minimum_age": 60,
    "maximum_age": 100.0,
    "organization": {"id": "o1", "name": "Lantern House", "website": "https://lantern.example"},
    "phones": [{"id": "t1", "number": "028-8555-0101", "extension": 3}],
    "languages": [{"id": "g1", "name": "Mandarin"}],
    "schedules": [{"id": "h1", "freq": "WEEKLY", "byday": "TU", "opens_at": "09:00", "closes_at": "12:00"}],
    "cost_options": [{"id": "c1", "option": "All", "amount": 0, "currency": "cny"}],
    "attributes": [{"id": "b1", "taxonomy_term": {"id": "w", "name": "Walking", "taxonomy": "Themes"}}],
    "service_at_locations": [
        {
            "id": "p1",
            "location": {
                "id": "l1",
                "name": "Hall",
                "latitude": 30.65,
                "longitude": 104.06,
                "addresses": [{"address_1": "8 Willow Lane", "city": "Chengdu"}],
            },
        }
    ],
}


def written(path, document):
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def test_full_service_is_laid_out_and_joined(tmp_path):
    directory = read(written(tmp_path / "service.json", SERVICE))

    (service,), (location,), (organization,) = (
        directory.services,
        directory.locations,
        directory.organizations,
    )
    assert directory.report.is_clean
    assert (service.organization_id, organization.name) == ("o1", "Lantern House")
    assert (service.minimum_age, service.maximum_age) == (60, 100)
    assert service.phones == ("028-8555-0101 x3",)
    assert service.languages == ("Mandarin",)
    assert service.weekly_hours == ((1, 540, 720),)
    assert service.fees_text == "All · 0 CNY"
    assert service.location_ids == ("l1",)
    assert (location.address_text, location.latitude) == ("8 Willow Lane, Chengdu", 30.65)
    assert directory.taxonomy_terms == (TaxonomyTerm("w", "Walking", taxonomy="Themes"),)
    assert service.term_ids == ("w",)


def test_full_organization_gives_its_services(tmp_path):
    inner = {key: value for key, value in SERVICE.items() if key != "organization"}
    document = {
        "id": "o1",
        "name": "Lantern House",
        "website": "https://lantern.example",
        "services": [inner],
    }

    directory = read(written(tmp_path / "organization.json", document))

    assert directory.report.is_clean
    assert [(service.id, service.organization_id) for service in directory.services] == [("s1", "o1")]


def test_service_at_location_gives_service_and_place(tmp_path):
    inner = {key: value for key, value in SERVICE.items() if key != "service_at_locations"}
    document = {**SERVICE["service_at_locations"][0], "service": inner}

    directory = read(written(tmp_path / "place.json", document))

    assert [(service.id, service.location_ids) for service in directory.services] == [("s1", ("l1",))]


def test_page_list_and_folder_are_read_with_the_organization_once(tmp_path):
    second = {**SERVICE, "id": "s2", "name": "Reading aloud"}
    third = {**SERVICE, "id": "s3", "name": "Repairs"}
    written(tmp_path / "page.json", {"total_items": 2, "page_number": 1, "contents": [SERVICE, second]})
    written(tmp_path / "list.json", [third])

    directory = read(tmp_path)

    assert directory.report.is_clean
    assert sorted(service.id for service in directory.services) == ["s1", "s2", "s3"]
    assert [organization.id for organization in directory.organizations] == ["o1"]


def test_bad_records_are_refused_one_by_one(tmp_path):
    nameless = {**SERVICE, "id": "s2", "name": None}
    ownerless = {"id": "s3", "name": "Alone", "status": "active"}
    document = {"contents": [SERVICE, nameless, ownerless, "nonsense"]}

    directory = read(written(tmp_path / "page.json", document))

    services = directory.report.tables["services"]
    refused = [(e.file, e.row, e.code) for e in directory.report.of("missing_name", "missing_reference")]
    assert [service.id for service in directory.services] == ["s1"]
    assert (services.read, services.taken, services.refused) == (3, 1, 2)
    assert refused == [("page.json", 2, "missing_name"), ("page.json", 3, "missing_reference")]


def test_wrong_types_are_dropped_not_crashed_on(tmp_path):
    odd = {**SERVICE, "email": False, "url": ["x"], "minimum_age": {"a": 1}, "phones": "none", "name": 7}

    directory = read(written(tmp_path / "odd.json", odd))

    (service,) = directory.services
    assert (service.name, service.email, service.url, service.minimum_age, service.phones) == (
        "7",
        "",
        "",
        None,
        (),
    )
    assert [entry.code for entry in directory.report.entries] == ["bad_email"]


def test_unreadable_and_unknown_documents_are_named(tmp_path):
    written(tmp_path / "good.json", SERVICE)
    written(tmp_path / "other.json", {"hello": "world"})
    (tmp_path / "broken.json").write_text("{")

    directory = read(tmp_path)

    found = [(entry.file, entry.code) for entry in directory.report.entries]
    assert found == [("broken.json", "unreadable_json"), ("other.json", "unknown_document")]


def test_half_a_surrogate_pair_does_not_reach_the_database(tmp_path):
    (tmp_path / "service.json").write_text(json.dumps({**SERVICE, "description": "a\ud800b"}))

    (service,) = read(tmp_path / "service.json").services

    assert service.description == "a?b"


def test_tables_in_one_document_are_read(tmp_path):
    document = {
        "organizations.csv": [{"id": "o1", "name": "Lantern House"}],
        "services.csv": [{"id": "s1", "organization_id": "o1", "name": "Walks"}],
        "contacts.csv": [{"id": "1", "name": "A. Person"}],
    }

    directory = read(written(tmp_path / "tabular.json", document))

    assert [service.name for service in directory.services] == ["Walks"]
    assert directory.report.left_aside == ["tabular.json/contacts.csv"]
