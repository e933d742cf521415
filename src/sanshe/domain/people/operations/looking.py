"""Looks of staff at what is private, written down."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.people.errors import FileClosed
from sanshe.domain.people.models import Person, PersonMerge
from sanshe.domain.people.rules import may_see_file, may_see_merge
from sanshe.domain.places.models import Community
from sanshe.kernel import journal


def look_at_person(*, actor: Person, person_id: UUID, at: datetime, community: Community | None = None) -> Person:
    """Open somebody's file for a worker of their community; the look is written down.

    Raises
    ------
    FileClosed
        The actor is no such worker.
    """
    if not may_see_file(person=actor, of=person_id, at=at):
        raise FileClosed
    with transaction.atomic():
        person = Person.objects.get(pk=person_id)
        _note(person, actor, at, community, "file")
    return person


def look_at_merge(*, actor: Person, merge: PersonMerge, at: datetime) -> None:
    """Show two entries side by side to a worker; both looks are written down.

    Raises
    ------
    FileClosed
        The actor may not see them.
    """
    if not may_see_merge(person=actor, merge=merge, at=at):
        raise FileClosed
    with transaction.atomic():
        for person in (merge.kept, merge.merged):
            _note(person, actor, at, merge.community, "merge")


def look_at_residents(*, actor: Person, people: Iterable[Person], community: Community, at: datetime) -> None:
    """Write down whom a page of the residents' list showed by full name and home, one entry for the page."""
    shown = [str(person.pk) for person in people]
    if not shown:
        return
    with transaction.atomic():
        journal.record(
            operation="people.look_at_residents",
            subject=community,
            actor=actor,
            at=at,
            community_code=community.code,
            detail={"people": shown},
        )


def _note(person: Person, actor: Person, at: datetime, community: Community | None, page: str) -> None:
    journal.record(
        operation="people.look_at_person",
        subject=person,
        actor=actor,
        on_behalf_of=person,
        at=at,
        community_code=community.code if community else "",
        detail={"page": page},
    )
