"""Who speaks for whom."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.people.errors import SpeaksForOneself
from sanshe.domain.people.models import Person, Representation
from sanshe.kernel import journal


def start_representation(
    *, principal: Person, representative: Person, kind: str, at: datetime, actor: Person
) -> Representation:
    """Let somebody speak for the principal from now on; one that runs already is returned.

    Who may grant it is the caller's question: a worker who saw both, or the principal's own word or receipt.

    Raises
    ------
    SpeaksForOneself
        Both are the same person.
    """
    if principal == representative:
        raise SpeaksForOneself
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=principal.pk)
        running = Representation.objects.filter(
            principal=principal, representative=representative, ends_at=None
        ).first()
        if running:
            return running
        representation = Representation.objects.create(
            principal=principal, representative=representative, kind=kind, starts_at=at, confirmed_by=actor
        )
        journal.record(
            operation="people.start_representation",
            subject=representation,
            actor=actor,
            on_behalf_of=principal,
            at=at,
            detail={"kind": kind},
        )
    return representation


def end_representation(*, representation_id: UUID, at: datetime, actor: Person) -> None:
    """End it; ending it twice changes nothing. Who may end it is the caller's question."""
    with transaction.atomic():
        representation = Representation.objects.select_for_update().get(pk=representation_id)
        if representation.ends_at is None:
            representation.ends_at = at
            representation.save(update_fields=["ends_at"])
            journal.record(
                operation="people.end_representation",
                subject=representation,
                actor=actor,
                on_behalf_of=representation.principal_id,
                at=at,
            )
