"""Promises that are over, and disputes, for tests of trust."""

from datetime import datetime

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.people import operations as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from tests.factories import AT, make_need, make_offer, make_request


def make_kept(*, receiver: Person, provider: Person, community: Community, at: datetime = AT, **need) -> Agreement:
    """Make an agreement that was kept and confirmed; with `organization` the provider gives in its name."""
    agreement = _agreed(receiver=receiver, provider=provider, community=community, at=at, **need)
    operations.record_delivery(actor=provider, agreement_id=agreement.pk, at=at)
    return operations.confirm_delivery(actor=receiver, agreement_id=agreement.pk, at=at)


def make_dispute(*, receiver: Person, provider: Person, community: Community, at: datetime = AT, **need) -> Agreement:
    """Make an agreement about which the receiver objects."""
    agreement = _agreed(receiver=receiver, provider=provider, community=community, at=at, **need)
    operations.record_delivery(actor=provider, agreement_id=agreement.pk, at=at)
    return operations.dispute_delivery(actor=receiver, agreement_id=agreement.pk, reason="没有来", at=at)


def _agreed(*, receiver: Person, provider: Person, community: Community, at: datetime, **fields) -> Agreement:
    organization = fields.pop("organization", None)
    if fields.get("is_private"):
        people.give_consent(person=receiver, kind=ConsentKind.SENSITIVE_DATA, wording="我同意", at=at, actor=receiver)
    need = make_need(person=receiver, community=community, at=at, **fields)
    offer = make_offer(person=provider, community=community, at=at, organization=organization)
    agreement = make_request(need=need, offer=offer, at=at)
    return operations.accept_agreement(actor=provider, agreement_id=agreement.pk, at=at)
