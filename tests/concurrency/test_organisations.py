"""A group keeps an officer, a name and one decision, however many act at the same instant."""

from functools import partial

import pytest

from sanshe.domain.organisations import operations
from sanshe.domain.organisations.models import JoinRequest, Membership, Organization
from tests.concurrency import Racers
from tests.factories import AT, make_community, make_person
from tests.factories.organisations import make_body, make_group

RACERS = 4
ROUNDS = 8

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("make", "who"), [(make_group, "officers"), (make_body, "managers")])
def test_of_those_who_all_leave_at_once_one_stays(make, who):
    community = make_community()
    left = []

    with Racers(RACERS) as racers:
        for number in range(ROUNDS):
            heads = tuple(make_person(community=community) for _ in range(RACERS))
            one = make(community=community, name=f"{number}", **{who: heads})
            racers.run(
                [partial(operations.leave_organization, actor=head, organization_id=one.pk, at=AT) for head in heads]
            )
            left.append(Membership.objects.filter(organization=one, ends_at=None).count())

    assert left == [1] * ROUNDS


def test_name_taken_at_once_is_one_group():
    community = make_community()

    with Racers(RACERS) as racers:
        for number in range(ROUNDS):
            founders = [make_person(community=community) for _ in range(RACERS)]
            racers.run(
                [
                    partial(
                        operations.found_group,
                        actor=founder,
                        community=community,
                        name=f"{' ' * place}{number}号 棋组",
                        purpose="下棋",
                        join_policy="asking",
                        at=AT,
                    )
                    for place, founder in enumerate(founders)
                ]
            )

    assert Organization.objects.count() == ROUNDS


def test_one_person_founding_at_once_keeps_to_the_limit():
    community = make_community()
    founder = make_person(community=community)

    with Racers(8) as racers:
        racers.run(
            [
                partial(
                    operations.found_group,
                    actor=founder,
                    community=community,
                    name=f"{number}",
                    purpose="下棋",
                    join_policy="asking",
                    at=AT,
                )
                for number in range(8)
            ]
        )

    assert Organization.objects.count() == 3


def test_request_decided_both_ways_at_once_is_decided_once():
    community = make_community()
    results = []

    with Racers(RACERS) as racers:
        for number in range(ROUNDS):
            officers = tuple(make_person(community=community) for _ in range(RACERS))
            group = make_group(community=community, name=f"{number}", officers=officers)
            asker = make_person(community=community)
            request = operations.join_group(actor=asker, organization_id=group.pk, at=AT)
            acts = [
                partial(
                    operations.decide_request,
                    actor=officer,
                    request_id=request.pk,
                    is_accepted=bool(place % 2),
                    note="人满了",
                    at=AT,
                )
                for place, officer in enumerate(officers)
            ]
            decided = sum(isinstance(one, JoinRequest) for one in racers.run(acts))
            request.refresh_from_db()
            is_in = Membership.objects.filter(organization=group, person=asker).exists()
            results.append((decided, is_in == (request.outcome == "accepted")))

    assert results == [(1, True)] * ROUNDS
