"""Learning how neighbours call what helped them, so that who says it alike finds it next time.

A wording is learned when the receiver confirms that the need is solved. It counts for the home it came from, confirmed
and not the giver's own: accounts cost nothing, homes cannot be made up. One home has one wording of each offer, and
until a second home has been helped an offer has one; a ring of friends gains a word or two, and only those under which
its offer is of the same kind as what was asked for.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.choices import IntentStatus
from sanshe.domain.exchange.errors import ActForbidden
from sanshe.domain.exchange.models import Agreement, Need, Offer, Wording
from sanshe.domain.exchange.models.wordings import WORDING_MAX
from sanshe.domain.exchange.operations.indexing import index_offers
from sanshe.domain.exchange.queries.search import text_of, tokens_of
from sanshe.domain.exchange.queries.wordings import wordings_on
from sanshe.domain.people import queries as people
from sanshe.domain.people.models import Person
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.engines.language.stripping import stripped
from sanshe.kernel import journal

# Of fewer telling tokens, or fewer that the offer does not say itself, nothing can be learned.
LEAST_TOKENS, LEAST_NEW = 2, 1


def learn_wording(*, agreement: Agreement, need: Need | None, offer: Offer | None, at: datetime) -> bool:
    """Keep how the receiver of a kept promise had said what they needed; tell whether anything was learned.

    Nothing is learned of what was told in confidence, from a home that is not confirmed or that of the giver, of what
    is of another kind than the offer, and of words that the offer says itself. It runs in the transaction that
    confirms the promise.
    """
    if need is None or offer is None or need.is_private or not agreement.is_solved:
        return False
    homes = people.confirmed_homes(person_ids=[agreement.receiver_id, agreement.provider_id], at=at)
    home = homes.get(agreement.receiver_id)
    if home is None or home == homes.get(agreement.provider_id):
        return False
    text = stripped(need.sentence, at=at)[:WORDING_MAX]
    words = taxonomy.sorting().words
    said = set(tokens_of(text, words))
    own = set(tokens_of(text_of(offer), words))
    if len(said) < LEAST_TOKENS or len(said - own) < LEAST_NEW or not _is_of_that_kind(need, offer):
        return False
    about: list[dict[str, UUID]] = [{"offer_id": offer.pk}]
    if offer.service_id:
        about.append({"service_id": offer.service_id})
    learned = False
    for one in about:
        _, is_new = Wording.objects.get_or_create(
            **one,
            household_key=home,
            defaults={"text": text, "agreement": agreement, "learned_at": at},
        )
        learned |= is_new
    if learned:
        _index(offer)
    return learned


def take_out_wording(*, actor: Person, offer_id: UUID, wording_id: UUID, at: datetime) -> Wording:
    """Let nobody find an offer by this wording any more, as a worker of its community; once.

    Raises
    ------
    ActForbidden
        The actor is no worker there.
    """
    return _set_removed(actor=actor, offer_id=offer_id, wording_id=wording_id, is_removed=True, at=at)


def put_back_wording(*, actor: Person, offer_id: UUID, wording_id: UUID, at: datetime) -> Wording:
    """Let an offer be found by a wording again that was taken out.

    Raises
    ------
    ActForbidden
        The actor is no worker there.
    """
    return _set_removed(actor=actor, offer_id=offer_id, wording_id=wording_id, is_removed=False, at=at)


def _set_removed(*, actor: Person, offer_id: UUID, wording_id: UUID, is_removed: bool, at: datetime) -> Wording:
    with transaction.atomic():
        offer = Offer.objects.select_related("community").get(pk=offer_id)
        wording = wordings_on(offer=offer).select_for_update().get(pk=wording_id)
        if not rules.may_see_wordings(person=actor, offer=offer, at=at):
            raise ActForbidden
        if (wording.removed_at is not None) == is_removed:
            return wording
        wording.removed_at, wording.removed_by = (at, actor) if is_removed else (None, None)
        wording.save(update_fields=["removed_at", "removed_by"])
        journal.record(
            operation="exchange.take_out_wording" if is_removed else "exchange.put_back_wording",
            subject=offer,
            actor=actor,
            at=at,
            community_code=offer.community.code if offer.community else "",
            detail={"wording": str(wording.pk)},
        )
        _index(offer)
    return wording


def _index(offer: Offer) -> None:
    same = Offer.objects.filter(pk=offer.pk)
    if offer.service_id:
        same |= Offer.objects.filter(service=offer.service_id)
    index_offers(offer_ids=same.filter(status=IntentStatus.OPEN).order_by("pk").values_list("pk", flat=True))


def _is_of_that_kind(need: Need, offer: Offer) -> bool:
    """Tell whether the need is of the offer's kind, or at least of none that is certainly another."""
    if offer.category is None:
        return True
    if need.category is not None:
        same = {offer.category_id, offer.category.parent_id} - {None}
        return not same.isdisjoint({need.category_id, need.category.parent_id} - {None})
    route = taxonomy.router().route(need.sentence)
    return route.abstains or route.routings[0].code == offer.category.code
