"""Join the rows of all tables into records, refusing what does not hold together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from sanshe.formats.hsds import fields
from sanshe.formats.hsds.fields import Fault
from sanshe.formats.hsds.records import Directory, Location, Organization, Schedule, Service, TaxonomyTerm
from sanshe.formats.hsds.report import NOUNS
from sanshe.formats.hsds.tables import Row
from sanshe.formats.reports import Report

# What a detail can belong to besides a service.
OTHER_OWNERS = ("location_id", "organization_id", "contact_id", "phone_id", "program_id", "link_id")
RULE_PARTS = ("freq", "interval", "byday", "bymonthday", "byweekno", "byyearday", "wkst", "count", "until")


class Draft(NamedTuple):
    """A service that is sound in itself, while it is not yet known whether its organisation is."""

    row: Row
    id: str
    organization_id: str
    name: str
    texts: dict[str, str]
    ages: tuple[int | None, int | None]


class Assembly:
    """One reading of one directory: what has been met so far."""

    def __init__(self, rows_of: Callable[[str], Iterator[Row]], report: Report, *, mend: bool) -> None:
        self._mend = mend
        self._rows_of = rows_of
        self._report = report
        self._seen: dict[str, set[str]] = defaultdict(set)
        self._taken: dict[str, set[str]] = defaultdict(set)
        self._service_of_place: dict[str, str] = {}
        self._phones: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._schedules: dict[str, list[Schedule]] = defaultdict(list)
        self._languages: dict[str, list[str]] = defaultdict(list)
        self._fees: dict[str, list[str]] = defaultdict(list)
        self._eligibility: dict[str, list[str]] = defaultdict(list)
        self._addresses: dict[str, str] = {}
        self._locations_of: dict[str, list[str]] = defaultdict(list)
        self._terms_of: dict[str, list[str]] = defaultdict(list)

    def directory(self, *, source: str) -> Directory:
        """Read every table in the order in which they lean on each other and join them."""
        terms = self._read_terms()
        organizations = self._read_organizations()
        locations = self._read_locations()
        drafts = self._sound_services()
        for table, owner, keep in (
            ("addresses", "location", self._keep_address),
            ("service_at_location", "service", self._keep_place),
            ("phones", "service", self._keep_phone),
            ("schedules", "service", self._keep_schedule),
            ("languages", "service", self._keep_language),
            ("eligibility", "service", self._keep_eligibility),
            ("cost_options", "service", self._keep_cost),
            ("attributes", "service", self._keep_attribute),
        ):
            self._read_details(table, owner, keep)
        return Directory(
            source=source,
            organizations=tuple(self._organization(*entry) for entry in organizations),
            services=tuple(self._service(draft) for draft in drafts),
            locations=tuple(self._location(*entry) for entry in locations),
            taxonomy_terms=terms,
            report=self._report,
        )

    # Tables of records

    def _read_terms(self) -> tuple[TaxonomyTerm, ...]:
        taxonomies = {}
        for row in self._rows_of("taxonomies"):
            taxonomies[row.get("id")] = row.get("name")
            if not row.embedded:
                self._report.take("taxonomies")
        terms = []
        for row, pk in self._identified("taxonomy_terms"):
            try:
                name = fields.line(row.get("name", "term"), fields.TERM_NAME_MAX)
            except Fault as fault:
                self._refuse("taxonomy_terms", row, fault.code, "name", **fault.params)
                continue
            if not name:
                self._refuse("taxonomy_terms", row, "missing_name", "name")
                continue
            taxonomy = taxonomies.get(row.get("taxonomy_id")) or row.get("taxonomy", "vocabulary")
            self._accept("taxonomy_terms", row, pk)
            terms.append(TaxonomyTerm(pk, name, row.get("code"), row.get("parent_id"), taxonomy))
        return tuple(terms)

    def _read_organizations(self) -> list[tuple[Row, str, str, str]]:
        taken = []
        for row, pk in self._identified("organizations"):
            if texts := self._name_and_description("organizations", row):
                self._accept("organizations", row, pk)
                taken.append((row, pk, *texts))
        return taken

    def _read_locations(self) -> list[tuple[str, str, str | None, tuple[float, float] | None]]:
        taken = []
        for row, pk in self._identified("locations"):
            name = self._field(row, "name", _name, "")
            organization_id = row.get("organization_id") or None
            if organization_id and organization_id not in self._taken["organizations"]:
                code = self._why_not("organizations", organization_id)
                self._drop(row, code, "organization_id", target="organization", value=organization_id)
                organization_id = None
            try:
                place = fields.coordinates(row.get("latitude"), row.get("longitude"))
            except Fault as fault:
                self._drop(row, fault.code, "latitude, longitude", **fault.params)
                place = None
            self._accept("locations", row, pk)
            taken.append((pk, name, organization_id, place))
        return taken

    def _sound_services(self) -> list[Draft]:
        drafts = []
        rows: dict[str, Row] = {}
        for row, pk in self._identified("services"):
            rows[pk] = row
            if texts := self._name_and_description("services", row):
                drafts.append(self._draft(row, pk, *texts))
        return [owned for draft in drafts if (owned := self._owned(draft, rows))]

    def _owned(self, draft: Draft, rows: dict[str, Row]) -> Draft | None:
        """Return the draft with its organisation, or refuse it."""
        row, owner, field = draft.row, draft.row.get("organization_id"), "organization_id"
        if owner not in self._taken["organizations"]:
            if not owner:
                self._refuse("services", row, "missing_reference", field, target="organization")
                return None
            if owner not in rows or owner in self._seen["organizations"]:
                code = self._why_not("organizations", owner)
                self._refuse("services", row, code, field, target="organization", value=owner)
                return None
            named = {"value": owner, "name": rows[owner].get("name")}
            found = rows[owner].get("organization_id")
            if not self._mend or found not in self._taken["organizations"]:
                self._refuse("services", row, "reference_to_service", field, **named)
                return None
            self._report.mend_field(row.file, row.number, "organization_found", field, found=found, **named)
            owner = found
        self._accept("services", row, draft.id)
        return draft._replace(organization_id=owner)

    def _draft(self, row: Row, pk: str, name: str, description: str) -> Draft:
        texts = {"description": description}
        for key, columns in {
            "application_process": ("application_process",),
            "fees_text": ("fees_description", "fees"),
            "eligibility_text": ("eligibility_description", "eligibility"),
        }.items():
            texts[key] = self._field(row, columns, fields.paragraphs, "")
        texts["alternate_name"] = self._field(row, "alternate_name", _name, "")
        texts["url"] = self._field(row, "url", fields.url, "")
        texts["email"] = self._field(row, "email", fields.email, "")
        texts["status"] = self._field(row, "status", fields.status, "")
        lowest = self._field(row, "minimum_age", fields.age, None)
        highest = self._field(row, "maximum_age", fields.age, None)
        if lowest is not None and highest is not None and lowest > highest:
            self._drop(row, "ages_disordered", "minimum_age, maximum_age", minimum=lowest, maximum=highest)
            lowest = highest = None
        return Draft(row, pk, "", name, texts, (lowest, highest))

    # Tables of details

    def _read_details(self, table: str, owner: str, keep: Callable[[Row, str], None]) -> None:
        for row in self._rows_of(table):
            target, pk = (owner, row.get("location_id")) if owner == "location" else self._owner(table, row)
            records = f"{target}s"
            field = f"{target}_id"
            if not pk:
                elsewhere = owner == "service" and row.get(*OTHER_OWNERS)
                code = "owner_not_service" if elsewhere else "missing_reference"
                self._refuse(table, row, code, field, target=target)
            elif pk in self._taken[records]:
                try:
                    keep(row, pk)
                except Fault as fault:
                    self._refuse(table, row, fault.code, **{"field": "", **fault.params})
                else:
                    self._accept(table, row, "")
            else:
                self._refuse(table, row, self._why_not(records, pk), field, target=target, value=pk)

    def _owner(self, table: str, row: Row) -> tuple[str, str]:
        pk = row.get("service_id") or self._service_of_place.get(row.get("service_at_location_id"), "")
        if not pk and table == "attributes" and row.get("link_entity").lower() in ("service", "services"):
            pk = row.get("link_id")
        if not pk and table == "phones" and row.get("organization_id"):
            return "organization", row.get("organization_id")
        return "service", pk

    def _keep_address(self, row: Row, pk: str) -> None:
        parts = (row.get(f"address_{number}") for number in range(1, 5))
        region = " ".join(filter(None, (row.get("state_province"), row.get("postal_code"))))
        parts = (*parts, row.get("city"), row.get("region"), region, row.get("country"))
        text = fields.line(", ".join(filter(None, parts)), fields.ADDRESS_MAX)
        if not text:
            raise Fault("nothing_to_keep")
        # The address where the place is stands before the one where its letters go.
        self._addresses.setdefault(pk, text)

    def _keep_place(self, row: Row, pk: str) -> None:
        location_id = row.get("location_id")
        if not location_id:
            raise Fault("missing_reference", target="location", field="location_id")
        if location_id not in self._taken["locations"]:
            code = self._why_not("locations", location_id)
            raise Fault(code, target="location", value=location_id, field="location_id")
        self._service_of_place[row.get("id")] = pk
        if location_id not in self._locations_of[pk]:
            self._locations_of[pk].append(location_id)

    def _keep_phone(self, row: Row, pk: str) -> None:
        if not row.get("number"):
            raise Fault("nothing_to_keep")
        number = fields.phone(row.get("number"), row.get("extension"))
        kind = "service" if self._owner("phones", row)[0] == "service" else "organization"
        if number not in self._phones[kind, pk]:
            self._phones[kind, pk].append(number)

    def _keep_schedule(self, row: Row, pk: str) -> None:
        text = self._field(row, ("original_text", "description", "notes"), fields.paragraphs, "")
        weekdays: tuple[int, ...] = ()
        rule = []
        for name in RULE_PARTS:
            rule.append(self._field(row, name, lambda value, name=name: fields.rule_part(name, value), ""))
        weekday = self._field(row, "weekday", fields.weekday, None)
        if weekday is not None:
            rule, weekdays = ["FREQ=WEEKLY", f"BYDAY={fields.DAY_CODES[weekday]}"], (weekday,)
        rule = [part for part in rule if part]
        by_day = next((part.removeprefix("BYDAY=") for part in rule if part.startswith("BYDAY=")), "")
        # Without a frequency a rule means nothing, but days of the week alone mean every week.
        if rule and not any(part.startswith("FREQ=") for part in rule):
            rule = ["FREQ=WEEKLY", *rule] if by_day else []
        if {part.split("=")[0] for part in rule if part != "INTERVAL=1"} <= {"FREQ", "BYDAY", "WKST"}:
            codes = by_day.split(",") if by_day and "FREQ=WEEKLY" in rule else []
            weekdays = tuple(fields.DAY_CODES.index(code) for code in codes if code in fields.DAY_CODES)
        opens = self._field(row, "opens_at", fields.minute_of_day, None)
        closes = self._field(row, "closes_at", fields.minute_of_day, None)
        try:
            opens, closes = fields.hours(opens, closes)
        except Fault as fault:
            self._drop(row, fault.code, "opens_at, closes_at", **fault.params)
            opens = closes = None
        if not (text or rule or opens is not None or closes is not None):
            raise Fault("nothing_to_keep")
        self._schedules[pk].append(Schedule(text, ";".join(rule), weekdays, opens, closes))

    def _keep_language(self, row: Row, pk: str) -> None:
        language = fields.line(row.get("language", "name", "code"), fields.LANGUAGE_MAX)
        if not language:
            raise Fault("nothing_to_keep")
        languages = self._languages[pk]
        if language in languages:
            return
        length = len(", ".join([*languages, language]))
        if length > fields.LANGUAGES_MAX:
            raise Fault("too_many_languages", length=length, limit=fields.LANGUAGES_MAX)
        languages.append(language)

    def _keep_eligibility(self, row: Row, pk: str) -> None:
        self._eligibility[pk].append(_filled(fields.paragraphs(row.get("eligibility"))))

    def _keep_cost(self, row: Row, pk: str) -> None:
        price = " ".join(filter(None, (row.get("amount"), row.get("currency").upper())))
        parts = (row.get("option"), price, row.get("amount_description"))
        self._fees[pk].append(_filled(fields.line(" · ".join(filter(None, parts)), fields.TEXT_MAX)))

    def _keep_attribute(self, row: Row, pk: str) -> None:
        term_id = row.get("taxonomy_term_id", "taxonomy_id")
        if not term_id:
            raise Fault("missing_reference", target="taxonomy_term", field="taxonomy_id")
        if term_id not in self._taken["taxonomy_terms"]:
            code = self._why_not("taxonomy_terms", term_id)
            raise Fault(code, target="taxonomy_term", value=term_id, field="taxonomy_id")
        if term_id not in self._terms_of[pk]:
            self._terms_of[pk].append(term_id)

    # Joining

    def _organization(self, row: Row, pk: str, name: str, description: str) -> Organization:
        return Organization(
            id=pk,
            name=name,
            alternate_name=self._field(row, "alternate_name", _name, ""),
            description=description,
            email=self._field(row, "email", fields.email, ""),
            url=self._field(row, ("website", "url"), fields.url, ""),
            phones=tuple(self._phones["organization", pk]),
        )

    def _location(self, pk: str, name: str, organization_id: str | None, place: tuple[float, float] | None) -> Location:
        latitude, longitude = place or (None, None)
        return Location(
            id=pk,
            name=name,
            organization_id=organization_id,
            address_text=self._addresses.get(pk, ""),
            latitude=latitude,
            longitude=longitude,
        )

    def _service(self, draft: Draft) -> Service:
        pk, texts = draft.id, dict(draft.texts)
        texts["fees_text"] = _joined((texts["fees_text"], *self._fees[pk]))
        texts["eligibility_text"] = _joined((texts["eligibility_text"], *self._eligibility[pk]))
        return Service(
            id=pk,
            organization_id=draft.organization_id,
            name=draft.name,
            **texts,
            minimum_age=draft.ages[0],
            maximum_age=draft.ages[1],
            languages=tuple(self._languages[pk]),
            phones=tuple(self._phones["service", pk]),
            schedules=tuple(dict.fromkeys(self._schedules[pk])),
            location_ids=tuple(self._locations_of[pk]),
            term_ids=tuple(self._terms_of[pk]),
        )

    # Rows

    def _why_not(self, records: str, pk: str) -> str:
        return "owner_refused" if pk in self._seen[records] else "unknown_reference"

    def _identified(self, table: str) -> Iterator[tuple[Row, str]]:
        """Yield the rows that have an id of their own, with it."""
        for row in self._rows_of(table):
            pk = row.get("id")
            if not pk:
                self._refuse(table, row, "missing_id", "id")
            elif len(pk) > fields.ID_MAX:
                self._refuse(table, row, "id_too_long", "id", length=len(pk), limit=fields.ID_MAX)
            elif pk in self._seen[table]:
                if not row.embedded:
                    self._refuse(table, row, "duplicate_id", "id", value=pk)
            else:
                self._seen[table].add(pk)
                yield row, pk

    def _name_and_description(self, table: str, row: Row) -> tuple[str, str] | None:
        field = "name"
        try:
            name = fields.line(row.get("name"), fields.NAME_MAX)
            field = "description"
            description = fields.paragraphs(row.get("description"))
        except Fault as fault:
            self._refuse(table, row, fault.code, field, **fault.params)
            return None
        if not name:
            self._refuse(table, row, "missing_name", "name")
            return None
        return name, description

    def _field(self, row: Row, columns: str | tuple[str, ...], check: Callable, default):
        """Return the checked cell; on a fault the row stays and the field goes."""
        columns = (columns,) if isinstance(columns, str) else columns
        text = row.get(*columns)
        if not text:
            return default
        try:
            return check(text)
        except Fault as fault:
            column = next(column for column in columns if row.get(column))
            self._drop(row, fault.code, column, **fault.params)
            return default

    def _accept(self, table: str, row: Row, pk: str) -> None:
        if row.embedded:
            self._report.read(table)
        self._report.take(table)
        if pk:
            self._taken[table].add(pk)

    def _refuse(self, table: str, row: Row, code: str, field: str, **params: object) -> None:
        if row.embedded:
            self._report.read(table)
        self._report.refuse_row(table, row.file, row.number, code, field, **_worded(params))

    def _drop(self, row: Row, code: str, field: str, **params: object) -> None:
        self._report.drop_field(row.file, row.number, code, field, **_worded(params))


def _name(text: str) -> str:
    return fields.line(text, fields.NAME_MAX)


def _worded(params: dict[str, object]) -> dict[str, object]:
    """Let the noun of a refusal be in the reader's language."""
    return {**params, "target": NOUNS[params["target"]]} if "target" in params else params


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, texts)))


def _filled(text: str) -> str:
    if not text:
        raise Fault("nothing_to_keep")
    return text
