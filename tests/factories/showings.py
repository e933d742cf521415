"""Lists that were shown and answered, by the dozen."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from sanshe.domain.exchange.models import Agreement, Need, Offer, Showing
from sanshe.engines.matching.score import PARTS, Weights
from tests.factories import AT, make_need, make_offer, make_person


def make_showing(*, need: Need, offer: Offer, place: int = 1, at: datetime = AT, **fields) -> Showing:
    """Keep that a need was shown an offer."""
    values = dict.fromkeys(PARTS, 0.5) | fields
    return Showing.objects.create(
        need=need,
        offer=offer,
        place=place,
        chance=values.pop("chance", 1.0),
        shown_on=timezone.localtime(at).date(),
        shown_at=at,
        weighting_number=0,
        **values,
    )


def make_answered_lists(*, community, count: int, chosen_by: Weights, at: datetime = AT) -> list[Agreement]:
    """Show so many lists of three; of each, the best by these weights is asked for and says yes."""
    dice = random.Random(7)
    offers = [
        make_offer(person=make_person(community=community), community=community, sentence=f"帮忙{number}")
        for number in range(3)
    ]
    receiver = make_person(community=community)
    agreements = []
    with transaction.atomic():
        for number in range(count):
            need = make_need(person=receiver, community=community, sentence=f"要人帮忙{number}")
            values = [{name: dice.random() for name in PARTS} for _ in offers]
            scores = [sum(getattr(chosen_by, name) * one[name] for name in PARTS) for one in values]
            for place, (offer, one) in enumerate(zip(offers, values, strict=True), start=1):
                make_showing(need=need, offer=offer, place=place, at=at, **one)
            agreements.append(
                Agreement.objects.create(
                    need=need,
                    offer=offers[scores.index(max(scores))],
                    community=community,
                    receiver=receiver,
                    provider=offers[scores.index(max(scores))].person,
                    requested_by=receiver,
                    asked_by_receiver=True,
                    state="cancelled",
                    requested_at=at + timedelta(hours=1),
                    decided_at=at + timedelta(hours=2),
                    accepted_at=at + timedelta(hours=2),
                    ended_at=at + timedelta(hours=3),
                    ended_by="receiver",
                )
            )
    return agreements
