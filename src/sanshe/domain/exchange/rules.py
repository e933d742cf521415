"""Who may do what with needs, offers and agreements. Each predicate costs at most two queries, none for oneself.

Somebody may act through another: a guardian, a helper, or the worker who enters for them (`people.rules.speaks_for`).
Whoever stands on one side in person never acts for the other.
"""

from datetime import datetime

from django.db.models import Q

from sanshe.domain.exchange.choices import TRANSITIONS, AgreementState, PlacesRule, Side
from sanshe.domain.exchange.models import Agreement, Intent, Need, Offer
from sanshe.domain.organisations.rules import acts_for
from sanshe.domain.people.choices import HEARERS, RoleKind
from sanshe.domain.people.models import Person, Representation
from sanshe.domain.people.rules import has_role, is_worker, speaks_for


def is_owner(*, person: Person | None, intent: Intent, at: datetime) -> bool:
    """Tell whether the slip is the person's own, their organisation's, or that of somebody they speak for."""
    if isinstance(intent, Offer) and intent.organization_id:
        return acts_for(person=person, organization_id=intent.organization_id, at=at)
    return speaks_for(person=person, principal_id=intent.person_id, at=at)


def is_own(*, person: Person | None, intent: Intent) -> bool:
    """Tell whether the slip is the person's very own."""
    return person is not None and intent.person_id == person.pk


def may_read_private(*, person: Person | None, need: Need, at: datetime) -> bool:
    """Tell whether a need told in confidence opens for the person: to whom it belongs, and to the workers there."""
    return is_owner(person=person, intent=need, at=at) or is_worker(person=person, community=need.community, at=at)


def may_withdraw(*, person: Person | None, intent: Intent, at: datetime) -> bool:
    """Tell whether the person may take the slip down: its owner, or a worker of its community."""
    return is_owner(person=person, intent=intent, at=at) or (
        intent.community_id is not None and is_worker(person=person, community=intent.community, at=at)
    )


def is_receiver(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether the person receives, or speaks for the one who does without giving themselves."""
    if person is None or agreement.provider_id == person.pk:
        return False
    if agreement.receiver_id == person.pk:
        return True
    if not speaks_for(person=person, principal_id=agreement.receiver_id, at=at):
        return False
    return not acts_for(person=person, organization_id=agreement.provider_organization_id, at=at)


def is_provider(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether the person gives, or acts for the one who does without receiving themselves."""
    if person is None or agreement.receiver_id == person.pk:
        return False
    if agreement.provider_id is None:
        return acts_for(person=person, organization_id=agreement.provider_organization_id, at=at)
    return speaks_for(person=person, principal_id=agreement.provider_id, at=at)


def is_party(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether the person stands on either side."""
    return is_receiver(person=person, agreement=agreement, at=at) or is_provider(
        person=person, agreement=agreement, at=at
    )


def is_involved(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether somebody is too close to a side to judge: it, whoever represents it, or acts for the organisation.

    A worker who only writes for somebody without a telephone is not: else nobody could hear what befalls them.
    """
    if person is None:
        return False
    sides = [pk for pk in (agreement.receiver_id, agreement.provider_id) if pk]
    if person.pk in sides or acts_for(person=person, organization_id=agreement.provider_organization_id, at=at):
        return True
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    return Representation.objects.filter(
        running, representative=person, principal__in=sides, starts_at__lte=at
    ).exists()


def is_on_side(*, person: Person | None, agreement: Agreement, side: str, at: datetime) -> bool:
    """Tell whether the person stands on this side or speaks for it; on no side nobody stands."""
    if side == Side.RECEIVER:
        return is_receiver(person=person, agreement=agreement, at=at)
    return side == Side.PROVIDER and is_provider(person=person, agreement=agreement, at=at)


def may_decide(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether it is this person's turn to say yes or no: to a question, a kept place, or another time."""
    return agreement.state in (
        AgreementState.REQUESTED,
        AgreementState.HELD,
        AgreementState.ACCEPTED,
    ) and is_on_side(person=person, agreement=agreement, side=agreement.turn, at=at)


def may_decline(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether the person may say no: whose turn it is, and who gives to somebody on the waiting list."""
    if agreement.state == AgreementState.WAITING:
        return is_provider(person=person, agreement=agreement, at=at)
    return agreement.state == AgreementState.REQUESTED and may_decide(person=person, agreement=agreement, at=at)


def may_have_accepted(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether the yes on a promise may be this person's, so that saying it twice is once."""
    side = Side.PROVIDER if agreement.asked_by_receiver else Side.RECEIVER
    return is_on_side(person=person, agreement=agreement, side=side, at=at) and not agreement.turn


def may_dispute(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether the person may object: the receiver to what is done, whoever is said not to have come to that."""
    if agreement.state == AgreementState.MISSED:
        return is_on_side(person=person, agreement=agreement, side=agreement.ended_by, at=at)
    return is_receiver(person=person, agreement=agreement, at=at)


def may_withdraw_request(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether the person may take the question back: who put it, or the side for which it was put."""
    if person is not None and agreement.requested_by_id == person.pk:
        return True
    if agreement.asked_by_receiver:
        return is_receiver(person=person, agreement=agreement, at=at)
    return is_provider(person=person, agreement=agreement, at=at)


def may_settle(*, person: Person | None, agreement: Agreement, at: datetime) -> bool:
    """Tell whether the person may hear the dispute: a worker or mediator of the community who is no party to it."""
    return has_role(person=person, kinds=HEARERS, community=agreement.community, at=at) and not is_involved(
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
    """Tell whether so many still fit in; where capacity is by the hour, the hour decides (`operations.steps.plan`)."""
    if offer.capacity is None or offer.places_rule == PlacesRule.BY_TIME:
        return could_ever_fit(offer=offer, party_size=party_size)
    return offer.places_taken + party_size <= offer.capacity


def could_ever_fit(*, offer: Offer, party_size: int) -> bool:
    """Tell whether so many would fit in if nobody else were there."""
    return offer.capacity is None or party_size <= offer.capacity


def may_post_for(*, actor: Person, person: Person | None, at: datetime) -> bool:
    """Tell whether the actor may write a slip for this person; for oneself always."""
    return person is None or speaks_for(person=actor, principal_id=person.pk, at=at)


def may_weigh(*, person: Person | None, at: datetime) -> bool:
    """Tell whether the person may change what the ranking counts: a district officer or an operator."""
    return has_role(person=person, kinds=(RoleKind.DISTRICT_OFFICER, RoleKind.OPERATOR), at=at)


def may_see_wordings(*, person: Person | None, offer: Offer, at: datetime) -> bool:
    """Tell whether the person may see what neighbours called an offer, and take it out: who works in its community.

    What is given in the whole district is looked after by district officers and operators.
    """
    if offer.community is not None:
        return is_worker(person=person, community=offer.community, at=at)
    return may_weigh(person=person, at=at)


def may_teach(*, person: Person | None, at: datetime) -> bool:
    """Tell whether the person may have it learned anew how sentences are sorted: a district officer or an operator."""
    return has_role(person=person, kinds=(RoleKind.DISTRICT_OFFICER, RoleKind.OPERATOR), at=at)
