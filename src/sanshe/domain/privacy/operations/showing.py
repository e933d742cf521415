"""Looks at what is kept about somebody, and taking it along, written down."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sanshe.domain.people.models import Person
from sanshe.domain.privacy.errors import NotYours
from sanshe.domain.privacy.queries import (
    KeptRow,
    Look,
    Section,
    entry_row,
    looks_at,
    rows_of,
    section,
    sections,
    shown_looks,
)
from sanshe.domain.privacy.rules import may_see_kept
from sanshe.kernel import journal


@dataclass(frozen=True)
class Export:
    """Everything that is kept about somebody, and who looked at it."""

    entry: KeptRow
    sections: list[tuple[Section, list[KeptRow]]]
    looks: list[Look]


def look_at_kept(*, actor: Person, person: Person, at: datetime) -> None:
    """Write down that a guardian looks at what is kept about a child; of a look at oneself there is nothing to tell.

    Raises
    ------
    NotYours
        The actor is neither the person nor their guardian.
    """
    _check(actor, person, at)
    if actor != person:
        with transaction.atomic():
            journal.record(operation="privacy.look_at_kept", subject=person, actor=actor, on_behalf_of=person, at=at)


def export_kept(*, actor: Person, person: Person, form: str, at: datetime) -> Export:
    """Return everything that is kept about somebody, to be taken along; the journal keeps that it was.

    Raises
    ------
    NotYours
        The actor is neither the person nor their guardian.
    """
    _check(actor, person, at)
    with transaction.atomic():
        every = [
            (one, rows_of(key=one.key, found=section(person=person, key=one.key)))
            for found in sections(person=person).values()
            for one in found
            if one.kept.is_exported
        ]
        looks = shown_looks(found=looks_at(person=person))
        journal.record(
            operation="privacy.export_kept",
            subject=person,
            actor=actor,
            on_behalf_of=person if actor != person else None,
            at=at,
            detail={"form": form, "rows": sum(len(rows) for _, rows in every)},
        )
    return Export(entry=entry_row(person=person), sections=every, looks=looks)


def _check(actor: Person, person: Person, at: datetime) -> None:
    if not may_see_kept(person=actor, of=person.pk, at=at):
        raise NotYours
