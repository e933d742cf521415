"""Putting one's own entry right."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sanshe.domain.people.choices import Language
from sanshe.domain.people.models import Person
from sanshe.domain.privacy.errors import BirthYearHeld, BirthYearImpossible, NameMissing
from sanshe.domain.privacy.operations.holding import held_person
from sanshe.domain.privacy.rules import has_guardian
from sanshe.kernel import journal
from sanshe.kernel.fields import plain_text

EARLIEST_BIRTH_YEAR = 1900


def correct_entry(
    *,
    actor: Person,
    person_id: UUID,
    form_of_address: str,
    full_name: str,
    birth_year: int | None,
    language: str,
    at: datetime,
) -> Person:
    """Put right how somebody is called, their name, year of birth and language; the journal keeps which, not what.

    Raises
    ------
    NotYours
        The actor is neither the person nor their guardian.
    NameMissing, BirthYearImpossible
        Nobody is called so, or was born then.
    BirthYearHeld
        A child with a guardian would make itself older.
    """
    said = {
        "form_of_address": _one_line(form_of_address, Person._meta.get_field("form_of_address").max_length),
        "full_name": _one_line(full_name, Person._meta.get_field("full_name").max_length),
        "birth_year": birth_year,
        "language": Language(language).value,
    }
    if not said["form_of_address"]:
        raise NameMissing
    if birth_year is not None and not EARLIEST_BIRTH_YEAR <= birth_year <= timezone.localtime(at).year:
        raise BirthYearImpossible
    with transaction.atomic():
        person = held_person(actor=actor, person_id=person_id, at=at)
        changed = [name for name, value in said.items() if getattr(person, name) != value]
        if "birth_year" in changed and actor == person and has_guardian(person=person, at=at):
            raise BirthYearHeld
        if changed:
            for name in changed:
                setattr(person, name, said[name])
            person.save(update_fields=changed)
            journal.record(
                operation="privacy.correct_entry",
                subject=person,
                actor=actor,
                on_behalf_of=person if actor != person else None,
                at=at,
                detail={"fields": changed},
            )
    return person


def _one_line(text: str, longest: int | None) -> str:
    return " ".join(plain_text(text).split())[:longest]
