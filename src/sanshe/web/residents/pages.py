"""What stands on the pages about people."""

from dataclasses import dataclass
from datetime import datetime

from sanshe.domain.people import queries, rules
from sanshe.domain.people.choices import NEIGHBOURS
from sanshe.domain.people.models import (
    Consent,
    HouseholdMember,
    Person,
    PersonMerge,
    Representation,
    ResidenceCode,
    Role,
)
from sanshe.domain.people.queries import Home


@dataclass(frozen=True)
class PersonFile:
    """Everything a worker sees about one resident."""

    person: Person
    home: Home | None
    mates: list[Person]
    former_homes: list[HouseholdMember]
    roles: list[Role]
    may_change_roles: bool
    may_verify: bool
    is_minor: bool
    letter: ResidenceCode | None
    helpers: list[Representation]
    principals: list[Representation]
    consents: list[Consent]
    merges: list[PersonMerge]

    @property
    def phone_as_said(self) -> str:
        """The phone number as somebody reads it aloud."""
        return as_said(self.person.phone)


@dataclass(frozen=True)
class Side:
    """One of two entries that are looked at side by side."""

    person: Person
    home: Home | None
    roles: list[Role]

    @property
    def phone_as_said(self) -> str:
        """The phone number as somebody reads it aloud."""
        return as_said(self.person.phone)


def as_said(phone: str | None) -> str:
    """Return a Chinese number without its country code and in groups, another one as it is."""
    if phone is None or not phone.startswith("+86"):
        return phone or ""
    digits = phone.removeprefix("+86")
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}"


def file_of(*, person: Person, actor: Person, at: datetime) -> PersonFile:
    """Return what stands in somebody's file; the same number of queries for everybody."""
    home = queries.home_of(person=person, at=at)
    homes = queries.homes_of(person=person)
    return PersonFile(
        person=person,
        home=home,
        mates=queries.household_mates(person=person, household=home.household, at=at) if home else [],
        former_homes=[one for one in homes if one.ends_at is not None and one.ends_at <= at],
        roles=[_with_end(role, at) for role in queries.roles_of(person=person)],
        may_change_roles=actor != person,
        may_verify=actor != person,
        is_minor=rules.is_minor(birth_year=person.birth_year, at=at),
        letter=queries.waiting_letter(person=person),
        helpers=queries.representations_of(person=person, at=at),
        principals=queries.representations_by(person=person, at=at),
        consents=queries.consents_of(person=person),
        merges=queries.merges_of(person=person),
    )


def side_of(*, person: Person, at: datetime) -> Side:
    """Return one of two entries as it is shown beside the other."""
    return Side(person=person, home=queries.home_of(person=person, at=at), roles=queries.roles_of(person=person))


def _with_end(role: Role, at: datetime) -> Role:
    role.is_running = role.ends_at is None or role.ends_at > at
    role.is_a_neighbours = role.kind in NEIGHBOURS
    return role
