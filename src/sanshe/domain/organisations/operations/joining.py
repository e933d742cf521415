"""Coming to belong to a group or a body, and going."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.organisations import queries, rules
from sanshe.domain.organisations.choices import EndReason, JoinPolicy, JoinWish, MembershipKind, Outcome
from sanshe.domain.organisations.errors import (
    CannotBeOneself,
    NotAGroup,
    NotAMember,
    NothingToDecide,
    OfficerStays,
    OrganizationForbidden,
)
from sanshe.domain.organisations.models import WORDS_MAX, JoinRequest, Membership, Organization
from sanshe.domain.organisations.operations.holding import (
    end_membership,
    held,
    held_running,
    refuse_if_last_head,
    running_membership,
    still_waiting,
    write_down,
)
from sanshe.domain.organisations.operations.words import checked_note, one_line
from sanshe.domain.people.models import Person
from sanshe.kernel import journal


def start_membership(
    *,
    person: Person,
    organization: Organization,
    kind: str,
    at: datetime,
    actor: Person | None,
    title: str = "",
) -> Membership:
    """Let a person belong to an organisation from now on; one that already runs is returned."""
    with transaction.atomic():
        Organization.objects.select_for_update(of=["self"]).get(pk=organization.pk)
        running = running_membership(person=person, organization=organization)
        if running:
            return running
        membership = Membership.objects.create(
            person=person, organization=organization, kind=kind, title=title, starts_at=at
        )
        journal.record(
            operation="organisations.start_membership",
            subject=membership,
            actor=actor,
            on_behalf_of=person,
            at=at,
            detail={"kind": kind},
        )
    return membership


def join_group(*, actor: Person, organization_id: UUID, at: datetime, words: str = "") -> Membership | JoinRequest:
    """Join a group, or ask its officers where it wants to be asked; doing it twice is doing it once.

    Whoever was removed asks first, also where others just join.

    Raises
    ------
    GroupClosed
        It is closed.
    NotAGroup
        It is a body that people are invited to.
    """
    with transaction.atomic():
        group = held_running(organization_id)
        if not group.is_group:
            raise NotAGroup
        running = running_membership(person=actor, organization=group)
        if running:
            return running
        waiting = queries.join_request_of(person=actor, organization=group)
        if waiting:
            return waiting
        if group.join_policy == JoinPolicy.ANYBODY and not queries.was_removed(person=actor, organization=group):
            return _let_in(group, actor, actor=actor, at=at)
        request = JoinRequest.objects.create(
            organization=group, person=actor, words=one_line(words)[:WORDS_MAX], asked_at=at
        )
        notify(
            people=queries.heads_of(organization=group, at=at),
            kind=NewsKind.JOIN_REQUESTED,
            subject=group,
            at=at,
            words={"name": actor.public_name, "organization": group.name},
        )
        write_down("ask_to_join", subject=request, organization=group, actor=actor, at=at)
    return request


def withdraw_join_request(*, actor: Person, organization_id: UUID, at: datetime) -> None:
    """Take back what one asked of a group; where nothing waits nothing happens."""
    with transaction.atomic():
        group = held(organization_id)
        waiting = queries.join_request_of(person=actor, organization=group)
        if waiting:
            settle_request(waiting, Outcome.WITHDRAWN, actor=actor, note="", at=at)
            write_down("withdraw_join_request", subject=waiting, organization=group, actor=actor, at=at)


def decide_request(*, actor: Person, request_id: UUID, is_accepted: bool, at: datetime, note: str = "") -> JoinRequest:
    """Let somebody in who asked, or not, with a word; for the officers of the group.

    Raises
    ------
    OrganizationForbidden
        The actor is no officer of it.
    GroupClosed
        It is closed.
    NothingToDecide
        It was decided or taken back already.
    NoteMissing
        A no has no reason.
    """
    note = one_line(note)[:WORDS_MAX] if is_accepted else checked_note(note)
    with transaction.atomic():
        asked = JoinRequest.objects.filter(pk=request_id, wish=JoinWish.MEMBERSHIP).first()
        if asked is None:
            raise NothingToDecide
        group = held_running(asked.organization_id)
        if not rules.may_head(person=actor, organization=group, at=at):
            raise OrganizationForbidden
        request = still_waiting(JoinRequest, request_id, of=group)
        outcome = Outcome.ACCEPTED if is_accepted else Outcome.REFUSED
        settle_request(request, outcome, actor=actor, note=note, at=at)
        if is_accepted and running_membership(person=request.person, organization=group) is None:
            _let_in(group, request.person, actor=actor, at=at)
        tell_decision(request, group, at=at)
        write_down(
            "decide_request",
            subject=request,
            organization=group,
            actor=actor,
            of=request.person,
            at=at,
            outcome=outcome,
        )
    return request


def leave_organization(*, actor: Person, organization_id: UUID, at: datetime) -> None:
    """Leave a group or a body; whoever does not belong to it has left already.

    Raises
    ------
    LastHead
        Nobody else looks after it.
    """
    with transaction.atomic():
        organization = held(organization_id)
        membership = running_membership(person=actor, organization=organization)
        if membership is None:
            return
        if organization.is_running:
            refuse_if_last_head(membership=membership, organization=organization)
        end_membership(membership=membership, reason=EndReason.LEFT, actor=actor, at=at)
        write_down("leave_organization", subject=membership, organization=organization, actor=actor, at=at)


def remove_member(*, actor: Person, membership_id: UUID, reason: str, at: datetime) -> Membership:
    """End somebody's belonging, with a reason, for those who head the organisation.

    Raises
    ------
    NoteMissing
        No reason was given.
    OrganizationForbidden
        The actor does not head it.
    NotAMember
        The person belongs to it no more.
    CannotBeOneself
        Whoever goes themselves leaves.
    OfficerStays
        An officer of a group hands over themselves.
    """
    reason = checked_note(reason)
    with transaction.atomic():
        organization, membership = membership_to_change(actor=actor, membership_id=membership_id, at=at)
        if membership.person_id == actor.pk:
            raise CannotBeOneself
        refuse_to_put_off(membership=membership, organization=organization)
        end_membership(membership=membership, reason=EndReason.REMOVED, actor=actor, at=at, note=reason)
        notify(
            people=[membership.person],
            kind=NewsKind.MEMBERSHIP_ENDED,
            subject=organization,
            at=at,
            words={"organization": organization.name, "why": reason},
        )
        write_down(
            "remove_member",
            subject=membership,
            organization=organization,
            actor=actor,
            of=membership.person_id,
            at=at,
        )
    return membership


def membership_to_change(*, actor: Person, membership_id: UUID, at: datetime) -> tuple[Organization, Membership]:
    """Return a running membership with its organisation, held, for somebody who heads it.

    Raises
    ------
    NotAMember
        It runs no more.
    OrganizationForbidden, GroupClosed
        The actor does not head it; it is closed.
    """
    known = Membership.objects.filter(pk=membership_id).first()
    if known is None:
        raise NotAMember
    organization = held_running(known.organization_id)
    if not rules.may_head(person=actor, organization=organization, at=at):
        raise OrganizationForbidden
    membership = Membership.objects.filter(pk=membership_id, ends_at=None).select_related("person").first()
    if membership is None:
        raise NotAMember
    return organization, membership


def refuse_to_put_off(*, membership: Membership, organization: Organization) -> None:
    """Refuse to take the office from a group's officer with an open account: it is handed over.

    Raises
    ------
    OfficerStays
        It is such an officer.
    """
    kinds = rules.heading_kinds(organization=organization)
    if organization.is_group and membership.kind in kinds and membership.person.is_active:
        raise OfficerStays


def settle_request(request: JoinRequest, outcome: str, *, actor: Person | None, note: str, at: datetime) -> None:
    """Write down what became of a wish; for operations that hold its organisation."""
    request.ended_at, request.outcome, request.decided_by, request.note = at, outcome, actor, note
    request.save(update_fields=["ended_at", "outcome", "decided_by", "note"])


def tell_decision(request: JoinRequest, group: Organization, *, at: datetime) -> None:
    """Tell somebody what became of their wish."""
    notify(
        people=[request.person],
        kind=NewsKind.JOIN_DECIDED,
        subject=group,
        at=at,
        words={"organization": group.name, "outcome": request.outcome, "why": request.note},
    )


def _let_in(group: Organization, person: Person, *, actor: Person, at: datetime) -> Membership:
    membership = Membership.objects.create(organization=group, person=person, kind=MembershipKind.MEMBER, starts_at=at)
    write_down("join_group", subject=membership, organization=group, actor=actor, of=person, at=at)
    return membership
