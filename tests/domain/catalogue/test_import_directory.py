from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.catalogue.models import Location, Service, ServiceAtLocation
from sanshe.domain.catalogue.operations import Tally, import_directory
from sanshe.domain.organisations.models import Organization
from sanshe.domain.places.operations import found_community
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.formats.hsds import records
from sanshe.formats.hsds.report import REASONS
from sanshe.formats.reports import Report
from sanshe.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
SERVICE = records.Service(
    id="s1",
    organization_id="o1",
    name="Walks to the clinic",
    description="A neighbour comes along.",
    fees_text="Free",
    minimum_age=60,
    maximum_age=100,
    languages=("Mandarin", "Sichuanese"),
    phones=("028-8555-0101", "028-8555-0102"),
    schedules=(records.Schedule("9-12, Tue", "FREQ=WEEKLY;BYDAY=TU", (1,), 540, 720),),
    location_ids=("l1",),
    term_ids=("w",),
)


def a_directory(*services: records.Service, **changes) -> records.Directory:
    directory = records.Directory(
        source="hsds:lantern",
        organizations=(records.Organization("o1", "Lantern House", phones=("028-8555-0100", "028-8555-0199")),),
        services=services or (SERVICE,),
        locations=(records.Location("l1", "Hall", "o1", "8 Willow Lane, Chengdu", 30.65, 104.06),),
        taxonomy_terms=(records.TaxonomyTerm("w", "Walking"), records.TaxonomyTerm("r", "Reading")),
        report=Report(REASONS),
    )
    return replace(directory, **changes)


def an_import(directory: records.Directory, **options):
    return import_directory(directory=directory, actor=None, at=AT, **options)


def stored() -> dict[str, list]:
    """Return everything the catalogue holds, to compare before and after."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Organization, Location, Service, ServiceAtLocation, TaxonomyTerm, Service.terms.through)
    }


def test_import_stores_services_with_all_that_hangs_on_them():
    summary = an_import(a_directory())

    service = Service.objects.get()
    location = Location.objects.get()
    assert summary.services == Tally(new=1, changed=0, unchanged=0, absent=0)
    assert (service.source, service.source_id, service.organization.name) == (
        "hsds:lantern",
        "s1",
        "Lantern House",
    )
    assert (service.minimum_age, service.maximum_age, service.fees_text) == (60, 100, "Free")
    assert (service.languages, service.hours_text) == ("Mandarin, Sichuanese", "9-12, Tue")
    assert service.weekly_hours == [[1, 540, 720]]
    assert service.phone == "028-8555-0101; 028-8555-0102"
    assert service.place_text == "8 Willow Lane, Chengdu"
    assert service.status == "active"
    assert [(term.taxonomy, term.code, term.name_en) for term in service.terms.all()] == [
        ("hsds:lantern", "w", "Walking")
    ]
    assert [link.location for link in service.at_locations.all()] == [location]
    assert (location.latitude, location.longitude, location.organization.phone) == (
        30.65,
        104.06,
        "028-8555-0100",
    )


def test_second_import_changes_nothing():
    an_import(a_directory())
    before = stored()

    summary = import_directory(directory=a_directory(), actor=None, at=LATER)

    assert stored() == before
    assert summary.organizations == summary.locations == summary.services == Tally(0, 0, 1, 0)


def test_what_changed_in_the_directory_changes_here_and_keeps_its_identity():
    an_import(a_directory())
    first = Service.objects.get()
    changed = replace(SERVICE, name="Walks to the hospital", schedules=(), term_ids=("r",))
    second = replace(SERVICE, id="s2")

    summary = an_import(a_directory(changed, second))

    service = Service.objects.get(source_id="s1")
    assert summary.services == Tally(new=1, changed=1, unchanged=0, absent=0)
    assert (service.pk, service.name, service.weekly_hours) == (first.pk, "Walks to the hospital", [])
    assert [term.code for term in service.terms.all()] == ["r"]


def test_changed_links_alone_count_as_a_change():
    an_import(a_directory())

    summary = an_import(a_directory(replace(SERVICE, location_ids=())))

    assert summary.services == Tally(0, 1, 0, 0)
    assert not ServiceAtLocation.objects.exists()


def test_what_left_the_directory_stays_and_is_counted():
    an_import(a_directory(SERVICE, replace(SERVICE, id="s2")))

    summary = an_import(a_directory())

    assert summary.services == Tally(new=0, changed=0, unchanged=1, absent=1)
    assert Service.objects.count() == 2


def test_what_was_added_here_survives_the_next_import():
    an_import(a_directory())
    own = TaxonomyTerm.objects.create(taxonomy="categories", code="escort", name_zh="陪诊", changed_at=AT)
    service = Service.objects.get()
    service.category, service.capacity, service.cost_basis = own, 5, "free"
    service.save()
    service.terms.add(own)

    an_import(a_directory(replace(SERVICE, name="Changed")))

    service.refresh_from_db()
    assert (service.name, service.category, service.capacity, service.cost_basis) == (
        "Changed",
        own,
        5,
        "free",
    )
    assert sorted(term.code for term in service.terms.all()) == ["escort", "w"]


def test_same_ids_from_another_source_are_other_records():
    an_import(a_directory())

    an_import(a_directory(source="hsds:other"))

    assert sorted(Service.objects.values_list("source", "source_id")) == [
        ("hsds:lantern", "s1"),
        ("hsds:other", "s1"),
    ]


def test_community_is_given_to_all_and_kept_without_one():
    community = found_community(
        code="510104021001", name_zh="柳荫", name_en="Willow Shade", longitude=104.0, latitude=30.6, at=AT
    )

    an_import(a_directory(), community=community)
    an_import(a_directory())

    assert Service.objects.get().community == community
    assert Organization.objects.get().community == community


def test_too_many_telephones_are_left_out_whole():
    phones = tuple(f"028-8555-{number:04}" for number in range(40))

    an_import(a_directory(replace(SERVICE, phones=phones)))

    numbers = Service.objects.get().phone.split("; ")
    assert numbers == list(phones[: len(numbers)])
    assert len(numbers) == 13


def test_import_that_fails_stores_nothing():
    dangling = replace(SERVICE, id="s2", organization_id="missing")

    with pytest.raises(KeyError):
        an_import(a_directory(SERVICE, dangling))

    assert not Service.objects.exists()
    assert not Organization.objects.exists()


def test_import_is_journalled_with_its_counts():
    an_import(a_directory())

    entry = JournalEntry.objects.get(operation="catalogue.import_directory")
    assert entry.detail["services"] == {"new": 1, "changed": 0, "unchanged": 0, "absent": 0}


def test_progress_reaches_the_end_of_every_kind():
    heard = {}

    an_import(a_directory(), progress=lambda kind, done, total: heard.__setitem__(kind, (done, total)))

    assert heard == {
        "taxonomy_terms": (2, 2),
        "organizations": (1, 1),
        "locations": (1, 1),
        "services": (1, 1),
    }


def test_unchanged_services_cost_no_query_each():
    one, many = a_directory(), a_directory(*(replace(SERVICE, id=f"s{number}") for number in range(300)))
    counts = []
    for directory in (one, many):
        an_import(directory)
        with CaptureQueriesContext(connection) as queries:
            an_import(directory)
        counts.append(len(queries))

    assert counts[0] == counts[1]
