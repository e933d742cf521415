"""Who may see, take along, correct and delete what is kept about somebody: predicates, each one query at most."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sanshe.domain.people.choices import RepresentationKind
from sanshe.domain.people.models import Person, Representation


def may_see_kept(*, person: Person | None, of: UUID | None, at: datetime) -> bool:
    """Tell whether the person may see what is kept about somebody: about themselves, or a child they are guardian of.

    A helper asks and offers for somebody, and does not read everything that is kept about them.
    """
    if person is None or of is None:
        return False
    return person.pk == of or is_guardian(person=person, of=of, at=at)


def is_guardian(*, person: Person, of: UUID, at: datetime) -> bool:
    """Tell whether the person is somebody's guardian now."""
    return _guardians(at).filter(representative=person, principal=of, principal__closed_at=None).exists()


def has_guardian(*, person: Person, at: datetime) -> bool:
    """Tell whether somebody is the person's guardian now."""
    return _guardians(at).filter(principal=person).exists()


def _guardians(at: datetime):
    return Representation.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), kind=RepresentationKind.GUARDIAN, starts_at__lte=at
    )
