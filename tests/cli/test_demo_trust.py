"""How it was in the demo district: said by both sides, heard by a neighbour, vouched for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sanshe.cli.demo.trust import VOUCHES, load
from sanshe.domain.trust import queries
from sanshe.domain.trust.choices import Due
from sanshe.domain.trust.models import Admission, Reply, Review
from tests.factories import make_community, make_person, make_worker
from tests.factories.trust import make_dispute, make_kept

pytestmark = pytest.mark.django_db
KEPT, DAY = 6, timedelta(days=1)


@pytest.fixture
def community():
    return make_community(name="纺园社区")


@pytest.fixture
def people(community):
    neighbours = {f"p{number:03d}": make_person(community=community) for number in range(1, 40)}
    return neighbours | {"p005": make_worker(community=community)}


def bring_to_life(community, people, *, at):
    load(communities={"fangyuan": community}, people=people, organizations={}, at=at)


def test_demo_says_how_it_was_from_both_sides_and_answers(community, people):
    at = timezone.now()
    for number in range(KEPT):
        receiver, provider = people[f"p{number + 10:03d}"], people[f"p{number + 20:03d}"]
        make_kept(receiver=receiver, provider=provider, community=community, at=at - 3 * DAY)

    bring_to_life(community, people, at=at)

    sides = list(Review.objects.values_list("side", flat=True))
    assert (sides.count("receiver"), sides.count("provider")) == (KEPT, KEPT - 2)
    assert {one.is_open(at) for one in Review.objects.filter(side="provider")} == {True}
    assert Reply.objects.count() == 2


def test_demo_hears_a_dispute_and_waits_for_the_other_side(community, people):
    at = timezone.now()
    disputed = make_dispute(receiver=people["p010"], provider=people["p020"], community=community, at=at - 2 * DAY)

    bring_to_life(community, people, at=at)

    dispute = queries.dispute_of(agreement=disputed)
    assert (dispute.hearing.mediator, dispute.due, dispute.is_overdue(at)) == (people["p003"], Due.HEARING, False)
    assert [step.kind for step in dispute.hearing.steps.all()] == ["named", "heard_receiver"]


def test_demo_admits_whom_the_word_of_the_worker_reaches(community, people):
    at = timezone.now()

    bring_to_life(community, people, at=at)

    reached = {"p005"}
    for voucher, vouched in sorted(VOUCHES, key=lambda pair: pair[0] != "p005"):
        reached |= {vouched} if voucher in reached else set()
    admitted = {key for key, person in people.items() if Admission.objects.filter(person=person).exists()}
    assert admitted == reached == {"p005", "p001", "p016", "p021", "p026", "p029"}
