"""Agreements, each seen only by those it concerns."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.choices import AgreementState, Side
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.organisations.models import Membership
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community

PARTS = (
    "need",
    "need__category",
    "offer",
    "offer__category",
    "offer__organization",
    "community",
    "receiver",
    "provider",
    "provider_organization",
)
MEETINGS = ("commitments", "deliveries", "proposals")


def agreements_of(*, person: Person, at: datetime) -> QuerySet[Agreement]:
    """Return the agreements in which a person stands on either side, also for an organisation, newest first."""
    return Agreement.objects.filter(_concerns(person, at)).select_related(*PARTS).prefetch_related(*MEETINGS)


def agreement_for(*, actor: Person | None, pk: UUID, at: datetime) -> Agreement | None:
    """Return an agreement to one of its sides, or to a worker once it is in dispute; to nobody else."""
    agreement = Agreement.objects.filter(pk=pk).select_related(*PARTS).prefetch_related(*MEETINGS).first()
    if agreement and rules.may_see_agreement(person=actor, agreement=agreement, at=at):
        return agreement
    return None


def agreements_on_need(*, need: Need) -> list[Agreement]:
    """Return the agreements about a need, for its owner."""
    return list(Agreement.objects.filter(need=need).select_related(*PARTS).prefetch_related(*MEETINGS))


def agreements_on_offer(*, offer: Offer) -> list[Agreement]:
    """Return the agreements about an offer, for its owner."""
    return list(Agreement.objects.filter(offer=offer).select_related(*PARTS).prefetch_related(*MEETINGS))


def waiting_for(*, offer: Offer) -> QuerySet[Agreement]:
    """Return who waits for a place of an offer, in the order in which places are kept for them."""
    return Agreement.objects.filter(offer=offer, state=AgreementState.WAITING).order_by("requested_at", "id")


def disputes_in(*, community: Community) -> list[Agreement]:
    """Return the open disputes of a community, the oldest first, for its workers."""
    return list(
        Agreement.objects.filter(community=community, state=AgreementState.DISPUTED)
        .select_related(*PARTS)
        .prefetch_related(*MEETINGS)
        .order_by("requested_at")
    )


def waiting_count(*, person: Person, at: datetime) -> int:
    """Return how many agreements wait for this person's word: to answer, or to confirm."""
    provides = Q(provider=person) | Q(provider_organization__in=_organizations(person, at))
    return Agreement.objects.filter(Q(turn=Side.RECEIVER, receiver=person) | Q(turn=Side.PROVIDER) & provides).count()


def _concerns(person: Person, at: datetime) -> Q:
    return Q(receiver=person) | Q(provider=person) | Q(provider_organization__in=_organizations(person, at))


def _organizations(person: Person, at: datetime) -> QuerySet:
    return Membership.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), person=person, starts_at__lte=at).values(
        "organization"
    )
