"""Another phone, proved by a code that was sent to it."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from sanshe.domain.people import operations as people
from sanshe.domain.people import queries as people_queries
from sanshe.domain.people.models import Person
from sanshe.domain.privacy.errors import NotYours, PhoneOfAnother, PhoneUnchanged
from sanshe.domain.privacy.operations.holding import held_person
from sanshe.domain.privacy.rules import may_see_kept
from sanshe.kernel import journal, outbox
from sanshe.kernel.errors import DomainError


def ask_phone_change(*, actor: Person, person_id: UUID, phone: str, asker: str, at: datetime) -> str:
    """Send a code to the phone that somebody wants to have from now on; return the phone as it is kept.

    Whether it belongs to somebody is told only to who proves to hold it.

    Raises
    ------
    NotYours
        The actor is neither the person nor their guardian.
    PhoneUnchanged
        It is the person's phone already.
    PhoneUnreadable, CodeAskedTooOften
        It is no number, or too many codes were asked for.
    """
    if not may_see_kept(person=actor, of=person_id, at=at):
        raise NotYours
    number = people.normalize_phone(text=phone)
    if Person.objects.filter(pk=person_id, phone=number).exists():
        raise PhoneUnchanged
    return people.request_sign_in_code(phone=number, asker=asker, at=at).phone


def change_phone(*, actor: Person, person_id: UUID, phone: str, code: str, at: datetime) -> Person:
    """Give somebody another phone, with the code sent to it; whoever is signed in as them is signed out.

    The former phone is told, so that nobody loses an account without noticing.

    Raises
    ------
    NotYours
        The actor is neither the person nor their guardian.
    CodeWrong
        The code differs; the try is counted.
    CodeSpent
        No live code: expired, used, or tried too often.
    PhoneOfAnother
        The phone belongs to somebody else.
    """
    number = people.normalize_phone(text=phone)
    refusal: DomainError | None = None
    with transaction.atomic():
        _lock(f"phone {number}")
        person = held_person(actor=actor, person_id=person_id, at=at)
        refusal = people.use_code(phone=number, code=code, at=at) or _refusal_of_holder(person, number)
        if refusal is None:
            _give(person=person, number=number, actor=actor, at=at)
    if refusal:
        raise refusal  # outside the transaction, so that the counted try stays counted
    return person


def _give(*, person: Person, number: str, actor: Person, at: datetime) -> None:
    former = person.phone
    person.phone = number
    person.claimed_at = person.claimed_at or (at if actor == person else None)
    person.session_stamp += 1
    try:
        with transaction.atomic():
            person.save(update_fields=["phone", "claimed_at", "session_stamp"])
    except IntegrityError as error:  # somebody signed in with it for the first time at the same instant
        raise PhoneOfAnother from error
    if former:
        outbox.send_later(kind="phone_changed", recipient=former, body={}, at=at)
    journal.record(
        operation="privacy.change_phone",
        subject=person,
        actor=actor,
        on_behalf_of=person if actor != person else None,
        at=at,
    )


def _refusal_of_holder(person: Person, number: str) -> DomainError | None:
    holder = people_queries.holder_of_phone(phone=number)
    return PhoneOfAnother() if holder and holder.pk != person.pk else None


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
