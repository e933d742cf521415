"""Every write to the catalogue."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from sanshe.domain.catalogue.choices import ServiceStatus
from sanshe.domain.catalogue.models import Location, Service, ServiceAtLocation
from sanshe.domain.organisations.models import Organization
from sanshe.domain.organisations.operations import store_foreign_organizations
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.domain.taxonomy.operations import store_foreign_terms
from sanshe.kernel import journal

BATCH = 500
SERVICE_PHONE_MAX = Service._meta.get_field("phone").max_length
SERVICE_PLACE_MAX = Service._meta.get_field("place_text").max_length


class Directory(Protocol):
    """A directory of services as read from a file: checked, joined, every reference resolved."""

    source: str
    organizations: Iterable[Any]
    services: Iterable[Any]
    locations: Iterable[Any]
    taxonomy_terms: Iterable[Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the records of one kind; `absent` ones are kept here but no longer in the directory."""

    new: int
    changed: int
    unchanged: int
    absent: int


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did."""

    source: str
    organizations: Tally
    locations: Tally
    services: Tally
    taxonomy_terms: int
    term_links: int
    location_links: int

    def as_dict(self) -> dict[str, Any]:
        """Return it for a machine."""
        return asdict(self)


def import_directory(
    *,
    directory: Directory,
    actor: Person | None,
    at: datetime,
    community: Community | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> ImportSummary:
    """Bring the catalogue to what another directory says now, all or nothing.

    Records are known by the directory's `source` and their id in it: the same directory a second time changes
    nothing. What was added here (category, capacity, cost basis, terms of our own) stays, and so do records
    that the directory no longer has. With a `community` everything in it belongs there. `progress` hears
    (kind, done, in all).
    """
    tell = progress or _silent
    source = directory.source
    terms, organizations = list(directory.taxonomy_terms), list(directory.organizations)
    locations, services = list(directory.locations), list(directory.services)
    places = {record.id: record for record in locations}
    with transaction.atomic():
        _one_at_a_time(source)
        term_rows = [(term.id, term.name) for term in terms]
        term_ids = store_foreign_terms(taxonomy=source, rows=term_rows, at=at)
        tell("taxonomy_terms", len(terms), len(terms))

        organization_ids, new, changed = store_foreign_organizations(
            source=source,
            rows=[_organization_fields(record) for record in organizations],
            community=community,
        )
        tell("organizations", len(organizations), len(organizations))

        location_rows = {record.id: _location_fields(record, organization_ids) for record in locations}
        location_ids, new_locations, changed_locations = _store(Location, source, location_rows, tell)

        service_rows = {record.id: _service_fields(record, organization_ids, places, community) for record in services}
        service_ids, new_services, changed_services = _store(Service, source, service_rows, tell)
        term_links = {(service_ids[s.id], term_ids[pk]) for s in services for pk in s.term_ids}
        location_links = {(service_ids[s.id], location_ids[pk]) for s in services for pk in s.location_ids}
        relinked = _link(
            Service.terms.through, "taxonomyterm_id", term_links, service_ids, taxonomyterm__taxonomy=source
        ) | _link(ServiceAtLocation, "location_id", location_links, service_ids, location__source=source)
        summary = ImportSummary(
            source=source,
            organizations=Tally(
                new,
                changed,
                len(organization_ids) - new - changed,
                _absent(Organization, source, organization_ids),
            ),
            locations=_tally(Location, source, location_ids, new_locations, changed_locations),
            services=_tally(Service, source, service_ids, new_services, changed_services | relinked),
            taxonomy_terms=len(terms),
            term_links=len(term_links),
            location_links=len(location_links),
        )
        journal.record(
            operation="catalogue.import_directory",
            subject=None,
            actor=actor,
            at=at,
            community_code=community.code if community else "",
            detail=summary.as_dict(),
        )
    return summary


def list_service(
    *,
    organization: Organization,
    name: str,
    at: datetime,
    actor: Person | None,
    community: Community | None = None,
    category: TaxonomyTerm | None = None,
    description: str = "",
    cost_basis: str = "",
    fees_text: str = "",
    minimum_age: int | None = None,
    maximum_age: int | None = None,
    hours_text: str = "",
    weekly_hours: Iterable[Iterable[int]] = (),
    place_text: str = "",
    capacity: int | None = None,
    phone: str = "",
    source: str = "",
    source_id: str = "",
) -> Service:
    """Put a service into the catalogue for an organisation; without a community it is for the whole district.

    `weekly_hours` are triples of weekday (Monday 0), start and end in minutes after midnight. `source` and `source_id`
    say out of which list it came, so that the list may come again.
    """
    with transaction.atomic():
        service = Service.objects.create(
            source=source,
            source_id=source_id,
            organization=organization,
            community=community,
            category=category,
            name=name,
            description=description,
            cost_basis=cost_basis,
            fees_text=fees_text,
            minimum_age=minimum_age,
            maximum_age=maximum_age,
            hours_text=hours_text,
            weekly_hours=[list(triple) for triple in weekly_hours],
            place_text=place_text,
            capacity=capacity,
            phone=phone,
        )
        journal.record(
            operation="catalogue.list_service",
            subject=service,
            actor=actor,
            at=at,
            community_code=community.code if community else "",
            detail={"category": category.code if category else None},
        )
    return service


def _silent(_kind: str, _done: int, _total: int) -> None:
    """Hear progress for nobody."""


def _one_at_a_time(source: str) -> None:
    """Let no second import of the same directory run beside this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import {source}"])


def _organization_fields(record: Any) -> dict[str, str]:
    return {
        "source_id": record.id,
        "name": record.name,
        "description": record.description,
        "phone": record.phones[0] if record.phones else "",
        "email": record.email,
        "url": record.url,
    }


def _location_fields(record: Any, organization_ids: Mapping[str, UUID]) -> dict[str, Any]:
    return {
        "organization_id": organization_ids.get(record.organization_id),
        "name": record.name,
        "address_text": record.address_text,
        "longitude": record.longitude,
        "latitude": record.latitude,
    }


def _service_fields(
    record: Any,
    organization_ids: Mapping[str, UUID],
    places: Mapping[str, Any],
    community: Community | None,
) -> dict[str, Any]:
    fields = {
        "organization_id": organization_ids[record.organization_id],
        "name": record.name,
        "description": record.description,
        "status": record.status or ServiceStatus.ACTIVE,
        "fees_text": record.fees_text,
        "application_process": record.application_process,
        "eligibility_text": record.eligibility_text,
        "minimum_age": record.minimum_age,
        "maximum_age": record.maximum_age,
        "languages": ", ".join(record.languages),
        "hours_text": record.hours_text,
        "weekly_hours": [list(span) for span in record.weekly_hours],
        "place_text": _place_text(record, places),
        "phone": _whole_parts(record.phones, limit=SERVICE_PHONE_MAX),
        "email": record.email,
        "url": record.url,
    }
    return {**fields, "community_id": community.pk} if community else fields


def _place_text(record: Any, places: Mapping[str, Any]) -> str:
    for pk in record.location_ids:
        place = places[pk]
        for text in (place.address_text, place.name):
            if text and len(text) <= SERVICE_PLACE_MAX:
                return text
    return ""


def _whole_parts(parts: Iterable[str], *, limit: int) -> str:
    """Join as many parts as fit, so that none is cut in the middle."""
    text = ""
    for part in parts:
        longer = f"{text}; {part}" if text else part
        if len(longer) > limit:
            break
        text = longer
    return text


def _store(
    model: type[Model],
    source: str,
    rows: Mapping[str, Mapping[str, Any]],
    tell: Callable[[str, int, int], None],
) -> tuple[dict[str, UUID], set[UUID], set[UUID]]:
    """Insert what is new and update what differs; return the identifiers, the new and the changed ones."""
    existing = {
        record.source_id: record
        for record in model.objects.select_for_update(of=["self"]).filter(source=source).order_by("id")
    }
    new, changed = [], []
    for source_id, fields in rows.items():
        record = existing.get(source_id)
        if record is None:
            new.append(model(source=source, source_id=source_id, **fields))
        elif any(getattr(record, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(record, name, value)
            changed.append(record)
    kind = model._meta.verbose_name_plural.replace(" ", "_")
    columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    done = len(rows) - len(new) - len(changed)
    tell(kind, done, len(rows))
    for start in range(0, len(new), BATCH):
        done += len(model.objects.bulk_create(new[start : start + BATCH]))
        tell(kind, done, len(rows))
    for start in range(0, len(changed), BATCH):
        batch = changed[start : start + BATCH]
        # One statement for the batch; the rows are ours already, so the conflict on their id is certain.
        model.objects.bulk_create(batch, update_conflicts=True, unique_fields=["id"], update_fields=columns)
        done += len(batch)
        tell(kind, done, len(rows))
    ids = {record.source_id: record.pk for record in (*existing.values(), *new) if record.source_id in rows}
    return ids, {record.pk for record in new}, {record.pk for record in changed}


def _link(
    through: type[Model],
    column: str,
    wanted: set[tuple[UUID, UUID]],
    service_ids: Mapping[str, UUID],
    **foreign: str,
) -> set[UUID]:
    """Bring these services' links to what is wanted, among the foreign ones; return the services touched."""
    present = {
        (service, other): pk
        for pk, service, other in through.objects.filter(
            service_id__in=list(service_ids.values()), **foreign
        ).values_list("pk", "service_id", column)
    }
    stale, missing = present.keys() - wanted, wanted - present.keys()
    through.objects.filter(pk__in=[present[pair] for pair in stale]).delete()
    through.objects.bulk_create(
        (through(service_id=service, **{column: other}) for service, other in sorted(missing)),
        batch_size=2000,
    )
    return {service for service, _ in stale | missing}


def _absent(model: type[Model], source: str, ids: Mapping[str, UUID]) -> int:
    return model.objects.filter(source=source).count() - len(ids)


def _tally(model: type[Model], source: str, ids: Mapping[str, UUID], new: set[UUID], touched: set[UUID]) -> Tally:
    changed = touched - new
    return Tally(len(new), len(changed), len(ids) - len(new) - len(changed), _absent(model, source, ids))
