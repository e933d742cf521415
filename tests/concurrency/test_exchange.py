"""Thirty-two connections do what people do with agreements, at random and all at once; the books agree afterwards."""

from collections import Counter

import pytest
from django.utils import timezone

from sanshe.domain.exchange.operations.standing import recount_due
from tests.concurrency import Racers
from tests.factories import AT
from tests.factories.storm import faults_in_the_books, faults_in_the_standings, make_storms

RACERS = 32
ACTS = 10_000


@pytest.mark.django_db(transaction=True)
def test_storm_of_ten_thousand_acts_leaves_the_books_in_agreement():
    storms = make_storms(people=24, seeds=RACERS)
    recount_due(at=AT)

    with Racers(RACERS) as racers:
        outcomes = racers.run([lambda storm=storm: storm.blow(-(-ACTS // RACERS)) for storm in storms])

    assert {str(one) for one in outcomes if isinstance(one, Exception)} == set()
    done = sum(outcomes, Counter())
    assert done.total() >= ACTS
    for name in ("ask", "lend", "accept", "cancel", "deliver", "confirm", "settle", "miss", "answer", "close"):
        assert done[name] > 0, name
    assert faults_in_the_books() == []
    at = timezone.now()
    recount_due(at=at)
    assert faults_in_the_standings(at=at) == []
