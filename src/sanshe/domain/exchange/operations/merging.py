"""Putting slips together that say the same, and taking them apart again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.choices import LIVE, ClosedAs, IntentStatus
from sanshe.domain.exchange.errors import ActForbidden, NeedTaken, NotOnBoard, NotTheSame
from sanshe.domain.exchange.models import Agreement, MeToo, Need
from sanshe.domain.exchange.operations import steps
from sanshe.domain.exchange.operations.answers import recount_later
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.people.models import Person
from sanshe.domain.people.rules import is_worker
from sanshe.kernel import journal


def merge_needs(*, actor: Person, keep_id: UUID, drop_id: UUID, at: datetime) -> Need:
    """Let one slip stand for two that say the same; whoever wrote the other, or said “me too”, is counted with it.

    Questions about the other that nobody answered come to nothing. Slips that stood for others before bring them along.

    Raises
    ------
    ActForbidden
        The actor is neither a worker of the community nor the owner of both.
    NotTheSame
        They are one slip, hang in different communities, or one of two neighbours told theirs in confidence.
    NotOnBoard
        One of them is closed.
    NeedTaken
        Somebody's promise about the other still stands.
    """
    with transaction.atomic():
        if keep_id == drop_id:
            raise NotTheSame
        locked = {pk: steps.locked_need(pk) for pk in sorted((keep_id, drop_id))}
        keep, drop = locked[keep_id], locked[drop_id]
        if not all(may_merge(actor=actor, need=one, at=at) for one in (keep, drop)):
            raise ActForbidden
        is_ones_own = keep.person_id == drop.person_id
        if keep.community_id != drop.community_id or (not is_ones_own and (keep.is_private or drop.is_private)):
            raise NotTheSame
        if not keep.is_open or not drop.is_open:
            raise NotOnBoard
        if Agreement.objects.filter(need=drop, state__in=LIVE).exists():
            raise NeedTaken
        drop.merged_into = keep
        steps.close(drop, closed_as=ClosedAs.MERGED, at=at)
        Need.objects.filter(merged_into=drop).update(merged_into=keep)
        _bring_along(keep, drop, at=at)
        recount_later(need_ids=[keep.pk], at=at)
        _record("merge_needs", drop, actor=actor, at=at, into=keep)
        notify(
            people=[drop.person] if drop.person else [],
            kind=NewsKind.NEED_MERGED,
            subject=keep,
            at=at,
            words={"what": drop.sentence},
        )
    return keep


def unmerge_need(*, actor: Person, need_id: UUID, at: datetime) -> Need:
    """Take two slips apart again that were put together; the other one hangs on the board as it did. Twice is once.

    Raises
    ------
    ActForbidden
        The actor is neither a worker of the community nor its owner.
    """
    with transaction.atomic():
        need = steps.locked_need(need_id)
        if not may_merge(actor=actor, need=need, at=at):
            raise ActForbidden
        if need.closed_as != ClosedAs.MERGED:
            return need
        keep = need.merged_into
        MeToo.objects.filter(need=keep, brought_from=need).delete()
        need.status, need.closed_as, need.closed_at, need.merged_into = IntentStatus.OPEN, "", None, None
        need.save(update_fields=["status", "closed_as", "closed_at", "merged_into"])
        recount_later(need_ids=[need.pk], at=at)
        _record("unmerge_need", need, actor=actor, at=at, into=keep)
    return need


def may_merge(*, actor: Person, need: Need, at: datetime) -> bool:
    """Tell whether somebody may put a slip together with another: its owner, or a worker of the community."""
    return rules.is_owner(person=actor, intent=need, at=at) or is_worker(person=actor, community=need.community, at=at)


def _bring_along(keep: Need, drop: Need, *, at: datetime) -> None:
    came_with = {pk: brought or drop.pk for pk, brought in drop.me_toos.values_list("person", "brought_from")}
    if drop.person_id:
        came_with[drop.person_id] = drop.pk
    came_with.pop(keep.person_id, None)
    MeToo.objects.bulk_create(
        (MeToo(need=keep, person_id=pk, said_at=at, brought_from_id=came_with[pk]) for pk in sorted(came_with)),
        ignore_conflicts=True,
    )


def _record(operation: str, need: Need, *, actor: Person, at: datetime, into: Need) -> None:
    journal.record(
        operation=f"exchange.{operation}",
        subject=need,
        actor=actor,
        at=at,
        community_code=need.community.code,
        detail={"into": str(into.pk)},
    )
