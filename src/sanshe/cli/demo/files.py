"""Read the demo district from its files, with every reference checked before anything is stored."""

import csv
import json
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

FOLDER = Path(__file__).parent
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_MIN = 24 * 60

WeeklyHours = tuple[tuple[int, int, int], ...]
Row = TypeVar("Row")


class DemoFileError(Exception):
    """A file of the demo district does not say what it should; names the file, the entry and the fault."""

    def __init__(self, *, file: str, entry: str, fault: str):
        super().__init__(f"{file}, {entry}: {fault}")


@dataclass(frozen=True)
class LandmarkRow:
    """A spot everybody there knows; WGS-84 degrees."""

    name_zh: str
    name_en: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class CommunityRow:
    """A community with its boundary (a GeoJSON geometry) and landmarks."""

    key: str
    code: str
    name_zh: str
    name_en: str
    longitude: float
    latitude: float
    portrait_zh: str
    portrait_en: str
    boundary: Mapping[str, Any]
    landmarks: tuple[LandmarkRow, ...]


@dataclass(frozen=True)
class PersonRow:
    """A neighbour; without a phone: served through a worker; without a community: works for the district."""

    key: str
    full_name: str
    form_of_address: str
    gender: str
    birth_year: int
    community: str
    building: str
    phone: str


@dataclass(frozen=True)
class OrganizationRow:
    """An organisation; no community: it works in the whole district."""

    key: str
    kind: str
    name_zh: str
    name_en: str
    seal_text: str
    community: str
    description_zh: str
    description_en: str
    phone: str


@dataclass(frozen=True)
class ServiceRow:
    """A service of an organisation; ages in years, both ends included."""

    key: str
    organization: str
    name_zh: str
    description_zh: str
    category: str
    cost_basis: str
    fees: str
    minimum_age: int | None
    maximum_age: int | None
    hours_text: str
    hours: WeeklyHours
    place: str
    capacity: int | None


@dataclass(frozen=True)
class SentenceRow:
    """A need or an offer as its resident said it; `entered_by` is the worker who wrote it down, if any.

    An offer without a community stands in the whole district.
    """

    key: str
    kind: str
    sentence: str
    person: str
    entered_by: str
    community: str
    category: str
    when: str
    hours: WeeklyHours
    place: str
    for_whom: str
    age: int | None
    capacity: int | None
    cost_basis: str
    urgent: bool
    days_ago: int


@dataclass(frozen=True)
class AgreementRow:
    """How a need met an offer or a service; each step in days before the demo starts, null: never.

    `closed_days_ago` is the day of the confirmation, the dispute or the cancellation.
    """

    key: str
    need: str
    offer: str
    state: str
    asked_by: str
    requested_days_ago: int
    answered_days_ago: int | None
    delivered_days_ago: int | None
    closed_days_ago: int | None
    settled_days_ago: int | None
    message: str
    reason: str
    delivery_note: str
    thanks: str
    finding: str
    settled_as: str


@dataclass(frozen=True)
class CastRow:
    """Somebody whose sign-in link the demo can print; `shown` marks the one that stands for the role."""

    name: str
    role: str
    person: str
    community: str
    organization: str
    title_zh: str
    title_en: str
    shown: bool


@dataclass(frozen=True)
class District:
    """The whole demo district."""

    communities: tuple[CommunityRow, ...]
    people: tuple[PersonRow, ...]
    organizations: tuple[OrganizationRow, ...]
    services: tuple[ServiceRow, ...]
    sentences: tuple[SentenceRow, ...]
    agreements: tuple[AgreementRow, ...]
    cast: tuple[CastRow, ...]


def read_district(folder: Path = FOLDER) -> District:
    """Read and check all files of the demo district.

    Raises
    ------
    DemoFileError
        A file is missing a column or names something that is not there.
    """
    district = District(
        communities=_toml(folder / "communities.toml", "community", _community),
        people=_csv(folder / "people.csv", _person),
        organizations=_toml(folder / "organizations.toml", "organization", _organization),
        services=_csv(folder / "services.csv", _service),
        sentences=_csv(folder / "sentences.csv", _sentence),
        agreements=_csv(folder / "agreements.csv", _agreement),
        cast=_toml(folder / "cast.toml", "cast", _cast_member),
    )
    _check_references(district)
    return district


def weekly_hours(text: str) -> WeeklyHours:
    """Return "TU 09:00-11:30;TH 14:00-17:00" as triples of weekday (Monday 0), start and end in minutes."""
    return tuple(_opening(part) for part in text.split(";") if part)


def _opening(text: str) -> tuple[int, int, int]:
    match = re.fullmatch(r"([A-Z]{2}) (\d\d):([0-5]\d)-(\d\d):([0-5]\d)", text)
    if not match or match[1] not in WEEKDAYS:
        raise ValueError(f"no opening time: {text!r}")
    start, end = int(match[2]) * 60 + int(match[3]), int(match[4]) * 60 + int(match[5])
    if not 0 <= start < end <= DAY_MIN:
        raise ValueError(f"no opening time: {text!r}")
    return WEEKDAYS.index(match[1]), start, end


def _community(row: Mapping[str, Any]) -> CommunityRow:
    return CommunityRow(
        key=row["key"],
        code=row["code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        longitude=row["longitude"],
        latitude=row["latitude"],
        portrait_zh=row["portrait_zh"],
        portrait_en=row["portrait_en"],
        boundary=json.loads(row["boundary"]),
        landmarks=tuple(LandmarkRow(**spot) for spot in row["landmark"]),
    )


def _person(row: Mapping[str, str]) -> PersonRow:
    return PersonRow(
        key=row["key"],
        full_name=row["family_name"] + row["given_name"],
        form_of_address=row["form_of_address"],
        gender=row["gender"],
        birth_year=int(row["birth_year"]),
        community=row["community"],
        building=row["building"],
        phone=row["phone"],
    )


def _organization(row: Mapping[str, Any]) -> OrganizationRow:
    return OrganizationRow(**row)


def _service(row: Mapping[str, str]) -> ServiceRow:
    return ServiceRow(
        key=row["key"],
        organization=row["organization"],
        name_zh=row["name_zh"],
        description_zh=row["description_zh"],
        category=row["category"],
        cost_basis=row["cost_basis"],
        fees=row["fees"],
        minimum_age=_whole(row["minimum_age"]),
        maximum_age=_whole(row["maximum_age"]),
        hours_text=row["hours_text"],
        hours=weekly_hours(row["hours"]),
        place=row["place"],
        capacity=_whole(row["capacity"]),
    )


def _sentence(row: Mapping[str, str]) -> SentenceRow:
    return SentenceRow(
        key=row["key"],
        kind=row["kind"],
        sentence=row["sentence"],
        person=row["person"],
        entered_by=row["entered_by"],
        community=row["community"],
        category=row["category"],
        when=row["when"],
        hours=weekly_hours(row["hours"]),
        place=row["place"],
        for_whom=row["for_whom"],
        age=_whole(row["age"]),
        capacity=_whole(row["capacity"]),
        cost_basis=row["cost_basis"],
        urgent=row["urgent"] == "yes",
        days_ago=int(row["days_ago"]),
    )


def _agreement(row: Mapping[str, str]) -> AgreementRow:
    return AgreementRow(
        key=row["key"],
        need=row["need"],
        offer=row["offer"],
        state=row["state"],
        asked_by=row["asked_by"],
        requested_days_ago=int(row["requested_days_ago"]),
        answered_days_ago=_whole(row["answered_days_ago"]),
        delivered_days_ago=_whole(row["delivered_days_ago"]),
        closed_days_ago=_whole(row["closed_days_ago"]),
        settled_days_ago=_whole(row["settled_days_ago"]),
        message=row["message"],
        reason=row["reason"],
        delivery_note=row["delivery_note"],
        thanks=row["thanks"],
        finding=row["finding"],
        settled_as=row["settled_as"],
    )


def _cast_member(row: Mapping[str, Any]) -> CastRow:
    return CastRow(**{"community": "", "organization": ""} | dict(row))


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _toml(path: Path, table: str, build: Callable[[Mapping[str, Any]], Row]) -> tuple[Row, ...]:
    with path.open("rb") as file:
        return _built(path, tomllib.load(file)[table], build)


def _csv(path: Path, build: Callable[[Mapping[str, str]], Row]) -> tuple[Row, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return _built(path, csv.DictReader(file), build)


def _built(path: Path, rows: Iterable[Mapping[str, Any]], build: Callable[[Any], Row]) -> tuple[Row, ...]:
    built = []
    for number, row in enumerate(rows, start=1):
        try:
            built.append(build(row))
        except (KeyError, TypeError, ValueError) as error:
            name = row.get("key") or row.get("name") or ""
            raise DemoFileError(file=path.name, entry=f"entry {number} {name}", fault=str(error)) from error
    return tuple(built)


def _check_references(district: District) -> None:
    communities = _keys("communities.toml", district.communities)
    people = _keys("people.csv", district.people)
    organizations = _keys("organizations.toml", district.organizations)
    services = _keys("services.csv", district.services)
    _keys("sentences.csv", district.sentences)
    needs = {row.key for row in district.sentences if row.kind == "need"}
    offers = {row.key for row in district.sentences if row.kind == "offer"}
    for person in district.people:
        _expect("people.csv", person.key, person.community, communities | {""})
    for organization in district.organizations:
        _expect("organizations.toml", organization.key, organization.community, communities | {""})
    for service in district.services:
        _expect("services.csv", service.key, service.organization, organizations)
    for sentence in district.sentences:
        _expect("sentences.csv", sentence.key, sentence.kind, ("need", "offer"))
        _expect("sentences.csv", sentence.key, sentence.person, people)
        _expect("sentences.csv", sentence.key, sentence.entered_by, people | {""})
        anywhere = {""} if sentence.kind == "offer" else set()
        _expect("sentences.csv", sentence.key, sentence.community, communities | anywhere)
    for agreement in district.agreements:
        _expect("agreements.csv", agreement.key, agreement.need, needs)
        _expect("agreements.csv", agreement.key, agreement.offer, offers | services)
        _expect("agreements.csv", agreement.key, agreement.asked_by, ("receiver", "provider"))
    for member in district.cast:
        _expect("cast.toml", member.name, member.person, people)
        _expect("cast.toml", member.name, member.community, communities | {""})
        _expect("cast.toml", member.name, member.organization, organizations | {""})


def _keys(file: str, rows: Iterable[Any]) -> set[str]:
    keys: set[str] = set()
    for row in rows:
        if row.key in keys:
            raise DemoFileError(file=file, entry=row.key, fault="stands twice")
        keys.add(row.key)
    return keys


def _expect(file: str, entry: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        raise DemoFileError(file=file, entry=entry, fault=f"there is no {value!r}")
