"""Every read of referrals."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from sanshe.domain.exchange import queries as exchange
from sanshe.domain.exchange.models import Need
from sanshe.domain.organisations.choices import ACTING
from sanshe.domain.organisations.models import Membership, Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.domain.referrals import rules
from sanshe.domain.referrals.choices import RUNNING, CallState, ReferralState
from sanshe.domain.referrals.models import CallBack, KeptApart, Referral

PARTS = ("need__community", "need__person", "need__category", "organization", "referred_by", "answered_by")
SUGGESTED = 5


def referral_for(*, actor: Person, pk: UUID, at: datetime) -> Referral | None:
    """Return a referral to whoever may see it."""
    referral = Referral.objects.filter(pk=pk).select_related(*PARTS).first()
    return referral if referral and rules.may_see_referral(person=actor, referral=referral, at=at) else None


def referrals_of_community(*, community: Community, part: str, at: datetime) -> QuerySet[Referral]:
    """Return the referrals of a community: those waiting, those taken over, or those that are over."""
    found = Referral.objects.filter(need__community=community).select_related(*PARTS)
    if part == "waiting":
        return found.filter(state=ReferralState.SENT).order_by("due_at", "id")
    if part == "taken":
        return found.filter(state=ReferralState.ACCEPTED).order_by("answered_at", "id")
    return found.exclude(state__in=RUNNING).order_by("-ended_at", "-id")


def referrals_to(*, organization: Organization, is_over: bool) -> QuerySet[Referral]:
    """Return what was referred to an organisation: what runs, due first, or what is over; not what was taken back."""
    found = Referral.objects.filter(organization=organization).select_related(*PARTS)
    if is_over:
        over = found.exclude(state__in=(*RUNNING, ReferralState.WITHDRAWN))
        return over.order_by("-ended_at", "-id")
    return found.filter(state__in=RUNNING).order_by("due_at", "id")


def waiting_for(*, person: Person, at: datetime) -> dict[UUID, int]:
    """Return how many referrals wait for an answer, by each organisation that somebody acts for; one query."""
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    acts_for = Membership.objects.filter(running, person=person, kind__in=ACTING, starts_at__lte=at)
    waiting = Referral.objects.filter(state=ReferralState.SENT, organization__in=acts_for.values("organization"))
    counts: dict[UUID, int] = {}
    for pk in waiting.values_list("organization", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    return counts


def referrals_of_need(*, need: Need) -> list[Referral]:
    """Return where a need was referred to, the latest first."""
    return list(Referral.objects.filter(need=need).select_related(*PARTS).order_by("-referred_at", "-id"))


def could_take(*, need: Need, at: datetime) -> list[Organization]:
    """Return organisations whose services answer a need, the best first; five at most."""
    considered = exchange.considered_for_need(need=need, at=at)
    found: dict[UUID, Organization] = {}
    for one in considered:
        organization = one.intent.organization
        if one.is_answer and organization is not None and organization.closed_at is None:
            found.setdefault(organization.pk, organization)
    return list(found.values())[:SUGGESTED]


def calls(*, community: Community, is_over: bool) -> QuerySet[CallBack]:
    """Return the calls of a community: the open ones, due first, or those that are over, the latest first."""
    found = CallBack.objects.filter(community=community).select_related("person", "need", "taken_by", "asked_by")
    if is_over:
        return found.exclude(state=CallState.OPEN).order_by("-ended_at", "-id").prefetch_related("attempts__by")
    return found.filter(state=CallState.OPEN).order_by("due_at", "id").prefetch_related("attempts__by")


def calls_due(*, community: Community, at: datetime) -> int:
    """Return how many calls are due by now."""
    return CallBack.objects.filter(community=community, state=CallState.OPEN, due_at__lte=at).count()


def duplicates(*, community: Community, at: datetime) -> list[exchange.Alike]:
    """Return the open slips that one home may have written twice and of which nobody said otherwise; three queries."""
    apart = set(KeptApart.objects.filter(first__community=community).values_list("first", "second"))
    found = exchange.duplicate_needs(community=community, at=at)
    return [one for one in found if (min(one.first.pk, one.second.pk), max(one.first.pk, one.second.pk)) not in apart]


def merged_lately(*, community: Community) -> list[Need]:
    """Return the slips that were put together with others lately, the latest first."""
    merged = Need.objects.filter(community=community, merged_into__isnull=False)
    return list(merged.select_related("merged_into", "person").order_by("-closed_at", "-id")[:20])
