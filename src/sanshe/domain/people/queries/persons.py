"""People, their roles, consents and who speaks for them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db.models import F, Q, QuerySet

from sanshe.domain.people.choices import STAFF, WORKERS, MergeState, RoleKind
from sanshe.domain.people.models import Consent, Person, PersonMerge, PersonQuerySet, Representation, Role
from sanshe.domain.places.models import Community

TOKEN_SALT = "sanshe.demo.sign_in"


def person(*, pk: UUID) -> Person | None:
    """Return the open account with this identifier; one that was made one with another leads to that one."""
    found = Person.objects.filter(pk=pk).select_related("merged_into").first()
    kept = found.merged_into or found if found else None
    return kept if kept and kept.is_active else None


def person_with_phone(*, phone: str) -> Person | None:
    """Return the open account that this phone, given as E.164, leads to; a merged entry's phone to the kept one."""
    found = holder_of_phone(phone=phone)
    return found if found and found.is_active else None


def holder_of_phone(*, phone: str) -> Person | None:
    """Return whom this phone leads to, closed accounts too: whose it is, or into whom its holder was merged."""
    found = Person.objects.filter(phone=phone).first()
    if found:
        return found
    merge = (
        PersonMerge.objects.filter(former_phone=phone, state=MergeState.MERGED)
        .select_related("kept__merged_into")
        .first()
    )
    return (merge.kept.merged_into or merge.kept) if merge else None


def people_by_id(*, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return the people with these identifiers, closed ones too."""
    return Person.objects.in_bulk(list(ids))


def role(*, pk: UUID) -> Role | None:
    """Return the role with this identifier, with the person and the community."""
    return Role.objects.filter(pk=pk).select_related("person", "community").first()


def roles_of(*, person: Person) -> list[Role]:
    """Return every part somebody ever played, running ones first, each with its community."""
    return list(
        Role.objects.filter(person=person)
        .select_related("community")
        .order_by(F("ends_at").desc(nulls_first=True), "-starts_at")
    )


def staff_roles(*, at: datetime) -> QuerySet[Role]:
    """Return the running roles of everybody who works for the communities, the district or the installation."""
    return (
        Role.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=at), kind__in=STAFF, starts_at__lte=at, person__closed_at=None
        )
        .select_related("person", "community")
        .order_by("community__code", "kind", "starts_at", "id")
    )


def representation(*, pk: UUID) -> Representation | None:
    """Return the representation with this identifier, with both sides."""
    return Representation.objects.filter(pk=pk).select_related("principal", "representative").first()


def sign_in_token(*, person: Person) -> str:
    """Return what a demo's sign-in link carries for a person; only a demo accepts it."""
    return signing.dumps(str(person.pk), salt=TOKEN_SALT)


def person_of_token(*, token: str) -> Person | None:
    """Return the person whom a demo's sign-in link names, or None where it was not made here."""
    try:
        return person(pk=UUID(signing.loads(token, salt=TOKEN_SALT)))
    except signing.BadSignature:
        return None


def running_roles(*, person: Person, at: datetime) -> list[Role]:
    """Return the roles a person holds at this instant, with their communities."""
    return list(
        Role.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), person=person, starts_at__lte=at).select_related(
            "community"
        )
    )


def running_roles_of_kinds(*, person: Person, kinds: tuple[str, ...], at: datetime) -> QuerySet[Role]:
    """Return the roles of these kinds that a person holds at this instant, to narrow other reads by."""
    return Role.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), person=person, kind__in=kinds, starts_at__lte=at)


def home_community(*, person: Person, at: datetime) -> Community | None:
    """Return the community where the person lives now; of several, the one moved to last."""
    role = (
        Role.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=at),
            person=person,
            kind=RoleKind.RESIDENT,
            starts_at__lte=at,
        )
        .select_related("community")
        .order_by("-starts_at")
        .first()
    )
    return role.community if role else None


def consents_of(*, person: Person) -> list[Consent]:
    """Return what a person consented to, the newest first, ended ones among them."""
    return list(Consent.objects.filter(person=person).select_related("recorded_by").order_by("-given_at"))


def has_consented(*, person: Person, kind: str) -> bool:
    """Tell whether a consent of this kind runs."""
    return Consent.objects.filter(person=person, kind=kind, withdrawn_at=None).exists()


def representations_by(*, person: Person, at: datetime) -> list[Representation]:
    """Return for whom a person speaks now, with both sides."""
    return list(
        Representation.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=at), representative=person, starts_at__lte=at, principal__closed_at=None
        ).select_related("principal", "representative")
    )


def representations_of(*, person: Person, at: datetime) -> list[Representation]:
    """Return who speaks for a person now, with both sides."""
    return list(
        Representation.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=at), principal=person, starts_at__lte=at
        ).select_related("principal", "representative")
    )


def spoken_for(*, person: Person, at: datetime) -> PersonQuerySet:
    """Return for whom a person may act besides themselves, as guardian, as helper or as their worker."""
    return Person.objects.spoken_for_by(person, at=at)


def workers_of(*, community: Community, at: datetime) -> list[Person]:
    """Return the community and social workers of a community."""
    working = Role.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), kind__in=WORKERS, community=community, starts_at__lte=at
    )
    return list(Person.objects.filter(pk__in=working.values("person"), closed_at=None))
