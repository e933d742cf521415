"""Whose papers were seen, and until when that counts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sanshe.domain.people.models import Person, SafeguardCheck


def checked_people(*, person_ids: Iterable[UUID], at: datetime) -> set[UUID]:
    """Return those of these people whose papers were seen and count at this instant."""
    running = Q(ended_at=None) | Q(ended_at__gt=at)
    checks = SafeguardCheck.objects.filter(running, person__in=set(person_ids), starts_at__lte=at, expires_at__gt=at)
    return set(checks.values_list("person", flat=True))


def checks_of(*, person: Person) -> list[SafeguardCheck]:
    """Return every check of somebody, the newest first, with who wrote it down."""
    return list(SafeguardCheck.objects.filter(person=person).select_related("recorded_by", "ended_by"))
