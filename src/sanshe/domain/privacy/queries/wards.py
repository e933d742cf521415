"""Whose data somebody may see."""

from datetime import datetime
from uuid import UUID

from sanshe.domain.people import queries as people
from sanshe.domain.people.choices import RepresentationKind
from sanshe.domain.people.models import Person
from sanshe.domain.privacy.rules import may_see_kept


def wards(*, person: Person, at: datetime) -> list[Person]:
    """Return the children whose guardian somebody is."""
    speaking = people.representations_by(person=person, at=at)
    return [one.principal for one in speaking if one.kind == RepresentationKind.GUARDIAN]


def person_to_see(*, actor: Person, pk: UUID, at: datetime) -> Person | None:
    """Return whose data are asked for, to themselves and their guardian; to nobody else."""
    if not may_see_kept(person=actor, of=pk, at=at):
        return None
    return Person.objects.filter(pk=pk, closed_at=None).first()
