"""The promises of the demo district, in every stage."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from sanshe.cli.demo.promises import load
from sanshe.domain.exchange.models import Agreement, Delivery, Need
from tests.factories import make_category, make_community, make_person

CATEGORIES = ("accompanied_outings", "phone_lessons", "plumbing", "moving_help")


@pytest.mark.django_db
@pytest.mark.parametrize("days", range(0, 14, 3))
def test_demo_shows_promises_in_every_stage_on_any_day(days):
    community = make_community(name="纺园社区")
    for code in CATEGORIES:
        make_category(code=code, name=code)
    people = {f"p{number:03d}": make_person(community=community) for number in range(1, 40)}

    load(
        communities={"fangyuan": community},
        people=people,
        organizations={},
        at=timezone.now() + timedelta(days=days),
    )

    states = Counter(Agreement.objects.values_list("state", flat=True))
    assert states == {"accepted": 5, "held": 1, "waiting": 1, "requested": 1, "missed": 1, "cancelled": 1}
    assert Delivery.objects.count() == 2
    assert Need.objects.get(helpers_wanted=2).helpers_taken == 1
