"""The board: which needs and offers hang there, and one of them for somebody."""

from uuid import UUID

from django.db.models import Q, QuerySet

from sanshe.domain.exchange.choices import IntentStatus
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community

NEED_PARTS = ("person", "community", "category", "category__parent", "landmark")
OFFER_PARTS = ("person", "organization", "community", "category", "category__parent", "landmark", "service")


def open_needs(*, community: Community, category_code: str = "") -> QuerySet[Need]:
    """Return the needs on a community's board, newest first, of one category or those below it if a code is given."""
    needs = Need.objects.filter(community=community, status=IntentStatus.OPEN).select_related(*NEED_PARTS)
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


def need_for(*, actor: Person | None, pk: UUID) -> Need | None:
    """Return a need for somebody to read: an open one for everybody, a closed one for those it concerned.

    The sentence and the form of address are public on the board; phone and home are not part of a need at all.
    """
    return Need.objects.filter(_readable(actor, "need"), pk=pk).select_related(*NEED_PARTS).first()


def offer_for(*, actor: Person | None, pk: UUID) -> Offer | None:
    """Return an offer for somebody to read: an open one for everybody, a closed one for those it concerned."""
    return Offer.objects.filter(_readable(actor, "offer"), pk=pk).select_related(*OFFER_PARTS).first()


def _readable(actor: Person | None, field: str) -> Q:
    readable = Q(status=IntentStatus.OPEN)
    if actor is None:
        return readable
    of_agreement = Agreement.objects.filter(Q(receiver=actor) | Q(provider=actor))
    return (
        readable
        | Q(person=actor)
        | Q(entered_by=actor)
        | Q(pk__in=of_agreement.values(field).filter(**{f"{field}__isnull": False}))
    )


def _in_category(code: str) -> Q:
    return Q(category__code=code) | Q(category__parent__code=code)
