"""Making one of two entries of the same human being, with a second pair of eyes, and taking them apart again."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext

from sanshe.domain.people.choices import MergeState
from sanshe.domain.people.errors import MergeBlocked, MergeDecided, MergeForbidden, MergeOfOne, UndoBlocked
from sanshe.domain.people.models import Person, PersonMerge
from sanshe.domain.people.operations.moving import move_rows, move_rows_back
from sanshe.domain.people.operations.phones import known_person
from sanshe.domain.people.queries import home_community
from sanshe.domain.people.rules import may_propose_merge, may_review_merge, may_see_merge
from sanshe.kernel import journal

# An act takes seconds; after this nothing that began before a merge can still be on its way.
STRAGGLERS_COME_FOR = timedelta(hours=1)
# What the kept entry takes over from the merged one where it has nothing itself, and what nothing is.
FILLED = {"phone": None, "full_name": "", "form_of_address": "", "birth_year": None, "claimed_at": None}


def propose_merge(*, actor: Person, kept_id: UUID, merged_id: UUID, at: datetime, reason: str = "") -> PersonMerge:
    """Say that two entries are one person, for a worker or for that person; a proposal that waits is returned.

    Raises
    ------
    MergeOfOne
        The two are the same entry, or one of them is closed or merged already.
    MergeForbidden
        The actor is neither one of the two nor a worker where one of them lives.
    """
    if kept_id == merged_id:
        raise MergeOfOne
    if not may_propose_merge(person=actor, one=kept_id, other=merged_id, at=at):
        raise MergeForbidden
    with transaction.atomic():
        people = _lock(kept_id, merged_id)
        if len(people) < 2 or not all(one.is_active for one in people.values()):
            raise MergeOfOne
        pair = {"kept__in": people, "merged__in": people}
        waiting = PersonMerge.objects.filter(**pair, state=MergeState.PROPOSED).first()
        if waiting:
            return waiting
        community = home_community(person=people[kept_id], at=at) or home_community(person=people[merged_id], at=at)
        if community is None:
            raise MergeForbidden
        merge = PersonMerge.objects.create(
            kept_id=kept_id,
            merged_id=merged_id,
            community=community,
            reason=reason,
            proposed_by=actor,
            proposed_at=at,
        )
        journal.record(
            operation="people.propose_merge",
            subject=merge,
            actor=actor,
            at=at,
            community_code=community.code,
            detail={"kept": str(kept_id), "merged": str(merged_id)},
        )
    return merge


def claim_second_entry(*, actor: Person, phone: str, name: str, at: datetime) -> PersonMerge:
    """Say, for oneself, that the entry with another phone is oneself, too; a worker looks at it.

    Raises
    ------
    HelperUnknown
        Nobody here has this phone and this name; the same answer whichever of them is wrong.
    MergeOfOne
        It is the same entry.
    """
    return propose_second_entry(actor=actor, person_id=actor.pk, phone=phone, name=name, at=at)


def propose_second_entry(*, actor: Person, person_id: UUID, phone: str, name: str, at: datetime) -> PersonMerge:
    """Say that the entry with this phone and name is the same person as another; for that person or their worker.

    Raises
    ------
    HelperUnknown
        Nobody here has this phone and this name.
    MergeOfOne, MergeForbidden
        As for `propose_merge`.
    """
    other = known_person(phone=phone, name=name)
    return propose_merge(actor=actor, kept_id=person_id, merged_id=other.pk, at=at)


def merge_people(*, actor: Person, merge_id: UUID, keep_id: UUID, at: datetime) -> PersonMerge:
    """Make the two entries one, for a second authorised person; everything that names the other names the kept one.

    The merged entry stays, closed: its phone and its address lead to the kept one, its sessions end.

    Raises
    ------
    MergeForbidden
        The actor proposed it, is one of the two, or is no worker there; or one of the two works for the community.
    MergeDecided
        It was decided already.
    MergeOfOne
        One of the two was closed in the meantime.
    MergeBlocked
        Something binds the two to one another.
    """
    with transaction.atomic():
        merge = _to_decide(actor=actor, merge_id=merge_id, at=at)
        people = _lock(merge.kept_id, merge.merged_id)
        if keep_id not in people or not all(one.is_active for one in people.values()):
            raise MergeOfOne
        kept = people.pop(keep_id)
        (merged,) = people.values()
        merge.kept, merge.merged = kept, merged
        merge.former_phone = merged.phone or ""
        moved = move_rows(merged=merged, kept=kept, at=at).as_json()
        moved["filled"] = {
            name: str(getattr(merged, name)) for name in FILLED if not getattr(kept, name) and getattr(merged, name)
        }
        taken = {name: getattr(merged, name) for name in moved["filled"]}
        merged.phone, merged.closed_at, merged.merged_into = None, at, kept
        merged.session_stamp += 1
        merged.save(update_fields=["phone", "closed_at", "merged_into", "session_stamp"])
        for name, value in taken.items():
            setattr(kept, name, value)
        kept.save(update_fields=list(taken))
        merge.moved = moved
        _decide(merge, MergeState.MERGED, actor, at)
        journal.record(
            operation="people.merge_people",
            subject=merge,
            actor=actor,
            on_behalf_of=kept,
            at=at,
            community_code=merge.community.code,
            detail={
                "kept": str(kept.pk),
                "merged": str(merged.pk),
                "rows": sum(len(batch["pks"]) for batch in moved["rows"]),
                "ended": len(moved["ended"]),
                "left": len(moved["left"]),
            },
        )
    return merge


def refuse_merge(*, actor: Person, merge_id: UUID, at: datetime) -> PersonMerge:
    """Decide that the two entries are two people; they are not suggested again.

    Raises
    ------
    MergeForbidden
        The actor proposed it, is one of the two, or is no worker there.
    MergeDecided
        It was decided already.
    """
    with transaction.atomic():
        merge = _to_decide(actor=actor, merge_id=merge_id, at=at)
        _decide(merge, MergeState.REFUSED, actor, at)
        journal.record(
            operation="people.refuse_merge", subject=merge, actor=actor, at=at, community_code=merge.community.code
        )
    return merge


def undo_merge(*, actor: Person, merge_id: UUID, at: datetime) -> PersonMerge:
    """Take two merged entries apart: exactly what was moved goes back, what was ended for it runs again.

    Both have to sign in again: whoever came in through the merged entry's phone was the kept one until now.

    Raises
    ------
    MergeForbidden
        The actor is one of the two, or no worker there.
    MergeDecided
        They are apart already, or were never merged.
    UndoBlocked
        What happened since makes it impossible; the words say what.
    """
    with transaction.atomic():
        merge = _lock_merge(merge_id)
        if merge is None or not may_see_merge(person=actor, merge=merge, at=at):
            raise MergeForbidden
        if merge.state != MergeState.MERGED:
            raise MergeDecided
        people = _lock(merge.kept_id, merge.merged_id)
        kept, merged = people[merge.kept_id], people[merge.merged_id]
        _refuse_if_overtaken(merge=merge, kept=kept, merged=merged)
        move_rows_back(merged=merged, kept=kept, moved=merge.moved)
        for name, value in merge.moved["filled"].items():
            if str(getattr(kept, name)) == value:
                setattr(kept, name, FILLED[name])
        kept.session_stamp += 1
        kept.save(update_fields=[*merge.moved["filled"], "session_stamp"])
        merged.phone, merged.closed_at, merged.merged_into = merge.former_phone or None, None, None
        merged.session_stamp += 1
        try:
            with transaction.atomic():
                merged.save(update_fields=["phone", "closed_at", "merged_into", "session_stamp"])
        except IntegrityError as error:
            raise UndoBlocked(what=gettext("the phone number belongs to somebody else by now")) from error
        merge.state, merge.undone_by, merge.undone_at = MergeState.UNDONE, actor, at
        merge.save(update_fields=["state", "undone_by", "undone_at"])
        journal.record(
            operation="people.undo_merge",
            subject=merge,
            actor=actor,
            on_behalf_of=kept,
            at=at,
            community_code=merge.community.code,
        )
    return merge


def gather_stragglers(*, at: datetime) -> int:
    """Move what was written for a merged entry while it was being merged; return how many rows that were.

    An act that had begun before a merge may commit after it. What cannot be moved stays with the merged entry.
    """
    gathered = 0
    recent = PersonMerge.objects.filter(state=MergeState.MERGED, reviewed_at__gt=at - STRAGGLERS_COME_FOR)
    for pk in recent.values_list("pk", flat=True):
        try:
            gathered += _gather(pk, at)
        except MergeBlocked:
            continue
    return gathered


def end_sessions(*, person: Person, at: datetime, actor: Person | None) -> None:
    """Sign somebody out on every device."""
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(session_stamp=F("session_stamp") + 1)
        journal.record(operation="people.end_sessions", subject=person, actor=actor, at=at)


def _gather(pk: UUID, at: datetime) -> int:
    with transaction.atomic():
        merge = _lock_merge(pk)
        people = _lock(merge.kept_id, merge.merged_id)
        kept, merged = people[merge.kept_id], people[merge.merged_id]
        if merge.state != MergeState.MERGED or not kept.is_active or merged.merged_into_id != kept.pk:
            return 0
        late = move_rows(merged=merged, kept=kept, at=at)
        count = sum(len(batch["pks"]) for batch in late.rows)
        if count:
            merge.moved["rows"] += late.rows
            merge.moved["ended"] += late.ended
            merge.moved["left"] += [row for row in late.left if row not in merge.moved["left"]]
            merge.save(update_fields=["moved"])
            journal.record(
                operation="people.gather_stragglers",
                subject=merge,
                on_behalf_of=kept,
                at=at,
                community_code=merge.community.code,
                detail={"rows": count},
            )
    return count


def _to_decide(*, actor: Person, merge_id: UUID, at: datetime) -> PersonMerge:
    merge = _lock_merge(merge_id)
    if merge is None:
        raise MergeForbidden
    if merge.state != MergeState.PROPOSED:
        raise MergeDecided
    if not may_review_merge(person=actor, merge=merge, at=at):
        raise MergeForbidden
    return merge


def _decide(merge: PersonMerge, state: str, actor: Person, at: datetime) -> None:
    merge.state, merge.reviewed_by, merge.reviewed_at = state, actor, at
    merge.save()


def _lock_merge(merge_id: UUID) -> PersonMerge | None:
    return PersonMerge.objects.select_for_update(of=("self",)).select_related("community").filter(pk=merge_id).first()


def _lock(*ids: UUID) -> dict[UUID, Person]:
    """Lock people in the order of their identifiers, so that no two transactions wait for each other."""
    return {one.pk: one for one in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


def _refuse_if_overtaken(*, merge: PersonMerge, kept: Person, merged: Person) -> None:
    if not kept.is_active:
        raise UndoBlocked(what=gettext("the kept entry was closed or merged itself since"))
    if merged.merged_into_id != kept.pk:
        raise UndoBlocked(what=gettext("the merged entry leads elsewhere by now"))
    if "phone" in merge.moved["filled"] and kept.phone != merge.moved["filled"]["phone"]:
        raise UndoBlocked(what=gettext("the phone number of the kept entry was changed since"))
