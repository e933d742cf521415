"""Who speaks for whom."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sanshe.domain.people.choices import AGE_OF_MAJORITY, RepresentationKind
from sanshe.domain.people.errors import (
    FileClosed,
    GuardianTooYoung,
    NotAMinor,
    SpeaksForOneself,
)
from sanshe.domain.people.models import Person, Representation
from sanshe.domain.people.operations.leaving import after
from sanshe.domain.people.operations.phones import known_person
from sanshe.domain.people.rules import is_minor, may_end_representation, may_see_file
from sanshe.kernel import journal


def start_representation(
    *,
    principal: Person,
    representative: Person,
    kind: str,
    at: datetime,
    actor: Person,
    ends_at: datetime | None = None,
) -> Representation:
    """Let somebody speak for the principal from now on, for ever or until `ends_at`; one that runs is returned.

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
            Q(ends_at=None) | Q(ends_at__gt=at), principal=principal, representative=representative
        ).first()
        if running:
            return running
        representation = Representation.objects.create(
            principal=principal,
            representative=representative,
            kind=kind,
            starts_at=at,
            ends_at=ends_at,
            confirmed_by=actor,
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
        if representation.ends_at is None or representation.ends_at > at:
            representation.ends_at = after(representation.starts_at, at)
            representation.save(update_fields=["ends_at"])
            journal.record(
                operation="people.end_representation",
                subject=representation,
                actor=actor,
                on_behalf_of=representation.principal_id,
                at=at,
            )


def confirm_guardian(*, actor: Person, minor_id: UUID, phone: str, name: str, at: datetime) -> Representation:
    """Let a worker confirm who looks after a child; it ends by itself when the child is grown up.

    Raises
    ------
    FileClosed
        The actor is no worker where the child lives.
    NotAMinor
        The child is grown up, or its year of birth is not known.
    HelperUnknown
        Nobody here has this phone and this name.
    GuardianTooYoung
        The guardian is not grown up.
    SpeaksForOneself
        Both are the same person.
    """
    if not may_see_file(person=actor, of=minor_id, at=at):
        raise FileClosed
    with transaction.atomic():
        minor = Person.objects.select_for_update().get(pk=minor_id)
        if not is_minor(birth_year=minor.birth_year, at=at):
            raise NotAMinor
        guardian = known_person(phone=phone, name=name)
        if is_minor(birth_year=guardian.birth_year, at=at):
            raise GuardianTooYoung
        return start_representation(
            principal=minor,
            representative=guardian,
            kind=RepresentationKind.GUARDIAN,
            at=at,
            actor=actor,
            ends_at=_grown_up_at(birth_year=minor.birth_year, at=at),
        )


def grant_helper(*, actor: Person, principal_id: UUID, phone: str, name: str, at: datetime) -> Representation:
    """Let somebody of their choice speak for a person: by their own word, or before their worker.

    Phone and name are both asked for: a slip of the finger lets no stranger in, and nobody learns from the answer whose
    phone it is.

    Raises
    ------
    FileClosed
        The actor is neither the person nor a worker where they live.
    HelperUnknown
        Nobody here has this phone and this name.
    SpeaksForOneself
        Both are the same person.
    """
    if actor.pk != principal_id and not may_see_file(person=actor, of=principal_id, at=at):
        raise FileClosed
    with transaction.atomic():
        principal = Person.objects.select_for_update().get(pk=principal_id)
        return start_representation(
            principal=principal,
            representative=known_person(phone=phone, name=name),
            kind=RepresentationKind.HELPER,
            at=at,
            actor=actor,
        )


def stop_representation(*, actor: Person, representation_id: UUID, at: datetime) -> None:
    """End it for one of the two sides or for their worker; ending it twice changes nothing.

    Raises
    ------
    FileClosed
        The actor may not end it: a child its guardian, or a stranger.
    """
    with transaction.atomic():
        row = Representation.objects.select_for_update().filter(pk=representation_id).first()
        if row is None or not may_end_representation(person=actor, representation=row, at=at):
            raise FileClosed
        end_representation(representation_id=representation_id, at=at, actor=actor)


def _grown_up_at(*, birth_year: int, at: datetime) -> datetime:
    return timezone.localtime(at).replace(
        year=birth_year + AGE_OF_MAJORITY, month=1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
