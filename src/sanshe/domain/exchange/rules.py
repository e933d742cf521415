"""Who may do what with needs, offers and agreements. Each predicate costs at most one query."""

from datetime import datetime

from django.db.models import Q

from sanshe.domain.exchange.choices import TRANSITIONS, AgreementState
from sanshe.domain.exchange.models import Agreement, Intent, Need, Offer
from sanshe.domain.organisations.models import Membership
from sanshe.domain.people.models import Person
from sanshe.domain.people.rules import is_worker


def acts_for(*, person: Person | None, organization_id, at: datetime) -> bool:
    """Tell whether the person runs with a membership of this organisation."""
    return bool(
        person
        and organization_id
        and Membership.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=at),
            person=person,
            organization_id=organization_id,
            starts_at__lte=at,
        ).exists()
    )


def is_owner(*, person: Person | None, intent: Intent, at: datetime) -> bool:
    """Tell whether the slip is the person's own, or their organisation's."""
    if person is None:
        return False
    if intent.person_id == person.pk:
        return True
    return isinstance(intent, Offer) and acts_for(person=person, organization_id=intent.organization_id, at=at)


def may_withdraw(*, person: Person | None, intent: Intent, at: datetime) -> bool:
    """Tell whether the person may take the slip down: its owner, or a worker of its community."""
    return is_owner(person=person, intent=intent, at=at) or (
        intent.community_id is not None and is_worker(person=person, community=intent.community, at=at)
    )


def is_receiver(*, person: Person | None, agreement: Agreement) -> bool:
    """Tell whether the person is the one who receives."""
    return person is not None and agreement.receiver_id == person.pk


def is_provider(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether the person gives, or acts for the organisation that gives."""
    if person is None:
        return False
    if agreement.provider_id is not None:
        return agreement.provider_id == person.pk
    return acts_for(person=person, organization_id=agreement.provider_organization_id, at=at)


def is_party(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether the person stands on either side."""
    return is_receiver(person=person, agreement=agreement) or is_provider(person=person, agreement=agreement, at=at)


def may_decide(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether it is this person's turn to say yes or no: the side that was asked."""
    if agreement.asked_by_receiver:
        return is_provider(person=person, agreement=agreement, at=at)
    return is_receiver(person=person, agreement=agreement)


def may_settle(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether the person may hear the dispute: a worker of the community who is no party to it."""
    return is_worker(person=person, community=agreement.community, at=at) and not is_party(
        person=person, agreement=agreement, at=at
    )


def may_see_agreement(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether the person may read it: the two sides, and a worker once it is in dispute."""
    if is_party(person=person, agreement=agreement, at=at):
        return True
    in_dispute = agreement.state in (AgreementState.DISPUTED, AgreementState.SETTLED)
    return in_dispute and is_worker(person=person, community=agreement.community, at=at)


def can_move(*, agreement: Agreement, to: str) -> bool:
    """Tell whether the state machine leads from where the agreement stands to this state."""
    return to in TRANSITIONS[AgreementState(agreement.state)]


def serves_age(*, offer: Offer, age_years: int | None) -> bool:
    """Tell whether the offer is meant for this age; an unknown age passes."""
    if age_years is None:
        return True
    return (offer.minimum_age or 0) <= age_years <= (150 if offer.maximum_age is None else offer.maximum_age)


def has_room(*, offer: Offer, party_size: int) -> bool:
    """Tell whether so many still fit in."""
    return offer.capacity is None or offer.places_taken + party_size <= offer.capacity


def is_receiver_of(*, person: Person, need: Need) -> bool:
    """Tell whether the need is the person's own."""
    return need.person_id == person.pk
