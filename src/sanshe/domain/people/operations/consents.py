"""Consent, given and taken back."""

from datetime import datetime

from django.db import transaction

from sanshe.domain.people.choices import GivenHow
from sanshe.domain.people.models import Consent, Person
from sanshe.kernel import journal


def give_consent(
    *, person: Person, kind: str, wording: str, at: datetime, actor: Person, how: str = GivenHow.ON_SCREEN
) -> Consent:
    """Keep that somebody consented to one thing in these words; a consent that runs in the same words is returned.

    `actor` is the person, or the worker or guardian who recorded it. New words end the old consent.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        running = Consent.objects.filter(person=person, kind=kind, withdrawn_at=None).first()
        if running and running.wording == wording:
            return running
        if running:
            running.withdrawn_at = at
            running.save(update_fields=["withdrawn_at"])
        consent = Consent.objects.create(
            person=person,
            kind=kind,
            wording=wording,
            how=how,
            given_at=at,
            recorded_by=None if actor == person else actor,
        )
        journal.record(
            operation="people.give_consent",
            subject=consent,
            actor=actor,
            on_behalf_of=person if actor != person else None,
            at=at,
            detail={"kind": kind, "how": how},
        )
    return consent


def withdraw_consent(*, person: Person, kind: str, at: datetime, actor: Person) -> None:
    """End a consent; what was done under it stays done."""
    with transaction.atomic():
        running = Consent.objects.select_for_update().filter(person=person, kind=kind, withdrawn_at=None).first()
        if running:
            running.withdrawn_at = at
            running.save(update_fields=["withdrawn_at"])
            journal.record(
                operation="people.withdraw_consent",
                subject=running,
                actor=actor,
                on_behalf_of=person if actor != person else None,
                at=at,
                detail={"kind": kind},
            )
