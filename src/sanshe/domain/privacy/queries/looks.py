"""Who looked at what is private, as the journal knows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from sanshe.domain.people.choices import STAFF, RoleKind
from sanshe.domain.people.models import Person, Role
from sanshe.domain.privacy.queries.kept import entries_of
from sanshe.kernel.models import JournalEntry

LIST_LOOK = "people.look_at_residents"
EXPORT = "privacy.export_kept"


@dataclass(frozen=True)
class Look:
    """That somebody looked: when, who, as what, and at what (the operation, and the page it names)."""

    at: datetime
    who: Person | None
    roles: tuple[str, ...]
    operation: str
    page: str


def looks_at(*, person: Person) -> QuerySet[JournalEntry]:
    """Return the entries that tell that somebody else looked at a person's private things, the newest first.

    A look at one person names them as its subject; a look at a page of a list names all whom the page showed.
    """
    ids = [one.pk for one in entries_of(person=person)]
    at_one = Q(subject_id__in=ids) & (Q(operation__contains=".look_at_") | Q(operation=EXPORT))
    at_many = Q(pk__in=[])
    for pk in ids:
        at_many |= Q(operation=LIST_LOOK, detail__people__contains=[str(pk)])
    return JournalEntry.objects.filter(at_one | at_many).exclude(actor_id__in=ids).order_by("-id")


def shown_looks(*, found: Iterable[JournalEntry]) -> list[Look]:
    """Return what is shown of looks, with who it was and the parts they played at that instant; two queries."""
    entries = list(found)
    actors = {entry.actor_id for entry in entries} - {None}
    people = Person.objects.in_bulk(actors)
    roles = list(Role.objects.filter(person__in=actors, kind__in=STAFF))
    return [
        Look(
            at=entry.at,
            who=people.get(entry.actor_id) if entry.actor_id else None,
            roles=_roles_then(entry, roles),
            operation=entry.operation,
            page=str(entry.detail.get("page", "")),
        )
        for entry in entries
    ]


def _roles_then(entry: JournalEntry, roles: list[Role]) -> tuple[str, ...]:
    running = {
        role.kind
        for role in roles
        if role.person_id == entry.actor_id
        and role.starts_at <= entry.at
        and (role.ends_at is None or role.ends_at > entry.at)
    }
    return tuple(kind.label for kind in RoleKind if kind in running)
