"""Homes, who lives in them, and the letters to their doors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import (
    Household,
    HouseholdMember,
    Person,
    ResidenceCode,
    ResidenceVerification,
    Role,
)
from sanshe.domain.people.models.addresses import address_key
from sanshe.domain.places.models import Community

PHONE_DIGITS_MIN = 4


@dataclass(frozen=True)
class Home:
    """Where somebody lives now, and whether that was confirmed."""

    household: Household
    since: datetime
    verification: ResidenceVerification | None

    @property
    def is_verified(self) -> bool:
        """Whether somebody confirmed it."""
        return self.verification is not None


def home_of(*, person: Person, at: datetime) -> Home | None:
    """Return the home somebody lives in now, with its community and how it was confirmed."""
    member = (
        HouseholdMember.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), person=person, starts_at__lte=at)
        .select_related("household__community")
        .first()
    )
    if member is None:
        return None
    verification = (
        ResidenceVerification.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=at), person=person, household=member.household, starts_at__lte=at
        )
        .select_related("verified_by")
        .first()
    )
    return Home(household=member.household, since=member.starts_at, verification=verification)


def confirmed_homes(*, person_ids: Iterable[UUID | None], at: datetime) -> dict[UUID, UUID]:
    """Return the household of each of these people whose living there is confirmed at this instant; one query."""
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    rows = ResidenceVerification.objects.filter(running, person__in=set(person_ids) - {None}, starts_at__lte=at)
    return dict(rows.values_list("person", "household"))


def homes_of(*, person: Person) -> list[HouseholdMember]:
    """Return every home somebody lived in, the newest first."""
    return list(
        HouseholdMember.objects.filter(person=person)
        .select_related("household__community")
        .order_by("-starts_at", "-id")
    )


def household_mates(*, person: Person, household: Household, at: datetime) -> list[Person]:
    """Return who else lives in a home for sure; for its members, who see forms of address, and for workers."""
    return list(
        Person.objects.filter(Exists(_verified(household=household, at=at)), closed_at=None).exclude(pk=person.pk)
    )


def housemates_to_see(*, person: Person, home: Home, at: datetime) -> list[Person]:
    """Return whom somebody may see in their home: nobody while their own living there is not confirmed.

    Otherwise whoever writes down an address would learn who lives behind that door.
    """
    return household_mates(person=person, household=home.household, at=at) if home.is_verified else []


def waiting_letter(*, person: Person) -> ResidenceCode | None:
    """Return the letter somebody asked for, printed or not, that they have not answered; an expired one too."""
    return ResidenceCode.objects.filter(person=person, ends_at=None).select_related("household__community").first()


def letters_to_print(*, community: Community) -> QuerySet[ResidenceCode]:
    """Return the letters asked for in a community that nobody has printed, the oldest first."""
    return (
        ResidenceCode.objects.filter(household__community=community, printed_at=None, ends_at=None)
        .select_related("person", "household")
        .order_by("asked_at", "id")
    )


def letters_under_way(*, community: Community, at: datetime) -> QuerySet[ResidenceCode]:
    """Return the printed letters of a community that can still be answered, the newest first."""
    return (
        ResidenceCode.objects.filter(
            household__community=community, printed_at__isnull=False, ends_at=None, expires_at__gt=at
        )
        .select_related("person", "household", "printed_by")
        .order_by("-printed_at", "-id")
    )


def residents(*, community: Community, at: datetime, search: str = "") -> QuerySet[Person]:
    """Return who lives in a community, for its workers: each with `home_address` and `is_verified`.

    `search` is looked for in both names, in the address however it is written, and from four digits on in the phone.
    """
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    lives_here = Role.objects.filter(
        running, person=OuterRef("pk"), kind=RoleKind.RESIDENT, community=community, starts_at__lte=at
    )
    at_home = HouseholdMember.objects.filter(
        running, person=OuterRef("pk"), household__community=community, starts_at__lte=at
    )
    found = Person.objects.filter(Exists(lives_here), closed_at=None).annotate(
        home_address=Subquery(at_home.values("household__address")[:1]),
        is_verified=Exists(
            ResidenceVerification.objects.filter(
                running, person=OuterRef("pk"), household__community=community, starts_at__lte=at
            )
        ),
    )
    if search:
        found = found.filter(_matching(search, community, at_home))
    return found.order_by("full_name", "form_of_address", "id")


def residents_at(*, community: Community, ids: list[UUID], at: datetime) -> dict[UUID, Person]:
    """Return those of these people who live in a community, each with `home_address` and `is_verified`."""
    return residents(community=community, at=at).in_bulk(ids)


def _matching(search: str, community: Community, at_home: QuerySet) -> Q:
    wanted = Q(full_name__icontains=search) | Q(form_of_address__icontains=search)
    digits = "".join(char for char in search if char.isdigit() and char.isascii())
    if len(digits) >= PHONE_DIGITS_MIN and len(digits) == len(search.replace(" ", "").replace("-", "").lstrip("+")):
        wanted |= Q(phone__contains=digits)
    key = address_key(text=search, within=community.name_zh)
    if key:
        wanted |= Exists(at_home.filter(household__address_key__contains=key))
    return wanted


def _verified(*, household: Household, at: datetime) -> QuerySet[ResidenceVerification]:
    return ResidenceVerification.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person=OuterRef("pk"), household=household, starts_at__lte=at
    )
