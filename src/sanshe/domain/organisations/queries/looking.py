"""What waits for somebody who looks at organisations from outside."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from sanshe.domain.organisations.choices import JoinWish
from sanshe.domain.organisations.models import JoinRequest, Organization, Verification
from sanshe.domain.organisations.rules import overseeing_roles, running_memberships
from sanshe.domain.people.models import Person


def verification_of(*, organization: Organization) -> Verification | None:
    """Return the look at an organisation that waits."""
    return Verification.objects.filter(organization=organization, ended_at=None).first()


def last_verification(*, organization: Organization) -> Verification | None:
    """Return the last time that an organisation asked to be looked at, decided or not."""
    asked = Verification.objects.filter(organization=organization).select_related("decided_by")
    return asked.order_by("-asked_at", "-id").first()


def verifications_to_decide(*, person: Person, at: datetime) -> QuerySet[Verification]:
    """Return the organisations a person may look at that wait for it, the oldest first; their own are left out."""
    waiting = Verification.objects.filter(_to_look_at(person, at), ended_at=None)
    return (
        waiting.exclude(Exists(_own(person, at)))
        .select_related("organization__community", "asked_by")
        .order_by("asked_at", "id")
    )


def takeovers_to_decide(*, person: Person, at: datetime) -> QuerySet[JoinRequest]:
    """Return who would look after a group that nobody looks after, for those who may decide, the oldest first."""
    waiting = JoinRequest.objects.filter(_to_look_at(person, at), wish=JoinWish.TAKEOVER, ended_at=None)
    return (
        waiting.exclude(Exists(_own(person, at)))
        .select_related("organization__community", "person")
        .order_by("asked_at", "id")
    )


def _own(person: Person, at: datetime) -> QuerySet:
    return running_memberships(at=at).filter(person=person, organization=OuterRef("organization"))


def _to_look_at(person: Person, at: datetime) -> Q:
    roles = overseeing_roles(person=person, at=at)
    district = Exists(roles.filter(community=None))
    return Q(organization__community__in=roles.exclude(community=None).values("community")) | Q(district)
