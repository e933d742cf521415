"""Entering people, and the parts they play."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.errors import PhoneTaken
from sanshe.domain.people.models import Person, Role
from sanshe.domain.people.operations.phones import normalize_phone
from sanshe.domain.places.models import Community
from sanshe.kernel import journal


def introduce_oneself(
    *, person: Person, form_of_address: str, community: Community, at: datetime, birth_year: int | None = None
) -> None:
    """Let somebody new say how neighbours call them and where they live."""
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        row.form_of_address = form_of_address
        row.birth_year = birth_year or row.birth_year
        row.save(update_fields=["form_of_address", "birth_year"])
        _start_role(person=row, kind=RoleKind.RESIDENT, community=community, at=at)
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
) -> Person:
    """Enter somebody who takes part, with a phone or without one, as a resident of the community if one is given.

    Raises
    ------
    PhoneUnreadable
        The phone is not a number.
    PhoneTaken
        The phone belongs to somebody already.
    """
    number = normalize_phone(text=phone) if phone else None
    with transaction.atomic():
        if number and Person.objects.filter(phone=number).exists():
            raise PhoneTaken
        person = Person.objects.create(
            phone=number,
            full_name=full_name,
            form_of_address=form_of_address,
            birth_year=birth_year,
            joined_at=at,
        )
        if community:
            _start_role(person=person, kind=RoleKind.RESIDENT, community=community, at=at)
        journal.record(
            operation="people.enter_person",
            subject=person,
            actor=actor,
            on_behalf_of=person,
            at=at,
            community_code=community.code if community else "",
        )
    return person


def start_role(*, person: Person, kind: str, community: Community | None, at: datetime, actor: Person | None) -> Role:
    """Give a person a part to play from now on; one that already runs is returned as it is."""
    with transaction.atomic():
        role = _start_role(person=person, kind=kind, community=community, at=at)
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
        if role.ends_at is None:
            role.ends_at = at
            role.save(update_fields=["ends_at"])
            journal.record(operation="people.end_role", subject=role, actor=actor, at=at, detail={"kind": role.kind})


def _start_role(*, person: Person, kind: str, community: Community | None, at: datetime) -> Role:
    running = Role.objects.filter(person=person, kind=kind, community=community, ends_at=None).first()
    return running or Role.objects.create(person=person, kind=kind, community=community, starts_at=at)
