"""Writing down that an organisation looks at the papers of those whom it sends to children and into homes."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.organisations import rules
from sanshe.domain.organisations.errors import OrganizationForbidden
from sanshe.domain.organisations.models import OrganizationCheck
from sanshe.domain.organisations.operations.holding import held, held_running, write_down
from sanshe.domain.organisations.operations.words import checked_note
from sanshe.domain.people.choices import CheckKind
from sanshe.domain.people.errors import CheckOver
from sanshe.domain.people.models import Person
from sanshe.domain.people.operations import checked_expiry


def record_organization_check(
    *, actor: Person, organization_id: UUID, kind: str, issued_on: date, valid_until: date, at: datetime
) -> OrganizationCheck:
    """Write down, from outside, that an organisation keeps the papers of its people; a newer check replaces an older.

    Raises
    ------
    OrganizationForbidden
        The actor does not look at it from outside, or belongs to it.
    CheckDatesUnfit
        The papers are not issued yet, or would count for no day or for too long.
    """
    expires_at = checked_expiry(issued_on=issued_on, valid_until=valid_until, at=at)
    with transaction.atomic():
        organization = held_running(organization_id)
        if not rules.may_oversee(person=actor, organization=organization, at=at):
            raise OrganizationForbidden
        running = OrganizationCheck.objects.filter(organization=organization, ended_at=None).first()
        if running and (running.kind, running.issued_on, running.expires_at) == (kind, issued_on, expires_at):
            return running
        if running:
            running.ended_at = max(at, running.starts_at)
            running.save(update_fields=["ended_at"])
        check = OrganizationCheck.objects.create(
            organization=organization,
            kind=CheckKind(kind),
            issued_on=issued_on,
            recorded_by=actor,
            starts_at=at,
            expires_at=expires_at,
        )
        write_down("record_check", subject=check, organization=organization, actor=actor, at=at, kind=check.kind)
    return check


def end_organization_check(*, actor: Person, check_id: UUID, note: str, at: datetime) -> OrganizationCheck:
    """End an organisation's check before its time, with the reason; it stays in the history.

    Raises
    ------
    OrganizationForbidden
        The actor does not look at it from outside, or belongs to it.
    NoteMissing
        There is no reason.
    CheckOver
        It was ended or replaced already.
    """
    note = checked_note(note)
    with transaction.atomic():
        found = OrganizationCheck.objects.filter(pk=check_id).first()
        if found is None:
            raise CheckOver
        organization = held(found.organization_id)
        if not rules.may_oversee(person=actor, organization=organization, at=at):
            raise OrganizationForbidden
        check = OrganizationCheck.objects.select_for_update(of=["self"]).get(pk=check_id)
        if check.ended_at is not None:
            raise CheckOver
        check.ended_at, check.ended_by, check.end_note = max(at, check.starts_at), actor, note
        check.save(update_fields=["ended_at", "ended_by", "end_note"])
        write_down("end_check", subject=check, organization=organization, actor=actor, at=at, kind=check.kind)
    return check
