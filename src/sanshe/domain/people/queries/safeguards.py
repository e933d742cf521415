"""Whose papers were seen, and until when that counts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sanshe.domain.people.models import Person, SafeguardCheck
from sanshe.kernel.prepared import read

_CHECKED = """
    SELECT person_id FROM people_safeguardcheck
     WHERE person_id = ANY(%(people)s::uuid[]) AND starts_at <= %(at)s AND expires_at > %(at)s
           AND (ended_at IS NULL OR ended_at > %(at)s)
"""


def checked_people(*, person_ids: Iterable[UUID], at: datetime) -> set[UUID]:
    """Return those of these people whose papers were seen and count at this instant."""
    return {pk for (pk,) in read(_CHECKED, {"people": list(person_ids), "at": at})}


def checks_of(*, person: Person) -> list[SafeguardCheck]:
    """Return every check of somebody, the newest first, with who wrote it down."""
    return list(SafeguardCheck.objects.filter(person=person).select_related("recorded_by", "ended_by"))
