"""Who counts as one voice where a rule counts households."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from sanshe.domain.people.models import Person, ResidenceVerification


def voices(*, people: Iterable[UUID], at: datetime) -> dict[UUID, str]:
    """Return the voice of each person: two people have the same one where a rule counts them once.

    A confirmed home is one voice; who has none is one by themselves. A merged entry speaks with the voice of the entry
    it was merged into. One query for any number of people.
    """
    ids = list(people)
    home = ResidenceVerification.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person=OuterRef("speaker"), starts_at__lte=at
    ).values("household")
    rows = (
        Person.objects.filter(pk__in=ids)
        .annotate(speaker=Coalesce("merged_into", "pk"))
        .annotate(home=Subquery(home[:1]))
        .values_list("pk", "speaker", "home")
    )
    found = {pk: f"household:{home}" if home else f"person:{speaker}" for pk, speaker, home in rows}
    return {pk: found.get(pk, f"person:{pk}") for pk in ids}


def voice_of(*, person: UUID, at: datetime) -> str:
    """Return the voice of one person."""
    return voices(people=[person], at=at)[person]
