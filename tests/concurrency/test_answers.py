"""Weights proposed and put into force at once, and the same slip counted by several workers at once."""

from functools import partial

import pytest
from django.db.models import Count

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.errors import PreviewStale
from sanshe.domain.exchange.models import Suggestion, Weighting
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people import operations as people
from sanshe.domain.people.models import SafeguardCheck
from tests.concurrency import Racers
from tests.factories import AT, make_category, make_community, make_need, make_offer, make_person, make_worker
from tests.factories.answers import make_district_officer, points

RACERS = 8
pytestmark = pytest.mark.django_db(transaction=True)


def test_proposals_at_once_each_have_a_number_of_their_own():
    officers = [make_district_officer(name=f"区里的{number}") for number in range(RACERS)]

    with Racers(RACERS) as racers:
        made = racers.run(
            [
                partial(operations.propose_weights, actor=officer, points=points(text=20 + n, turn=19 - n), at=AT)
                for n, officer in enumerate(officers)
            ]
        )

    assert [type(one) for one in made] == [Weighting] * RACERS
    assert sorted(one.number for one in made) == list(range(1, RACERS + 1))


def test_of_proposals_put_into_force_at_once_one_counts():
    officer = make_district_officer()
    proposed = [
        operations.propose_weights(actor=officer, points=points(text=20 + n, turn=19 - n), at=AT) for n in range(RACERS)
    ]
    for one in proposed:
        operations.preview_weights(weighting_id=one.pk, at=AT)

    with Racers(RACERS) as racers:
        outcomes = racers.run(
            [partial(operations.activate_weights, actor=officer, weighting_id=one.pk, at=AT) for one in proposed]
        )

    (won,) = (one for one in outcomes if isinstance(one, Weighting))
    assert [type(one) for one in outcomes].count(PreviewStale) == RACERS - 1
    assert queries.weighting_in_force() == won


def test_workers_that_count_the_same_need_at_once_tell_each_side_once():
    community = make_community()
    escort = make_category(code="escort_to_doctor", name="陪诊")
    need = make_need(person=make_person(community=community), community=community, category=escort)
    operations.recount_needs(need_ids=[need.pk], at=AT)
    offers = [
        make_offer(person=make_person(community=community, name=name), community=community, category=escort)
        for name in "甲乙丙"
    ]
    from_need = partial(operations.recount_needs, need_ids=[need.pk], at=AT)
    from_offers = partial(operations.recount_offers, offer_ids=[offer.pk for offer in offers], at=AT)

    with Racers(RACERS) as racers:
        outcomes = racers.run([from_offers, from_offers, from_offers, from_need] * (RACERS // 4))

    told = Notification.objects.values_list("kind").annotate(Count("pk")).order_by("kind")
    assert outcomes == [1] * RACERS
    assert list(told) == [("need_answered", 1), ("need_fits_offer", 3)]
    assert Suggestion.objects.count() == 4


def test_papers_written_down_by_several_at_once_count_once():
    community = make_community()
    helper = make_person(community=community, name="陈大姐")
    workers = [make_worker(community=community, name=f"社工{number}") for number in range(RACERS)]
    said = {"kind": "entry_query", "issued_on": AT.date(), "valid_until": AT.date().replace(year=AT.year + 1)}

    with Racers(RACERS) as racers:
        made = racers.run(
            [partial(people.record_check, actor=one, person_id=helper.pk, at=AT, **said) for one in workers]
        )

    assert len({one.pk for one in made}) == 1
    assert SafeguardCheck.objects.filter(person=helper).count() == 1
