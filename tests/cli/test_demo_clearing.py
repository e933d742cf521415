"""The plan of next week in the demo district."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sanshe.cli.demo import clearing
from sanshe.domain.clearing.choices import RoundState
from sanshe.domain.clearing.models import Round
from tests.factories import make_category, make_community, make_need, make_offer, make_person, make_worker


@pytest.mark.django_db
@pytest.mark.parametrize("days", range(0, 7, 3))
def test_demo_shows_a_plan_with_a_line_held_fast_on_any_day(days):
    community = make_community(name="纺园社区")
    category = make_category(code="escort_to_doctor", name="陪同就医")
    make_need(person=make_person(community=community), community=community, category=category)
    make_offer(person=make_person(community=community), community=community, category=category)

    clearing.load(
        communities={"fangyuan": community},
        people={"p005": make_worker(community=community)},
        organizations={},
        at=timezone.now() + timedelta(days=days),
    )

    round = Round.objects.get()
    assert round.state == RoundState.PROPOSED
    assert list(round.assignments.values_list("is_pinned", flat=True)) == [True]
