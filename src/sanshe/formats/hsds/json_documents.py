"""HSDS 3.x documents in JSON: one record, a list, a page with `contents`, or tables keyed by file name.

A document holds everything about a service or an organisation, nested; it is laid out here as the rows the
CSV tables would have, so that both are checked and joined by the same code.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from sanshe.formats.hsds.containers import DAMAGE, MEGABYTE, Container
from sanshe.formats.hsds.datapackage import DESCRIPTOR
from sanshe.formats.hsds.tables import CANONICAL, Row
from sanshe.formats.reports import Report

DOCUMENT_BYTES_MAX = 64 * MEGABYTE


class JsonDocuments:
    """The rows of all documents in a container, gathered by table."""

    def __init__(self, container: Container, report: Report) -> None:
        self._report = report
        self._rows: dict[str, list[Row]] = {}
        for file in container.names():
            if file.lower().endswith(".json") and PurePosixPath(file).name.lower() != DESCRIPTOR:
                self._read(container, file)

    def __bool__(self) -> bool:
        return "services" in self._rows or "organizations" in self._rows

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table: records that stand for themselves, then those repeated inside others."""
        for row in sorted(self._rows.get(table, ()), key=lambda row: row.embedded):
            if not row.embedded:
                self._report.read(table)
            yield row

    def _read(self, container: Container, file: str) -> None:
        try:
            with container.open(file) as stream:
                content = stream.read(DOCUMENT_BYTES_MAX + 1)
            if len(content) > DOCUMENT_BYTES_MAX:
                limit = DOCUMENT_BYTES_MAX // MEGABYTE
                self._report.refuse_file(file, "too_big", size=len(content) // MEGABYTE, limit=limit)
                return
            document = json.loads(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            self._report.refuse_file(file, "not_utf8")
            return
        except (ValueError, RecursionError) as error:
            self._report.refuse_file(file, "unreadable_json", fault=str(error))
            return
        except DAMAGE as error:
            self._report.refuse_file(file, "damaged_file", fault=str(error))
            return
        if _is_tabular(document):
            for name, records in document.items():
                self._take_table(file, name, records)
            return
        page = document.get("contents") if isinstance(document, dict) else document
        records = page if isinstance(page, list) else [document]
        known = [self._take(_Origin(file, number), record) for number, record in enumerate(records, start=1)]
        if not any(known):
            self._report.refuse_file(file, "unknown_document")

    def _take_table(self, file: str, name: str, records: object) -> None:
        table = CANONICAL.get(name.removesuffix(".csv").lower())
        if not table:
            self._report.left_aside.append(f"{file}/{name}")
            return
        for number, record in enumerate(records if isinstance(records, list) else [], start=1):
            if isinstance(record, dict):
                self._add(table, _Origin(f"{file}/{name}", number), record)

    def _take(self, origin: _Origin, record: object) -> bool:
        if not isinstance(record, dict):
            return False
        if isinstance(record.get("service"), dict) and "name" not in record:
            service = dict(record["service"])
            at_location = {key: value for key, value in record.items() if key != "service"}
            service["service_at_locations"] = [at_location]
            self._service(origin.inner(), service)
        elif record.keys() & {"latitude", "longitude", "addresses", "location_type"}:
            self._location(origin, record)
        elif record.keys() & {"services", "website", "legal_status", "tax_id", "organization_identifiers"}:
            self._organization(origin, record)
        elif record.keys() & {
            "organization",
            "organization_id",
            "service_at_locations",
            "status",
            "fees_description",
        }:
            self._service(origin, record)
        elif record.keys() & {"term_uri", "taxonomy_detail", "taxonomy", "taxonomy_id", "parent_id"}:
            self._term(origin, record)
        else:
            return False
        return True

    def _organization(self, origin: _Origin, record: Mapping) -> None:
        self._add("organizations", origin, record)
        self._hang("phones", origin, record, organization_id=record.get("id"))
        for service in _records(record, "services"):
            self._service(origin, {"organization_id": record.get("id"), **service})
        for location in _records(record, "locations"):
            self._location(origin.inner(), {"organization_id": record.get("id"), **location})

    def _service(self, origin: _Origin, record: Mapping) -> None:
        organization = record.get("organization")
        if isinstance(organization, dict):
            self._organization(origin.inner(), organization)
            record = {**record, "organization_id": organization.get("id")}
        self._add("services", origin, record)
        pk = record.get("id")
        for table in ("phones", "schedules", "languages", "cost_options"):
            self._hang(table, origin, record, service_id=pk)
        for attribute in _records(record, "attributes"):
            term = attribute.get("taxonomy_term")
            if isinstance(term, dict):
                self._term(origin.inner(), term)
                attribute = {"taxonomy_term_id": term.get("id"), **attribute}
            self._add("attributes", origin, {**attribute, "service_id": pk})
        for at_location in _records(record, "service_at_locations"):
            location = at_location.get("location")
            location_id = at_location.get("location_id")
            if isinstance(location, dict):
                self._location(origin.inner(), location)
                location_id = location.get("id")
            self._add("service_at_location", origin, {**at_location, "service_id": pk, "location_id": location_id})
            for table in ("phones", "schedules"):
                self._hang(table, origin, at_location, service_id=pk)

    def _location(self, origin: _Origin, record: Mapping) -> None:
        self._add("locations", origin, record)
        self._hang("addresses", origin, record, location_id=record.get("id"))

    def _term(self, origin: _Origin, record: Mapping) -> None:
        taxonomy = record.get("taxonomy_detail")
        if isinstance(taxonomy, dict) and taxonomy.get("name"):
            record = {**record, "taxonomy": taxonomy["name"]}
        self._add("taxonomy_terms", origin, record)

    def _hang(self, table: str, origin: _Origin, owner: Mapping, **owner_key: object) -> None:
        for record in _records(owner, table):
            self._add(table, origin, {**record, **owner_key})

    def _add(self, table: str, origin: _Origin, record: Mapping) -> None:
        values = {str(key).lower(): text for key, value in record.items() if (text := _text(value))}
        self._rows.setdefault(table, []).append(Row(origin.file, origin.number, values, origin.embedded))


class _Origin:
    """Where a record stands: its document, and the place of the outermost record in it."""

    def __init__(self, file: str, number: int, *, embedded: bool = False) -> None:
        self.file, self.number, self.embedded = file, number, embedded

    def inner(self) -> _Origin:
        return _Origin(self.file, self.number, embedded=True)


def _is_tabular(document: object) -> bool:
    return isinstance(document, dict) and bool(document) and all(str(key).endswith(".csv") for key in document)


def _records(owner: Mapping, key: str) -> list[dict]:
    value = owner.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    text = str(value)
    # JSON can spell half a surrogate pair, which is no text.
    return text.encode("utf-8", "replace").decode("utf-8")
