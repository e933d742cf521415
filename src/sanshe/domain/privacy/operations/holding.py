"""The person whom an operation holds while it looks and writes."""

from datetime import datetime
from uuid import UUID

from sanshe.domain.people.models import Person
from sanshe.domain.privacy.errors import NotYours
from sanshe.domain.privacy.rules import may_see_kept


def held_person(*, actor: Person, person_id: UUID, at: datetime) -> Person:
    """Return somebody whose entry nobody else changes until the transaction ends, for them or their guardian.

    Raises
    ------
    NotYours
        The actor is neither.
    """
    person = Person.objects.select_for_update(no_key=True).filter(pk=person_id, closed_at=None).first()
    if person is None or not may_see_kept(person=actor, of=person.pk, at=at):
        raise NotYours
    return person
