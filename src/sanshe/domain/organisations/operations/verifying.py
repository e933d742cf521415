"""Looking at an organisation from outside, and saying that it is what it says it is."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.organisations import queries, rules
from sanshe.domain.organisations.choices import Outcome
from sanshe.domain.organisations.errors import (
    CreditCodeMissing,
    CreditCodeTaken,
    OrganizationForbidden,
    VerifiedAlready,
)
from sanshe.domain.organisations.models import Organization, Verification
from sanshe.domain.organisations.operations.holding import held, held_running, still_waiting, write_down
from sanshe.domain.organisations.operations.words import checked_note
from sanshe.domain.organisations.queries import acting_people
from sanshe.domain.people.models import Person


def ask_verification(*, actor: Person, organization_id: UUID, at: datetime) -> Verification:
    """Ask that somebody looks at an organisation, for those who look after it; a question that waits is returned.

    Raises
    ------
    OrganizationForbidden
        The actor does not look after it.
    CreditCodeMissing
        A body other than a residents' group has no credit code to be looked at.
    VerifiedAlready
        It is verified as it stands.
    """
    with transaction.atomic():
        organization = held_running(organization_id)
        if not rules.may_manage(person=actor, organization_id=organization.pk, at=at):
            raise OrganizationForbidden
        if organization.verified_at:
            raise VerifiedAlready
        if not organization.credit_code and not organization.is_group:
            raise CreditCodeMissing
        return note_request(organization=organization, actor=actor, at=at)


def note_request(*, organization: Organization, actor: Person, at: datetime) -> Verification:
    """Keep that an organisation is to be looked at under its present name and code; for operations that hold it."""
    waiting = queries.verification_of(organization=organization)
    if waiting and (waiting.name, waiting.credit_code) == (organization.name, organization.credit_code):
        return waiting
    if waiting:
        _settle(waiting, Outcome.LAPSED, actor=None, note="", at=at)
    verification = Verification.objects.create(
        organization=organization,
        name=organization.name,
        credit_code=organization.credit_code,
        asked_by=actor,
        asked_at=at,
    )
    write_down("ask_verification", subject=verification, organization=organization, actor=actor, at=at)
    return verification


def verify_organization(*, actor: Person, verification_id: UUID, note: str, at: datetime) -> Verification:
    """Say that an organisation is what it says it is, for a worker of its community or the district.

    `note` is what was looked at. Who looks after it is told.

    Raises
    ------
    NoteMissing
        Nothing was noted.
    OrganizationForbidden
        The actor may not, or belongs to it.
    NothingToDecide
        Somebody was faster, or name or code changed in the meantime.
    CreditCodeTaken
        The code belongs to another organisation that was verified.
    """
    note = checked_note(note)
    with transaction.atomic():
        organization, verification = _to_decide(actor, verification_id, at)
        organization.verified_at = at
        try:
            with transaction.atomic():
                organization.save(update_fields=["verified_at"])
        except IntegrityError as error:
            raise CreditCodeTaken from error
        _settle(verification, Outcome.ACCEPTED, actor=actor, note=note, at=at)
        notify(
            people=queries.heads_of(organization=organization, at=at),
            kind=NewsKind.ORGANIZATION_VERIFIED,
            subject=organization,
            at=at,
            words={"organization": organization.name},
        )
        write_down("verify_organization", subject=verification, organization=organization, actor=actor, at=at)
    return verification


def refuse_verification(*, actor: Person, verification_id: UUID, note: str, at: datetime) -> Verification:
    """Say why an organisation is not verified; those who look after it read it, mend it and ask again.

    Raises
    ------
    NoteMissing
        No reason was given.
    OrganizationForbidden, NothingToDecide
        As for `verify_organization`.
    """
    note = checked_note(note)
    with transaction.atomic():
        organization, verification = _to_decide(actor, verification_id, at)
        _settle(verification, Outcome.REFUSED, actor=actor, note=note, at=at)
        notify(
            people=acting_people(organization_id=organization.pk, at=at),
            kind=NewsKind.ORGANIZATION_REFUSED,
            subject=organization,
            at=at,
            words={"organization": organization.name, "why": note},
        )
        write_down("refuse_verification", subject=verification, organization=organization, actor=actor, at=at)
    return verification


def _to_decide(actor: Person, verification_id: UUID, at: datetime) -> tuple[Organization, Verification]:
    asked = Verification.objects.filter(pk=verification_id).first()
    if asked is None:
        raise OrganizationForbidden
    organization = held(asked.organization_id)
    if not rules.may_verify(person=actor, organization=organization, at=at):
        raise OrganizationForbidden
    return organization, still_waiting(Verification, verification_id, of=organization)


def _settle(verification: Verification, outcome: str, *, actor: Person | None, note: str, at: datetime) -> None:
    verification.ended_at, verification.outcome = at, outcome
    verification.decided_by, verification.note = actor, note
    verification.save(update_fields=["ended_at", "outcome", "decided_by", "note"])
