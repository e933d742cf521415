"""Slips that one home wrote twice stand side by side; strangers' slips and what was kept apart do not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.referrals import operations, queries
from sanshe.domain.referrals.errors import MovedOn, NotYours
from sanshe.domain.referrals.models import KeptApart
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_community, make_need, make_person, make_worker
from tests.factories.people import make_home

pytestmark = pytest.mark.django_db
ONE, SAME, OTHER = "想找人陪我妈去医院看病", "找人陪我妈去医院", "厨房水管漏水，找师傅修"


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def owner(community):
    return make_person(community=community)


def pairs(community):
    return [(one.first, one.second) for one in queries.duplicates(community=community, at=AT)]


def twice(person, community):
    return tuple(make_need(person=person, community=community, sentence=said) for said in (ONE, SAME))


def test_two_slips_of_one_person_are_a_pair(community, owner):
    slips = twice(owner, community)
    make_need(person=owner, community=community, sentence=OTHER)

    assert pairs(community) == [slips]


def test_two_slips_of_one_household_are_a_pair(community, owner):
    son = make_person(community=community, name="小王")
    for person in (owner, son):
        make_home(person=person, community=community)
    slips = tuple(
        make_need(person=who, community=community, sentence=said) for who, said in ((owner, ONE), (son, SAME))
    )

    assert pairs(community) == [slips]


def test_slips_of_strangers_or_elsewhere_or_closed_are_none(community, owner):
    first, _ = twice(owner, community)
    exchange.close_need(actor=owner, need_id=first.pk, closed_as="solved_elsewhere", at=AT)
    make_need(person=make_person(community=community), community=community, sentence=ONE)
    twice(owner, make_community(name="别处社区"))

    assert pairs(community) == []


def test_kept_apart_stays_away_and_twice_is_once(community, owner, worker):
    first, second = twice(owner, community)

    for one, other in ((first, second), (second, first)):
        operations.keep_apart(actor=worker, first_id=one.pk, second_id=other.pk, at=AT)

    assert pairs(community) == []
    assert KeptApart.objects.count() == 1
    assert JournalEntry.objects.filter(operation="referrals.keep_apart").count() == 1


def test_others_keep_nothing_apart_and_one_slip_is_no_pair(community, owner, worker):
    first, second = twice(owner, community)

    with pytest.raises(NotYours):
        operations.keep_apart(actor=make_person(community=community), first_id=first.pk, second_id=second.pk, at=AT)
    with pytest.raises(MovedOn):
        operations.keep_apart(actor=worker, first_id=first.pk, second_id=first.pk, at=AT)


def test_as_many_queries_for_one_pair_as_for_three(community, owner):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = queries.duplicates(community=community, at=AT)
        return len(found), len(seen)

    twice(owner, community)
    one = asked()
    for _ in range(2):
        twice(make_person(community=community), community)
    three = asked()

    assert (one[0], three[0]) == (1, 3)
    assert one[1] == three[1]
