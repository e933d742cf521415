"""Entering people, and the parts they play."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sanshe.domain.people.choices import Language, RoleKind
from sanshe.domain.people.errors import PhoneTaken, RoleForbidden
from sanshe.domain.people.models import Household, Person, Role
from sanshe.domain.people.operations.leaving import after, leave_homes
from sanshe.domain.people.operations.phones import normalize_phone
from sanshe.domain.people.queries import holder_of_phone
from sanshe.domain.people.rules import may_give_role
from sanshe.domain.places.models import Community
from sanshe.kernel import journal


def introduce_oneself(
    *, person: Person, form_of_address: str, community: Community, at: datetime, birth_year: int | None = None
) -> None:
    """Let somebody say how neighbours call them and where they live; another community than before is a move."""
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        row.form_of_address = form_of_address
        row.birth_year = birth_year or row.birth_year
        row.save(update_fields=["form_of_address", "birth_year"])
        settle(person=row, community=community, at=at)
        journal.record(
            operation="people.introduce_oneself",
            subject=row,
            actor=row,
            at=at,
            community_code=community.code,
        )
    person.refresh_from_db()


def enter_person(
    *,
    full_name: str,
    form_of_address: str,
    at: datetime,
    actor: Person | None,
    community: Community | None = None,
    birth_year: int | None = None,
    phone: str = "",
    claimed_at: datetime | None = None,
) -> Person:
    """Enter somebody who takes part, with a phone or without one, as a resident of the community if one is given.

    `claimed_at` is for a history that is loaded: since when the account has been in its owner's own hands.

    Raises
    ------
    PhoneUnreadable
        The phone is not a number.
    PhoneTaken
        The phone belongs to somebody already.
    """
    number = normalize_phone(text=phone) if phone else None
    with transaction.atomic():
        if number and holder_of_phone(phone=number):
            raise PhoneTaken
        person = Person.objects.create(
            phone=number,
            full_name=full_name,
            form_of_address=form_of_address,
            birth_year=birth_year,
            joined_at=at,
            claimed_at=claimed_at,
        )
        if community:
            begin_role(person=person, kind=RoleKind.RESIDENT, community=community, at=at)
        journal.record(
            operation="people.enter_person",
            subject=person,
            actor=actor,
            on_behalf_of=person,
            at=at,
            community_code=community.code if community else "",
        )
    return person


def choose_language(*, person: Person, language: str, at: datetime) -> None:
    """Keep in which language somebody is written to; a language that is not ours changes nothing."""
    with transaction.atomic():
        changed = Person.objects.filter(pk=person.pk).exclude(language=language)
        if language in Language and changed.update(language=language):
            journal.record(operation="people.choose_language", subject=person, actor=person, at=at)


def start_role(
    *,
    person: Person,
    kind: str,
    community: Community | None,
    at: datetime,
    actor: Person | None,
    ends_at: datetime | None = None,
) -> Role:
    """Give a person a part to play from now on, for a term if one is said; one that already runs is returned as is."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        role = begin_role(person=person, kind=kind, community=community, at=at, ends_at=ends_at)
        journal.record(
            operation="people.start_role",
            subject=role,
            actor=actor,
            on_behalf_of=person,
            at=at,
            community_code=community.code if community else "",
            detail={"kind": kind},
        )
    return role


def end_role(*, role_id: UUID, at: datetime, actor: Person | None) -> None:
    """End a running role; ending it twice changes nothing."""
    with transaction.atomic():
        role = Role.objects.select_for_update().get(pk=role_id)
        if role.ends_at is None or role.ends_at > at:
            role.ends_at = after(role.starts_at, at)
            role.save(update_fields=["ends_at"])
            journal.record(operation="people.end_role", subject=role, actor=actor, at=at, detail={"kind": role.kind})


def give_role(
    *,
    actor: Person,
    person_id: UUID,
    kind: str,
    community: Community | None,
    at: datetime,
    ends_at: datetime | None = None,
) -> Role:
    """Give somebody a part to play, for whoever has a say over it; one that already runs is returned as it is.

    `ends_at` is the end of a term, where the part is given for one.

    Raises
    ------
    RoleForbidden
        The actor may not give this role, or it would be their own.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(pk=person_id, closed_at=None).first()
        if person is None or not may_give_role(person=actor, to=person_id, kind=kind, community=community, at=at):
            raise RoleForbidden
        return start_role(person=person, kind=kind, community=community, at=at, actor=actor, ends_at=ends_at)


def take_role(*, actor: Person, role_id: UUID, at: datetime) -> None:
    """End somebody's part, for whoever may give it; ending it twice changes nothing.

    Who is no resident any more has no home there either.

    Raises
    ------
    RoleForbidden
        The actor may not end this role, or it is their own.
    """
    role = Role.objects.select_related("community").filter(pk=role_id).first()
    if role is None or not may_give_role(
        person=actor, to=role.person_id, kind=role.kind, community=role.community, at=at
    ):
        raise RoleForbidden
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=role.person_id)
        end_role(role_id=role_id, at=at, actor=actor)
        if role.kind == RoleKind.RESIDENT:
            leave_homes(person=person, but=Household.objects.exclude(community=role.community), at=at)


def settle(*, person: Person, community: Community, at: datetime) -> None:
    """Let somebody live in this community from now on and in no other; for operations that hold the person's row."""
    elsewhere = Role.objects.filter(person=person, kind=RoleKind.RESIDENT, ends_at=None).exclude(community=community)
    for role in elsewhere:
        role.ends_at = after(role.starts_at, at)
        role.save(update_fields=["ends_at"])
    leave_homes(person=person, but=Household.objects.filter(community=community), at=at)
    begin_role(person=person, kind=RoleKind.RESIDENT, community=community, at=at)


def begin_role(
    *, person: Person, kind: str, community: Community | None, at: datetime, ends_at: datetime | None = None
) -> Role:
    """Return the running role of this kind, or begin one; for operations that hold the person's row."""
    is_running = Q(ends_at=None) | Q(ends_at__gt=at) if ends_at else Q(ends_at=None)
    running = Role.objects.filter(is_running, person=person, kind=kind, community=community).first()
    return running or Role.objects.create(person=person, kind=kind, community=community, starts_at=at, ends_at=ends_at)
