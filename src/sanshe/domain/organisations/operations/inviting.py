"""Inviting a phone: whoever signs in with it finds the invitation; whether anybody has that phone is not told."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.organisations import queries, rules
from sanshe.domain.organisations.choices import MANAGING, EndReason, Outcome
from sanshe.domain.organisations.errors import (
    KindForbidden,
    NothingToDecide,
    OrganizationForbidden,
    TooManyInvitations,
)
from sanshe.domain.organisations.models import TITLE_MAX, Invitation, Membership, Organization
from sanshe.domain.organisations.operations.holding import (
    held,
    held_running,
    running_membership,
    still_waiting,
    write_down,
)
from sanshe.domain.organisations.operations.offices import change_office, kinds_of
from sanshe.domain.organisations.operations.words import one_line
from sanshe.domain.people.models import Person
from sanshe.domain.people.operations import normalize_phone
from sanshe.domain.people.queries import person_with_phone

INVITATIONS = 30
INVITATIONS_WITHIN = timedelta(days=1)


def invite(*, actor: Person, organization_id: UUID, phone: str, kind: str, at: datetime, title: str = "") -> Invitation:
    """Invite whoever has this phone to belong to an organisation; inviting it again gives the new part and title.

    Those who head it invite; where nobody does any more, so does who looks at it from outside.

    Raises
    ------
    PhoneUnreadable
        The phone is not a number.
    OrganizationForbidden, GroupClosed
        The actor may not; it is closed.
    KindForbidden
        There is no such part here.
    TooManyInvitations
        The organisation invited too many today.
    """
    phone = normalize_phone(text=phone)
    title = one_line(title)[:TITLE_MAX]
    with transaction.atomic():
        organization = held_running(organization_id)
        if not _may_invite(actor, organization, at):
            raise OrganizationForbidden
        if kind not in kinds_of(organization):
            raise KindForbidden
        waiting = Invitation.objects.filter(organization=organization, phone=phone, ended_at=None).first()
        if waiting:
            waiting.kind, waiting.title, waiting.invited_by = kind, title, actor
            waiting.save(update_fields=["kind", "title", "invited_by"])
            return waiting
        today = Invitation.objects.filter(organization=organization, invited_at__gt=at - INVITATIONS_WITHIN)
        if today.count() >= INVITATIONS:
            raise TooManyInvitations(limit=INVITATIONS)
        invitation = Invitation.objects.create(
            organization=organization, phone=phone, kind=kind, title=title, invited_by=actor, invited_at=at
        )
        known = person_with_phone(phone=phone)
        notify(
            people=[known] if known else [],
            kind=NewsKind.ORGANIZATION_INVITED,
            subject=organization,
            at=at,
            words={"organization": organization.name},
        )
        write_down("invite", subject=invitation, organization=organization, actor=actor, at=at, kind=kind)
    return invitation


def accept_invitation(*, actor: Person, invitation_id: UUID, at: datetime) -> Membership:
    """Belong to what invited one's phone; who belonged to it already gets the new part, never a lesser one.

    Raises
    ------
    NothingToDecide
        The invitation is another's, was taken back or answered.
    GroupClosed
        The group closed in the meantime.
    """
    with transaction.atomic():
        organization, invitation = _to_answer(actor, invitation_id)
        running = running_membership(person=actor, organization=organization)
        if running is None:
            membership = Membership.objects.create(
                organization=organization,
                person=actor,
                kind=invitation.kind,
                title=invitation.title,
                starts_at=at,
            )
        elif invitation.kind in MANAGING and running.kind not in MANAGING:
            membership = change_office(
                organization=organization,
                old=running,
                kind=invitation.kind,
                title=invitation.title,
                actor=actor,
                reason=EndReason.CHANGED,
                at=at,
            )
        else:
            membership = running
        _settle(invitation, Outcome.ACCEPTED, at=at)
        write_down(
            "accept_invitation", subject=membership, organization=organization, actor=actor, at=at, kind=membership.kind
        )
    return membership


def decline_invitation(*, actor: Person, invitation_id: UUID, at: datetime) -> None:
    """Say no to an invitation to one's phone.

    Raises
    ------
    NothingToDecide
        The invitation is another's, was taken back or answered.
    """
    with transaction.atomic():
        organization, invitation = _to_answer(actor, invitation_id)
        _settle(invitation, Outcome.REFUSED, at=at)
        write_down("decline_invitation", subject=invitation, organization=organization, actor=actor, at=at)


def withdraw_invitation(*, actor: Person, invitation_id: UUID, at: datetime) -> None:
    """Take an invitation back that nobody has answered, for those who may invite.

    Raises
    ------
    OrganizationForbidden
        The actor may not.
    NothingToDecide
        It was answered already.
    """
    with transaction.atomic():
        invitation = _known(invitation_id)
        organization = held(invitation.organization_id)
        if not _may_invite(actor, organization, at):
            raise OrganizationForbidden
        invitation = still_waiting(Invitation, invitation_id, of=organization)
        _settle(invitation, Outcome.WITHDRAWN, at=at)
        write_down("withdraw_invitation", subject=invitation, organization=organization, actor=actor, at=at)


def _may_invite(actor: Person, organization: Organization, at: datetime) -> bool:
    if rules.may_head(person=actor, organization=organization, at=at):
        return True
    return queries.is_dormant(organization=organization, at=at) and rules.may_oversee(
        person=actor, organization=organization, at=at
    )


def _known(invitation_id: UUID) -> Invitation:
    invitation = queries.invitation(pk=invitation_id)
    if invitation is None:
        raise NothingToDecide
    return invitation


def _to_answer(actor: Person, invitation_id: UUID) -> tuple[Organization, Invitation]:
    organization = held_running(_known(invitation_id).organization_id)
    invitation = next((one for one in queries.invitations_for(person=actor) if one.pk == invitation_id), None)
    if invitation is None:
        raise NothingToDecide
    return organization, invitation


def _settle(invitation: Invitation, outcome: str, *, at: datetime) -> None:
    invitation.ended_at, invitation.outcome = at, outcome
    invitation.save(update_fields=["ended_at", "outcome"])
