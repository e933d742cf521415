"""What was written down for others in the demo district."""

import pytest
from django.utils import timezone

from sanshe.cli.demo.proxy import load
from sanshe.domain.exchange.models import Need, Offer
from sanshe.domain.proxy.models import Entry, FormSheet
from tests.factories import make_community, make_person, make_worker


@pytest.mark.django_db
def test_demo_shows_every_state_of_an_entry():
    community = make_community(name="纺园社区")
    people = {key: make_worker(community=community) for key in ("p005", "p008")}
    people |= {key: make_person(community=community, phone=None) for key in ("p041", "p050", "p055", "p069", "p077")}

    load(communities={"fangyuan": community}, people=people, organizations={}, at=timezone.now())

    assert sorted(Entry.objects.values_list("state", flat=True)) == [
        "entered",
        "posted",
        "posted",
        "posted",
        "returned",
    ]
    assert (Need.objects.count(), Offer.objects.count(), FormSheet.objects.count()) == (2, 1, 15)
