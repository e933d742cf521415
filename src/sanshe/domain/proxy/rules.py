"""Who may write for others, look at it a second time, or throw it away: predicates."""

from datetime import datetime

from sanshe.domain.people.choices import WORKERS, RoleKind
from sanshe.domain.people.models import Person
from sanshe.domain.people.rules import has_role, is_worker, speaks_for
from sanshe.domain.places.models import Community
from sanshe.domain.proxy.models import Entry

LOOKING = (*WORKERS, RoleKind.DISTRICT_OFFICER)


def may_enter(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether the person may print forms and write for the residents of this community: its workers."""
    return community is not None and is_worker(person=person, community=community, at=at)


def may_look_at_entries(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether the person may read what was entered in this community: its workers and the district's officers."""
    return community is not None and has_role(person=person, kinds=LOOKING, at=at, community=community)


def may_see_entry(*, person: Person | None, entry: Entry, at: datetime) -> bool:
    """Tell whether the person may read an entry for another: what was told in confidence only the workers there."""
    if entry.is_private:
        return may_enter(person=person, community=entry.community, at=at)
    return may_look_at_entries(person=person, community=entry.community, at=at)


def is_another(*, person: Person, entry: Entry) -> bool:
    """Tell whether the person neither typed the entry in nor is who it is for."""
    return person.pk not in (entry.entered_by_id, entry.person_id)


def may_check(*, person: Person | None, entry: Entry, at: datetime) -> bool:
    """Tell whether the person may be the second look at this entry."""
    if person is None or not is_another(person=person, entry=entry):
        return False
    return may_see_entry(person=person, entry=entry, at=at)


def may_amend(*, person: Person | None, entry: Entry, at: datetime) -> bool:
    """Tell whether the person may type the entry in again: the workers of its community, but not for themselves."""
    return (
        person is not None
        and person.pk != entry.person_id
        and may_enter(person=person, community=entry.community, at=at)
    )


def may_discard(*, person: Person | None, entry: Entry, at: datetime) -> bool:
    """Tell whether the person may throw the entry away: whose it is, who speaks for them, and the workers there."""
    return may_enter(person=person, community=entry.community, at=at) or speaks_for(
        person=person, principal_id=entry.person_id, at=at
    )
