"""Closing a group, opening it again, and finding somebody for one that nobody looks after."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.organisations import queries, rules
from sanshe.domain.organisations.choices import EndReason, JoinWish, MembershipKind, Outcome
from sanshe.domain.organisations.errors import (
    GroupLookedAfter,
    NotAGroup,
    NotAMember,
    NothingToDecide,
    OrganizationForbidden,
    ReopenTooLate,
)
from sanshe.domain.organisations.models import (
    REOPEN_WITHIN,
    WORDS_MAX,
    Invitation,
    JoinRequest,
    Membership,
    Organization,
    Verification,
)
from sanshe.domain.organisations.operations.holding import (
    end_membership,
    held,
    held_running,
    name_must_be_free,
    running_membership,
    still_waiting,
    write_down,
)
from sanshe.domain.organisations.operations.joining import settle_request, tell_decision
from sanshe.domain.organisations.operations.offices import change_office
from sanshe.domain.organisations.operations.words import checked_note, one_line
from sanshe.domain.people import queries as people
from sanshe.domain.people.models import Person


def close_group(*, actor: Person, organization_id: UUID, at: datetime, note: str = "") -> Organization:
    """Close a group, for its officers: it stays to be read, and can be opened again for some time.

    What waited for an answer waits no more. Closed twice it is closed once.

    Raises
    ------
    NotAGroup
        Another body is not closed here.
    OrganizationForbidden
        The actor is no officer of it.
    """
    with transaction.atomic():
        group = held(organization_id)
        if not group.is_group:
            raise NotAGroup
        if not rules.may_head(person=actor, organization=group, at=at):
            raise OrganizationForbidden
        if not group.is_running:
            return group
        group.closed_at, group.closing_note = at, one_line(note)[:WORDS_MAX]
        group.save(update_fields=["closed_at", "closing_note"])
        for model in (JoinRequest, Invitation, Verification):
            waiting = model.objects.filter(organization=group, ended_at=None)
            waiting.update(ended_at=at, outcome=Outcome.LAPSED)
        write_down("close_group", subject=group, organization=group, actor=actor, at=at)
    return group


def reopen_group(*, actor: Person, organization_id: UUID, at: datetime) -> Organization:
    """Open a closed group again, for its officers, with everybody who belonged to it.

    Raises
    ------
    OrganizationForbidden
        The actor was no officer of it.
    ReopenTooLate
        It has been closed for too long.
    NameTaken
        A group founded since has its name.
    """
    with transaction.atomic():
        group = held(organization_id)
        if group.closed_at is None:
            return group
        if not rules.may_head(person=actor, organization=group, at=at):
            raise OrganizationForbidden
        if not rules.may_reopen(person=actor, organization=group, at=at):
            raise ReopenTooLate(days=REOPEN_WITHIN.days)
        group.closed_at, group.closing_note = None, ""
        with name_must_be_free():
            group.save(update_fields=["closed_at", "closing_note"])
        write_down("reopen_group", subject=group, organization=group, actor=actor, at=at)
    return group


def ask_to_take_over(*, actor: Person, organization_id: UUID, at: datetime, words: str = "") -> JoinRequest:
    """Ask to look after a group one belongs to and that nobody looks after; the community's workers decide.

    Raises
    ------
    NotAGroup, GroupClosed
        It is another body; it is closed.
    NotAMember
        The actor does not belong to it.
    GroupLookedAfter
        It has an officer.
    """
    with transaction.atomic():
        group = held_running(organization_id)
        if not group.is_group:
            raise NotAGroup
        if running_membership(person=actor, organization=group) is None:
            raise NotAMember
        if not queries.is_dormant(organization=group, at=at):
            raise GroupLookedAfter
        waiting = queries.join_request_of(person=actor, organization=group)
        if waiting:
            return waiting
        request = JoinRequest.objects.create(
            organization=group,
            person=actor,
            wish=JoinWish.TAKEOVER,
            words=one_line(words)[:WORDS_MAX],
            asked_at=at,
        )
        workers = people.workers_of(community=group.community, at=at) if group.community else []
        notify(
            people=[worker for worker in workers if worker.pk != actor.pk],
            kind=NewsKind.JOIN_REQUESTED,
            subject=group,
            at=at,
            words={"name": actor.public_name, "organization": group.name},
        )
        write_down("ask_to_take_over", subject=request, organization=group, actor=actor, at=at)
    return request


def decide_takeover(
    *, actor: Person, request_id: UUID, is_accepted: bool, at: datetime, note: str = "", title: str = "组长"
) -> JoinRequest:
    """Let a member look after a group that nobody looks after, or not; for who looks at it from outside.

    The offices of those who are gone end, and the member's starts at once; other such wishes wait no more.

    Raises
    ------
    NothingToDecide
        It was decided or taken back already.
    OrganizationForbidden
        The actor may not, or belongs to the group.
    GroupLookedAfter
        Somebody looks after it by now.
    NotAMember
        The member left in the meantime.
    NoteMissing
        A no has no reason.
    """
    note = one_line(note)[:WORDS_MAX] if is_accepted else checked_note(note)
    with transaction.atomic():
        asked = JoinRequest.objects.filter(pk=request_id, wish=JoinWish.TAKEOVER).first()
        if asked is None:
            raise NothingToDecide
        group = held_running(asked.organization_id)
        if not rules.may_decide_takeover(person=actor, organization=group, at=at):
            raise OrganizationForbidden
        request = still_waiting(JoinRequest, request_id, of=group)
        if is_accepted:
            _hand_to(request, group, actor=actor, note=note, title=title, at=at)
        outcome = Outcome.ACCEPTED if is_accepted else Outcome.REFUSED
        settle_request(request, outcome, actor=actor, note=note, at=at)
        tell_decision(request, group, at=at)
        write_down(
            "decide_takeover",
            subject=request,
            organization=group,
            actor=actor,
            of=request.person,
            at=at,
            outcome=outcome,
        )
    return request


def _hand_to(request: JoinRequest, group: Organization, *, actor: Person, note: str, title: str, at: datetime) -> None:
    if not queries.is_dormant(organization=group, at=at):
        raise GroupLookedAfter
    member = running_membership(person=request.person, organization=group)
    if member is None:
        raise NotAMember
    gone = Membership.objects.filter(organization=group, kind__in=rules.heading_kinds(organization=group), ends_at=None)
    former = None
    for former in gone.order_by("starts_at", "id"):
        end_membership(membership=former, reason=EndReason.HANDED_OVER, actor=actor, at=at, note=note)
    change_office(
        organization=group,
        old=member,
        kind=MembershipKind.OFFICER,
        title=one_line(title),
        actor=actor,
        reason=EndReason.CHANGED,
        at=at,
        succeeds=former,
    )
    others = JoinRequest.objects.filter(organization=group, wish=JoinWish.TAKEOVER, ended_at=None)
    others.exclude(pk=request.pk).update(ended_at=at, outcome=Outcome.LAPSED)
