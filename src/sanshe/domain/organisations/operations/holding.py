"""The organisation that an operation holds while it looks and writes, and the steps that several operations take."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction

from sanshe.domain.organisations.errors import (
    GroupClosed,
    LastHead,
    NameTaken,
    NothingToDecide,
    OrganizationForbidden,
)
from sanshe.domain.organisations.models import Membership, Organization
from sanshe.domain.organisations.rules import heading_kinds
from sanshe.domain.people.models import Person
from sanshe.kernel import journal

Waiting = TypeVar("Waiting", bound=models.Model)


def held(pk: UUID) -> Organization:
    """Return an organisation whose row nobody else changes until the transaction ends.

    Raises
    ------
    OrganizationForbidden
        There is none.
    """
    found = Organization.objects.select_for_update(of=["self"]).select_related("community").filter(pk=pk).first()
    if found is None:
        raise OrganizationForbidden
    return found


def held_running(pk: UUID) -> Organization:
    """Return an organisation as `held` does, that has not been closed.

    Raises
    ------
    GroupClosed
        It has.
    """
    organization = held(pk)
    if not organization.is_running:
        raise GroupClosed
    return organization


def still_waiting(model: type[Waiting], pk: UUID, *, of: Organization, **about: Any) -> Waiting:
    """Return a row that waits for an answer, read anew now that its organisation is held.

    Raises
    ------
    NothingToDecide
        It was answered or taken back in the meantime.
    """
    row = model._default_manager.filter(pk=pk, organization=of, ended_at=None, **about).first()
    if row is None:
        raise NothingToDecide
    return row


def running_membership(*, person: Person | UUID, organization: Organization) -> Membership | None:
    """Return the membership that has no end, of an organisation that is held."""
    return Membership.objects.filter(person=person, organization=organization, ends_at=None).first()


def refuse_if_last_head(*, membership: Membership, organization: Organization) -> None:
    """Refuse to let somebody go where nobody else heads the organisation; a closed account heads nothing.

    Raises
    ------
    LastHead
        There is nobody else.
    """
    kinds = heading_kinds(organization=organization)
    if membership.kind not in kinds:
        return
    others = Membership.objects.filter(
        organization=organization, kind__in=kinds, ends_at=None, person__closed_at=None
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise LastHead


def end_membership(*, membership: Membership, reason: str, actor: Person, at: datetime, note: str = "") -> datetime:
    """End a membership and return when: not before it began, for no interval is empty."""
    membership.ends_at = max(at, membership.starts_at + timedelta(microseconds=1))
    membership.ended_as, membership.ended_by, membership.end_note = reason, actor, note
    membership.save(update_fields=["ends_at", "ended_as", "ended_by", "end_note"])
    return membership.ends_at


def write_down(
    operation: str,
    *,
    subject: models.Model,
    organization: Organization,
    actor: Person | None,
    at: datetime,
    of: Person | UUID | None = None,
    **detail: Any,
) -> None:
    """Journal an act about an organisation; `of` is the person whom it is about."""
    journal.record(
        operation=f"organisations.{operation}",
        subject=subject,
        actor=actor,
        on_behalf_of=of,
        at=at,
        community_code=organization.community.code if organization.community else "",
        detail={"organization": str(organization.pk), **detail},
    )


@contextmanager
def name_must_be_free() -> Iterator[None]:
    """Turn what the database says about a group's name into the refusal; other faults stay what they are.

    Raises
    ------
    NameTaken
        A running group of the community has this name.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "group_name_once_per_community" in str(error):
            raise NameTaken from error
        raise
