"""Offices: given, changed, handed over. Each is the end of one membership and the start of the next, in one step."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.organisations import rules
from sanshe.domain.organisations.choices import (
    BODY_KINDS,
    GROUP_KINDS,
    MANAGING,
    EndReason,
    MembershipKind,
)
from sanshe.domain.organisations.errors import (
    CannotBeOneself,
    KindForbidden,
    NotAMember,
    OrganizationForbidden,
)
from sanshe.domain.organisations.models import TITLE_MAX, WORDS_MAX, Membership, Organization
from sanshe.domain.organisations.operations.holding import (
    end_membership,
    held_running,
    refuse_if_last_head,
    running_membership,
    write_down,
)
from sanshe.domain.organisations.operations.joining import membership_to_change, refuse_to_put_off
from sanshe.domain.organisations.operations.words import one_line
from sanshe.domain.people.models import Person


def give_office(*, actor: Person, membership_id: UUID, kind: str, title: str, at: datetime) -> Membership:
    """Let a member be something else or carry another title from now on, for those who head the organisation.

    Raises
    ------
    OrganizationForbidden, GroupClosed
        The actor does not head it; it is closed.
    NotAMember
        The person belongs to it no more.
    KindForbidden
        There is no such part here.
    LastHead
        Nobody else would look after it.
    OfficerStays
        A group's officer hands over themselves.
    """
    title = one_line(title)[:TITLE_MAX]
    with transaction.atomic():
        organization, old = membership_to_change(actor=actor, membership_id=membership_id, at=at)
        if kind not in kinds_of(organization):
            raise KindForbidden
        if (old.kind, old.title) == (kind, title):
            return old
        if kind not in rules.heading_kinds(organization=organization):
            if old.person_id != actor.pk:
                refuse_to_put_off(membership=old, organization=organization)
            refuse_if_last_head(membership=old, organization=organization)
        return change_office(
            organization=organization, old=old, kind=kind, title=title, actor=actor, reason=EndReason.CHANGED, at=at
        )


def hand_over(
    *, actor: Person, organization_id: UUID, to_person_id: UUID, at: datetime, note: str = "", stays: bool = True
) -> Membership:
    """Hand one's own office, with its title, to another member: the old one ends and the new one starts at once.

    Whoever hands over stays a member unless they say otherwise.

    Raises
    ------
    OrganizationForbidden, GroupClosed
        The actor holds no office here; it is closed.
    CannotBeOneself
        Nobody hands over to themselves.
    NotAMember
        The other belongs to it no more, or has closed their account.
    """
    note = one_line(note)[:WORDS_MAX]
    with transaction.atomic():
        organization = held_running(organization_id)
        old = running_membership(person=actor, organization=organization)
        if old is None or old.kind not in MANAGING:
            raise OrganizationForbidden
        if to_person_id == actor.pk:
            raise CannotBeOneself
        successor = running_membership(person=to_person_id, organization=organization)
        if successor is None or not successor.person.is_active:
            raise NotAMember
        ended_at = end_membership(membership=old, reason=EndReason.HANDED_OVER, actor=actor, at=at, note=note)
        # Two officers may hand over to one another: the higher part is kept, and the title goes along.
        kind = _higher(old.kind, successor.kind)
        new = change_office(
            organization=organization,
            old=successor,
            kind=kind,
            title=old.title or successor.title,
            actor=actor,
            reason=EndReason.CHANGED,
            at=ended_at,
            succeeds=old,
        )
        if stays:
            kind = MembershipKind.MEMBER if organization.is_group else MembershipKind.STAFF
            Membership.objects.create(organization=organization, person=actor, kind=kind, starts_at=ended_at)
        write_down(
            "hand_over", subject=old, organization=organization, actor=actor, of=to_person_id, at=at, to=str(new.pk)
        )
    return new


def change_office(
    *,
    organization: Organization,
    old: Membership,
    kind: str,
    title: str,
    actor: Person,
    reason: str,
    at: datetime,
    succeeds: Membership | None = None,
) -> Membership:
    """End a membership and start the next of the same person, and tell them; for operations that hold both."""
    ended_at = end_membership(membership=old, reason=reason, actor=actor, at=at)
    new = Membership.objects.create(
        organization=organization, person=old.person, kind=kind, title=title, starts_at=ended_at, succeeds=succeeds
    )
    if old.person_id != actor.pk and (title or kind in MANAGING):
        notify(
            people=[old.person],
            kind=NewsKind.OFFICE_GIVEN,
            subject=organization,
            at=at,
            words={"organization": organization.name, "office": title, "name": actor.public_name},
        )
    write_down(
        "give_office",
        subject=new,
        organization=organization,
        actor=actor,
        of=old.person,
        at=at,
        kind=kind,
        title=title,
    )
    return new


def kinds_of(organization: Organization) -> tuple[str, ...]:
    """Return what somebody can be here."""
    return GROUP_KINDS if organization.is_group else BODY_KINDS


def _higher(one: str, other: str) -> str:
    return max(one, other, key=lambda kind: BODY_KINDS.index(MembershipKind(kind)))
