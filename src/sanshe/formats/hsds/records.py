"""What is taken from a directory: frozen records, already joined and checked."""

from __future__ import annotations

from dataclasses import dataclass, field

from sanshe.formats.reports import Report

MINUTES_PER_DAY = 24 * 60
NOON_MIN = 12 * 60


@dataclass(frozen=True, slots=True)
class Organization:
    """A body that gives services (HSDS organization)."""

    id: str
    name: str
    alternate_name: str = ""
    description: str = ""
    email: str = ""
    url: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Location:
    """Where services take place (HSDS location with its address); no coordinates: nobody gave usable ones."""

    id: str
    name: str = ""
    organization_id: str | None = None
    address_text: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class TaxonomyTerm:
    """One term of the directory's own taxonomy (HSDS taxonomy_term)."""

    id: str
    name: str
    code: str = ""
    parent_id: str = ""
    taxonomy: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a service is to be had.

    `recurrence` is the value of an iCalendar RRULE (RFC 5545), or empty where the directory says it only in
    words; `weekdays` (Monday 0) are given for plain weekly rules; times are minutes after midnight.
    """

    text: str = ""
    recurrence: str = ""
    weekdays: tuple[int, ...] = ()
    opens_min: int | None = None
    closes_min: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Something an organisation does for people (HSDS service), with everything that hangs on it."""

    id: str
    organization_id: str
    name: str
    alternate_name: str = ""
    description: str = ""
    url: str = ""
    email: str = ""
    status: str = ""
    application_process: str = ""
    fees_text: str = ""
    eligibility_text: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    languages: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    location_ids: tuple[str, ...] = ()
    term_ids: tuple[str, ...] = ()

    @property
    def hours_text(self) -> str:
        """The opening hours in the directory's words, each said once."""
        return "; ".join(dict.fromkeys(schedule.text for schedule in self.schedules if schedule.text))

    @property
    def weekly_hours(self) -> tuple[tuple[int, int, int], ...]:
        """Weekday (Monday 0), start and end in minutes after midnight; a span over midnight becomes two."""
        spans: set[tuple[int, int, int]] = set()
        for schedule in self.schedules:
            opens, closes = schedule.opens_min, schedule.closes_min
            if opens is None or closes is None:
                continue
            for weekday in schedule.weekdays:
                if opens < closes:
                    spans.add((weekday, opens, closes))
                else:
                    spans.add((weekday, opens, MINUTES_PER_DAY))
                    if closes:
                        spans.add(((weekday + 1) % 7, 0, closes))
        return tuple(sorted(spans))


@dataclass(frozen=True, slots=True)
class Directory:
    """A whole directory: what was taken, and the report of what was not.

    Every `organization_id`, `location_ids` and `term_ids` in it names a record in it.
    """

    source: str
    organizations: tuple[Organization, ...]
    services: tuple[Service, ...]
    locations: tuple[Location, ...]
    taxonomy_terms: tuple[TaxonomyTerm, ...]
    report: Report = field(compare=False)
