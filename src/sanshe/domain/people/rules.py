"""Who may do what among people: predicates, each one query at most."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Q
from django.utils import timezone

from sanshe.domain.people.choices import AGE_OF_MAJORITY, GIVERS, STAFF, WORKERS, RepresentationKind, RoleKind
from sanshe.domain.people.models import (
    HouseholdMember,
    Person,
    PersonMerge,
    Representation,
    ResidenceVerification,
    Role,
)
from sanshe.domain.places.models import Community


def has_role(
    *, person: Person | None, kinds: tuple[str, ...], at: datetime, community: Community | None = None
) -> bool:
    """Tell whether a running role of one of these kinds is held, in this community where one is given."""
    if person is None:
        return False
    roles = Role.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), person=person, kind__in=kinds, starts_at__lte=at)
    if community is not None:
        roles = roles.filter(Q(community=community) | Q(community=None))
    return roles.exists()


def is_staff(*, person: Person | None, at: datetime) -> bool:
    """Tell whether the person works for the community, the district or the installation."""
    return has_role(person=person, kinds=STAFF, at=at)


def is_worker(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether the person is a community or social worker of this community."""
    return has_role(person=person, kinds=WORKERS, at=at, community=community)


def may_see_desk(*, person: Person | None, community: Community, at: datetime) -> bool:
    """Tell whether the worker's desk of this community opens for the person."""
    kinds = (*WORKERS, RoleKind.DISTRICT_OFFICER, RoleKind.AUDITOR)
    return has_role(person=person, kinds=kinds, at=at, community=community)


def speaks_for(*, person: Person | None, principal_id: UUID | None, at: datetime) -> bool:
    """Tell whether the person may act for another: themselves, whom they represent, or whom they enter as a worker."""
    if person is None or principal_id is None:
        return False
    if person.pk == principal_id:
        return True
    return Person.objects.spoken_for_by(person, at=at).filter(pk=principal_id).exists()


def may_list_residents(*, person: Person | None, community: Community | None, at: datetime) -> bool:
    """Tell whether the list of residents of this community opens: only for its workers."""
    return community is not None and is_worker(person=person, community=community, at=at)


def may_see_file(*, person: Person | None, of: UUID, at: datetime) -> bool:
    """Tell whether somebody's file opens: for the workers of the community they live in."""
    if person is None:
        return False
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    works_in = Role.objects.filter(running, person=person, kind__in=WORKERS, starts_at__lte=at).values("community")
    return Role.objects.filter(
        running, person=of, kind=RoleKind.RESIDENT, starts_at__lte=at, community__in=works_in, person__closed_at=None
    ).exists()


def may_record_check(*, person: Person | None, of: UUID, at: datetime) -> bool:
    """Tell whether somebody may write down that another's papers were seen: a worker of their community, never own."""
    return person is not None and person.pk != of and may_see_file(person=person, of=of, at=at)


def may_give_role(*, person: Person | None, to: UUID, kind: str, community: Community | None, at: datetime) -> bool:
    """Tell whether the person may give this role, or end it: nobody their own, and nobody one they have no say over."""
    if person is None or person.pk == to or kind not in GIVERS:
        return False
    return Role.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        Q(community=community) | Q(community=None),
        person=person,
        kind__in=GIVERS[RoleKind(kind)],
        starts_at__lte=at,
    ).exists()


def lives_in(*, person: Person | None, household_id: UUID, at: datetime) -> bool:
    """Tell whether somebody lives in a home now, confirmed or not."""
    if person is None:
        return False
    return HouseholdMember.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person=person, household=household_id, starts_at__lte=at
    ).exists()


def is_verified_resident(*, person: Person | None, community: Community, at: datetime) -> bool:
    """Tell whether it was confirmed that somebody lives in this community now."""
    if person is None:
        return False
    return ResidenceVerification.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at), person=person, household__community=community, starts_at__lte=at
    ).exists()


def is_minor(*, birth_year: int | None, at: datetime) -> bool:
    """Tell whether somebody born in this year is not yet grown up; only the year is kept, and it decides."""
    return birth_year is not None and timezone.localtime(at).year - birth_year < AGE_OF_MAJORITY


def may_end_representation(*, person: Person | None, representation: Representation, at: datetime) -> bool:
    """Tell whether somebody may end it: either side, but a child not its guardian; and the principal's worker."""
    if person is None:
        return False
    if person.pk == representation.representative_id:
        return True
    if person.pk == representation.principal_id:
        return representation.kind != RepresentationKind.GUARDIAN
    return may_see_file(person=person, of=representation.principal_id, at=at)


def may_propose_merge(*, person: Person | None, one: UUID, other: UUID, at: datetime) -> bool:
    """Tell whether somebody may say that two entries are one: one of the two, or a worker of either's community."""
    if person is None:
        return False
    if person.pk in (one, other):
        return True
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    works_in = Role.objects.filter(running, person=person, kind__in=WORKERS, starts_at__lte=at).values("community")
    return Role.objects.filter(
        running, person__in=(one, other), kind=RoleKind.RESIDENT, starts_at__lte=at, community__in=works_in
    ).exists()


def may_see_merge(*, person: Person | None, merge: PersonMerge, at: datetime) -> bool:
    """Tell whether the two entries open side by side: for the workers of the community, never for one of the two."""
    if person is None or person.pk in (merge.kept_id, merge.merged_id):
        return False
    return is_worker(person=person, community=merge.community, at=at)


def may_review_merge(*, person: Person | None, merge: PersonMerge, at: datetime) -> bool:
    """Tell whether somebody may decide a merge: a worker there who did not propose it and is not one of the two.

    Where one of the two plays a part that a worker may not give, a worker may not merge it either: otherwise a
    resident could be made one with an officer.
    """
    if person is None or person.pk in (merge.kept_id, merge.merged_id, merge.proposed_by_id):
        return False
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    works_there = Role.objects.filter(
        running, person=person, kind__in=WORKERS, starts_at__lte=at, community=merge.community_id
    )
    above = Role.objects.filter(running, person__in=(merge.kept_id, merge.merged_id), kind__in=STAFF)
    return works_there.filter(~Exists(above)).exists()
