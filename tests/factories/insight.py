"""Unmet needs, people to count them among, and services that took place."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sanshe.domain.catalogue.models import Service
from sanshe.domain.exchange.models import Agreement, Delivery, Need, Offer
from sanshe.domain.insight.models import UnmetRecord
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from tests.factories import AT, make_need, make_person


def make_unmet_need(*, community: Community, person: Person | None = None, **fields) -> Need:
    """Post a need that no offer answers, as the last look at it found."""
    found = {name: fields.pop(name) for name in ("answer_count", "refusal_counts") if name in fields}
    at = fields.pop("at", AT - timedelta(days=3))
    need = make_need(person=person or make_person(community=community), community=community, at=at, **fields)
    looked = {"answer_count": 0, "refusal_counts": {}, "answers_counted_at": at, **found}
    Need.objects.filter(pk=need.pk).update(**looked)
    need.refresh_from_db()
    return need


def make_record(*, community: Community, **fields) -> UnmetRecord:
    """Record that a household found nobody, without any need here."""
    return UnmetRecord.objects.create(
        community=community,
        **{"cause": "nobody_offers", "first_unmet_at": AT - timedelta(days=3), "source": "test", **fields},
    )


def make_agreement(
    *, offer: Offer | None, community: Community, receiver: Person, need: Need | None = None, **fields
) -> Agreement:
    """Write down an agreement as it stands in the end, whatever led to it."""
    return Agreement.objects.create(
        offer=offer,
        need=need,
        community=community,
        receiver=receiver,
        **{
            "provider": offer.person if offer else None,
            "provider_organization": offer.organization if offer else None,
            "requested_by": receiver,
            "asked_by_receiver": True,
            "state": "confirmed",
            "requested_at": AT - timedelta(days=9),
            "decided_at": AT - timedelta(days=8),
            **fields,
        },
    )


def deliver(
    *,
    service: Service,
    community: Community,
    receiver: Person,
    times: int = 1,
    at: datetime = AT,
    people_count: int = 1,
    **fields,
) -> Agreement:
    """Let somebody receive a service so often, under one promise."""
    offer, _ = Offer.objects.get_or_create(
        service=service,
        community=community,
        defaults={
            "organization": service.organization,
            "category": service.category,
            "sentence": service.name,
            "posted_at": AT,
            "places_rule": "returning",
        },
    )
    agreement = make_agreement(offer=offer, community=community, receiver=receiver, **fields)
    for number in range(times):
        Delivery.objects.create(
            agreement=agreement,
            recorded_by=receiver,
            delivered_at=at + timedelta(days=number),
            people_count=people_count,
        )
    return agreement


def make_receivers(*, community: Community, count: int) -> Sequence[Person]:
    """Make so many residents."""
    return [make_person(community=community, name=f"邻居{number}") for number in range(count)]
