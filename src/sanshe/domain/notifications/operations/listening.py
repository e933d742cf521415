"""Telling what areas below could only write into the journal: they do not know this one."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.models import JournalReading
from sanshe.domain.notifications.operations.telling import notify
from sanshe.domain.people import queries as people
from sanshe.domain.people.models import Person, PersonMerge
from sanshe.domain.places import queries as places
from sanshe.kernel import journal
from sanshe.kernel.models import JournalEntry, JournalLink

NAME = "people"
BATCH = 500


def tell_of_people(*, at: datetime) -> int:
    """Tell what the sealed journal says of people since the last call; return how many entries were read.

    The first call begins at the journal's end: what happened before is no news.
    """
    with transaction.atomic():
        JournalReading.objects.get_or_create(name=NAME, defaults={"position": journal.head().position})
        reading = JournalReading.objects.select_for_update().get(name=NAME)
        links = JournalLink.objects.filter(position__gt=reading.position).select_related("entry").order_by("position")
        read = list(links[:BATCH])
        for link in read:
            tell = TELLS.get(link.entry.operation)
            if tell:
                tell(link.entry, at)
        if read:
            reading.position = read[-1].position
            reading.save(update_fields=["position"])
    return len(read)


def _of_home(entry: JournalEntry, at: datetime) -> None:
    notify(people=_people(entry.on_behalf_of_id), kind=NewsKind.RESIDENCE_VERIFIED, subject=None, at=at)


def _of_representation(entry: JournalEntry, at: datetime) -> None:
    actor = Person.objects.filter(pk=entry.actor_id).first()
    principals = [one for one in _people(entry.on_behalf_of_id) if one != actor]
    words = {"name": actor.public_name if actor else ""}
    for principal in principals:
        notify(people=[principal], kind=NewsKind.REPRESENTATION_STARTED, subject=principal, at=at, words=words)


def _of_proposal(entry: JournalEntry, at: datetime) -> None:
    community = places.community(code=entry.community_code)
    merge = PersonMerge.objects.filter(pk=entry.subject_id).first()
    if community and merge:
        workers = [one for one in people.workers_of(community=community, at=at) if one.pk != entry.actor_id]
        notify(people=workers, kind=NewsKind.DUPLICATE_PROPOSED, subject=merge, at=at)


def _of_decision(entry: JournalEntry, at: datetime) -> None:
    merge = PersonMerge.objects.filter(pk=entry.subject_id).select_related("kept", "merged").first()
    if merge:
        notify(people=[merge.kept, merge.merged], kind=NewsKind.DUPLICATE_DECIDED, subject=None, at=at)


def _people(pk) -> list[Person]:
    return list(Person.objects.filter(pk=pk))


TELLS: dict[str, Callable[[JournalEntry, datetime], None]] = {
    "people.verify_residence": _of_home,
    "people.start_representation": _of_representation,
    "people.propose_merge": _of_proposal,
    "people.merge_people": _of_decision,
    "people.refuse_merge": _of_decision,
    "people.undo_merge": _of_decision,
}
