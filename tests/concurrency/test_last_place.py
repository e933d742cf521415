"""An offer is never oversold, however many say yes at the same instant."""

import os
from functools import partial

import pytest
from django.db import transaction

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.errors import OfferFull
from sanshe.domain.exchange.models import Agreement, Need, Offer
from tests.concurrency import Racers
from tests.factories import AT, make_community, make_need, make_offer, make_person

RACERS = 32
# A thousand take minutes: SANSHE_RACES=1000 ./sanshe test tests/concurrency/test_last_place.py
ROUNDS = int(os.environ.get("SANSHE_RACES", "150"))


@pytest.mark.django_db(transaction=True)
def test_last_place_is_taken_once_in_every_race_of_32_connections():
    community = make_community()
    provider = make_person(community=community)
    receivers = [make_person(community=community) for _ in range(RACERS)]
    needs = [make_need(person=person, community=community) for person in receivers]
    sold = []

    with Racers(RACERS) as racers:
        for _ in range(ROUNDS):
            offer = make_offer(person=provider, community=community, capacity=1)
            requests = Agreement.objects.bulk_create(
                Agreement(
                    need=need,
                    offer=offer,
                    community=community,
                    receiver=need.person,
                    provider=provider,
                    requested_by=need.person,
                    asked_by_receiver=True,
                    turn="provider",
                    requested_at=AT,
                )
                for need in needs
            )
            outcomes = racers.run(
                [
                    partial(operations.accept_agreement, actor=provider, agreement_id=request.pk, at=AT)
                    for request in requests
                ]
            )
            taken = Offer.objects.values_list("places_taken", flat=True).get(pk=offer.pk)
            accepted = sum(isinstance(outcome, Agreement) for outcome in outcomes)
            refused = sum(isinstance(outcome, OfferFull) for outcome in outcomes)
            sold.append((taken, accepted, refused))
            with transaction.atomic():
                Agreement.objects.filter(offer=offer).update(
                    state="withdrawn", turn="", holds_place=False, holds_hand=False, decided_at=AT
                )
                Offer.objects.filter(pk=offer.pk).update(places_taken=0, status="withdrawn")
                Need.objects.update(helpers_taken=0)

    assert set(sold) == {(1, 1, RACERS - 1)}
    assert Need.objects.filter(status="open").count() == RACERS


@pytest.mark.django_db(transaction=True)
def test_ten_places_go_to_ten_of_32():
    community = make_community()
    provider = make_person(community=community)
    offer = make_offer(person=provider, community=community, capacity=10)
    needs = [make_need(person=make_person(community=community), community=community) for _ in range(RACERS)]

    with Racers(RACERS) as racers:
        asked = racers.run(
            [
                partial(operations.ask_for_offer, actor=need.person, offer_id=offer.pk, need_id=need.pk, at=AT)
                for need in needs
            ]
        )
        racers.run([partial(operations.accept_agreement, actor=provider, agreement_id=one.pk, at=AT) for one in asked])

    offer.refresh_from_db()
    assert offer.places_taken == Agreement.objects.filter(offer=offer, state="accepted").count() == 10
