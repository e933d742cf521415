"""Homes: where somebody lives, and that a worker saw it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.people.choices import VerificationMethod
from sanshe.domain.people.errors import AddressUnreadable, FileClosed, NoHomeYet
from sanshe.domain.people.models import Household, HouseholdMember, Person, ResidenceVerification
from sanshe.domain.people.models.addresses import address_key
from sanshe.domain.people.models.homes import ADDRESS_MAX
from sanshe.domain.people.operations.leaving import leave_homes
from sanshe.domain.people.operations.roles import enter_person, settle
from sanshe.domain.people.rules import is_worker, may_see_file
from sanshe.domain.places.models import Community
from sanshe.kernel import journal
from sanshe.kernel.fields import plain_text


def move_home(
    *, person: Person, community: Community, address: str, at: datetime, actor: Person | None
) -> HouseholdMember:
    """Let somebody live in a home from now on; the home, its confirmation and the community before end, and are kept.

    Who may say so is the caller's question: the person, or a worker of the new community. The same home again changes
    nothing.

    Raises
    ------
    AddressUnreadable
        It names no home.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        household = _household(community=community, address=address, at=at)
        running = HouseholdMember.objects.filter(person=person, ends_at=None).first()
        if running and running.household_id == household.pk:
            settle(person=person, community=community, at=at)
            return running
        settle(person=person, community=community, at=at)
        leave_homes(person=person, but=Household.objects.filter(pk=household.pk), at=at)
        member = HouseholdMember.objects.create(person=person, household=household, starts_at=at)
        journal.record(
            operation="people.move_home",
            subject=member,
            actor=actor,
            on_behalf_of=person,
            at=at,
            community_code=community.code,
        )
    return member


def enter_home(*, actor: Person, person_id: UUID, community: Community, address: str, at: datetime) -> HouseholdMember:
    """Let a worker of the community write down where one of its residents lives.

    Raises
    ------
    FileClosed
        The actor works neither where the person lives nor where they move to.
    AddressUnreadable
        It names no home.
    """
    allowed = may_see_file(person=actor, of=person_id, at=at) and is_worker(person=actor, community=community, at=at)
    if not allowed:
        raise FileClosed
    person = Person.objects.get(pk=person_id)
    return move_home(person=person, community=community, address=address, at=at, actor=actor)


def enter_resident(
    *,
    actor: Person,
    community: Community,
    full_name: str,
    form_of_address: str,
    at: datetime,
    birth_year: int | None = None,
    phone: str = "",
    address: str = "",
) -> Person:
    """Let a worker enter somebody of their community, with the home where it is known.

    Raises
    ------
    FileClosed
        The actor is no worker of the community.
    PhoneUnreadable, PhoneTaken, AddressUnreadable
        What was typed is no phone, is somebody's phone already, or is no home.
    """
    if not is_worker(person=actor, community=community, at=at):
        raise FileClosed
    with transaction.atomic():
        person = enter_person(
            full_name=full_name,
            form_of_address=form_of_address,
            birth_year=birth_year,
            phone=phone,
            community=community,
            at=at,
            actor=actor,
        )
        if address:
            move_home(person=person, community=community, address=address, at=at, actor=actor)
    return person


def verify_residence(*, actor: Person, person_id: UUID, at: datetime) -> ResidenceVerification:
    """Let a worker confirm that somebody lives where they say: they saw the papers, or visited.

    A home that is confirmed stays confirmed as it was.

    Raises
    ------
    FileClosed
        The actor is no worker of the community where the home is, or it is their own home.
    NoHomeYet
        No home is written down.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(pk=person_id).first()
        if person is None or person == actor or not may_see_file(person=actor, of=person_id, at=at):
            raise FileClosed
        member = (
            HouseholdMember.objects.filter(person=person, ends_at=None).select_related("household__community").first()
        )
        if member is None:
            raise NoHomeYet
        if not is_worker(person=actor, community=member.household.community, at=at):
            raise FileClosed
        return confirm_home(
            person=person, household=member.household, method=VerificationMethod.WORKER, actor=actor, at=at
        )


def confirm_home(
    *, person: Person, household: Household, method: str, actor: Person, at: datetime
) -> ResidenceVerification:
    """Write down that a home is confirmed; for operations that hold the person's row."""
    running = ResidenceVerification.objects.filter(person=person, household=household, ends_at=None).first()
    if running:
        return running
    verification = ResidenceVerification.objects.create(
        person=person,
        household=household,
        method=method,
        verified_by=actor if method == VerificationMethod.WORKER else None,
        starts_at=at,
    )
    journal.record(
        operation="people.verify_residence",
        subject=verification,
        actor=actor,
        on_behalf_of=person,
        at=at,
        community_code=household.community.code,
        detail={"method": method},
    )
    return verification


def _household(*, community: Community, address: str, at: datetime) -> Household:
    written = " ".join(plain_text(address).split())
    key = address_key(text=written, within=community.name_zh)
    if not key or max(len(key), len(written)) > ADDRESS_MAX:
        raise AddressUnreadable
    household, _is_new = Household.objects.get_or_create(
        community=community, address_key=key, defaults={"address": written, "entered_at": at}
    )
    return household
