"""The board: which needs and offers hang there, and one of them for somebody."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from sanshe.domain.exchange.choices import IntentStatus
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.people import queries as people
from sanshe.domain.people.choices import WORKERS
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community

NEED_PARTS = ("person", "entered_by", "community", "category", "category__parent", "landmark")
OFFER_PARTS = (
    "person",
    "entered_by",
    "organization",
    "community",
    "category",
    "category__parent",
    "landmark",
    "service",
)


def open_needs(*, community: Community, category_code: str = "") -> QuerySet[Need]:
    """Return the needs on a community's board, newest first, of one category or those below it if a code is given.

    What was told in confidence hangs on no board, nor does what has found all its helpers.
    """
    needs = Need.objects.filter(
        community=community, status=IntentStatus.OPEN, is_private=False, helpers_taken__lt=F("helpers_wanted")
    ).select_related(*NEED_PARTS)
    return needs.filter(_in_category(category_code)) if category_code else needs


def open_offers(*, community: Community, category_code: str = "") -> QuerySet[Offer]:
    """Return the offers given in a community, those for the whole district among them, newest first."""
    offers = Offer.objects.filter(Q(community=community) | Q(community=None), status=IntentStatus.OPEN).select_related(
        *OFFER_PARTS
    )
    return offers.filter(_in_category(category_code)) if category_code else offers


def needs_of(*, person: Person) -> QuerySet[Need]:
    """Return all needs of a person, newest first, whatever became of them."""
    return Need.objects.filter(person=person).select_related(*NEED_PARTS)


def offers_of(*, person: Person) -> QuerySet[Offer]:
    """Return all offers of a person, newest first, whatever became of them."""
    return Offer.objects.filter(person=person).select_related(*OFFER_PARTS)


def private_needs(*, community: Community) -> QuerySet[Need]:
    """Return the open needs that were told in confidence, the oldest first, for the workers of the community."""
    return (
        Need.objects.filter(community=community, status=IntentStatus.OPEN, is_private=True)
        .select_related(*NEED_PARTS)
        .order_by("posted_at")
    )


def need_for(*, actor: Person | None, pk: UUID, at: datetime) -> Need | None:
    """Return a need for somebody to read: an open one for everybody, a closed or private one for those it concerns.

    The sentence and the form of address are public on the board; phone and home are not part of a need at all. A need
    told in confidence opens for its owner, who speaks for them, the workers there, and a side of its agreement.
    """
    readable = Q(status=IntentStatus.OPEN, is_private=False) | _concerns(actor, "need", at)
    if actor is not None:
        works_in = people.running_roles_of_kinds(person=actor, kinds=WORKERS, at=at).values("community")
        readable |= Q(is_private=True, community__in=works_in)
    return Need.objects.filter(readable, pk=pk).select_related(*NEED_PARTS).first()


def offer_for(*, actor: Person | None, pk: UUID, at: datetime) -> Offer | None:
    """Return an offer for somebody to read: an open one for everybody, a closed one for those it concerned."""
    readable = Q(status=IntentStatus.OPEN) | _concerns(actor, "offer", at)
    return Offer.objects.filter(readable, pk=pk).select_related(*OFFER_PARTS).first()


def _concerns(actor: Person | None, field: str, at: datetime) -> Q:
    if actor is None:
        return Q(pk=None)
    spoken_for = people.spoken_for(person=actor, at=at).values("pk")
    of_agreement = Agreement.objects.filter(Q(receiver=actor) | Q(provider=actor))
    return (
        Q(person=actor)
        | Q(person__in=spoken_for)
        | Q(entered_by=actor)
        | Q(pk__in=of_agreement.values(field).filter(**{f"{field}__isnull": False}))
    )


def _in_category(code: str) -> Q:
    return Q(category__code=code) | Q(category__parent__code=code)
