"""Who belongs to what, who did, and who would like to."""

from datetime import datetime
from uuid import UUID

from django.db.models import Case, QuerySet, When

from sanshe.domain.organisations.choices import ACTING, MANAGING, EndReason, JoinWish, MembershipKind
from sanshe.domain.organisations.models import Invitation, JoinRequest, Membership, Organization
from sanshe.domain.organisations.rules import heading_kinds, running_memberships
from sanshe.domain.people.choices import MergeState
from sanshe.domain.people.models import Person, PersonMerge

_FIRST_THOSE_WHO_LOOK_AFTER_IT = Case(
    When(kind=MembershipKind.MANAGER, then=0),
    When(kind=MembershipKind.OFFICER, then=1),
    When(kind=MembershipKind.STAFF, then=2),
    default=3,
)


def members_of(*, organization: Organization, at: datetime) -> QuerySet[Membership]:
    """Return who belongs to an organisation, those who look after it first; closed accounts are left out."""
    running = running_memberships(at=at).filter(organization=organization, person__closed_at=None)
    return running.select_related("person").order_by(_FIRST_THOSE_WHO_LOOK_AFTER_IT, "starts_at", "id")


def acting_people(*, organization_id: UUID | None, at: datetime) -> list[Person]:
    """Return who acts for an organisation towards others."""
    acting = running_memberships(at=at).filter(organization_id=organization_id, kind__in=ACTING)
    return list(Person.objects.filter(pk__in=acting.values("person"), closed_at=None))


def officers_of(*, organization: Organization, at: datetime) -> list[Membership]:
    """Return who looks after an organisation, for everybody to see."""
    return list(members_of(organization=organization, at=at).filter(kind__in=MANAGING))


def heads_of(*, organization: Organization, at: datetime) -> list[Person]:
    """Return who names others: a group's officers, another body's managers."""
    running = members_of(organization=organization, at=at)
    return [one.person for one in running.filter(kind__in=heading_kinds(organization=organization))]


def is_dormant(*, organization: Organization, at: datetime) -> bool:
    """Tell whether nobody with an open account heads the organisation any more."""
    running = running_memberships(at=at).filter(organization=organization, person__closed_at=None)
    return not running.filter(kind__in=heading_kinds(organization=organization)).exists()


def offices_over_time(*, organization: Organization) -> QuerySet[Membership]:
    """Return every office that was ever held here, the newest first, with who held it and from whom it came."""
    offices = Membership.objects.filter(organization=organization, kind__in=MANAGING)
    return offices.select_related("person", "succeeds__person").order_by("-starts_at", "-id")


def membership(*, pk: UUID) -> Membership | None:
    """Return one membership with who and where."""
    return Membership.objects.filter(pk=pk).select_related("person", "organization__community").first()


def membership_of(*, person: Person | None, organization: Organization, at: datetime) -> Membership | None:
    """Return as what a person belongs to an organisation now."""
    if person is None:
        return None
    return running_memberships(at=at).filter(person=person, organization=organization).first()


def memberships_of(*, person: Person, at: datetime) -> QuerySet[Membership]:
    """Return where a person belongs now, closed groups left out."""
    running = running_memberships(at=at).filter(person=person, organization__closed_at=None)
    return running.select_related("organization__community").order_by("organization__name", "id")


def was_removed(*, person: Person, organization: Organization) -> bool:
    """Tell whether the last thing that happened to a person here was that they were removed."""
    last = Membership.objects.filter(person=person, organization=organization).order_by("-starts_at", "-id").first()
    return last is not None and last.ended_as == EndReason.REMOVED


def join_request_of(*, person: Person | None, organization: Organization) -> JoinRequest | None:
    """Return what a person asked of an organisation and waits for."""
    if person is None:
        return None
    return JoinRequest.objects.filter(person=person, organization=organization, ended_at=None).first()


def join_requests_to(*, organization: Organization) -> QuerySet[JoinRequest]:
    """Return who asks to belong to a group, the oldest first."""
    waiting = JoinRequest.objects.filter(organization=organization, wish=JoinWish.MEMBERSHIP, ended_at=None)
    return waiting.select_related("person").order_by("asked_at", "id")


def invitation(*, pk: UUID) -> Invitation | None:
    """Return one invitation with whose it is."""
    return Invitation.objects.filter(pk=pk).select_related("organization__community", "invited_by").first()


def invitations_for(*, person: Person) -> list[Invitation]:
    """Return the invitations that wait for a person: to their phone, or to one of an entry that became theirs."""
    phones = PersonMerge.objects.filter(kept=person, state=MergeState.MERGED).exclude(former_phone="")
    known = [*phones.values_list("former_phone", flat=True), *filter(None, [person.phone])]
    waiting = Invitation.objects.filter(phone__in=known, ended_at=None, organization__closed_at=None)
    return list(waiting.select_related("organization__community", "invited_by").order_by("invited_at", "id"))


def invitations_from(*, organization: Organization) -> QuerySet[Invitation]:
    """Return the invitations of an organisation that nobody has answered, the newest first."""
    return Invitation.objects.filter(organization=organization, ended_at=None).order_by("-invited_at", "-id")
