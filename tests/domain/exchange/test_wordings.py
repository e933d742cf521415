"""How neighbours call what helped them is learned from homes that are confirmed, and cannot be bought."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.errors import ActForbidden
from sanshe.domain.exchange.models import SearchAlias, Wording
from sanshe.domain.exchange.operations import wordings
from tests.factories import AT, make_community, make_need, make_offer, make_person, make_worker
from tests.factories.people import make_home

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def helper(community):
    return make_person(community=community, name="陈大姐")


@pytest.fixture
def offer(community, helper):
    return make_offer(person=helper, community=community, sentence="管道疏通与维护", capacity=9)


def make_neighbour(community, worker, number):
    person = make_person(community=community, name=f"邻居{number}")
    make_home(person=person, community=community, address=f"{number}栋1单元101", verified_by=worker)
    return person


def help_with(offer, receiver, sentence, *, is_solved=True, **fields):
    need = make_need(person=receiver, community=offer.community, sentence=sentence, **fields)
    asked = operations.ask_for_offer(actor=receiver, offer_id=offer.pk, need_id=need.pk, at=AT)
    operations.accept_agreement(actor=offer.person, agreement_id=asked.pk, at=AT)
    operations.record_delivery(actor=receiver, agreement_id=asked.pk, at=AT, is_solved=is_solved)


def found(sentence, community):
    return [one.intent for one in queries.answers_to(sentence=sentence, community=community, at=AT)]


def test_who_says_it_alike_finds_it_the_next_time(community, worker, offer):
    assert found("厨房地漏反水，臭得很", community) == []

    help_with(offer, make_neighbour(community, worker, 1), "厨房地漏反水，臭得很，电话13800138000，找王师傅")

    assert Wording.objects.get().text == "厨房地漏反水 臭得很 电话"
    assert found("我家地漏反水", community) == [offer]


def test_one_home_has_one_wording_of_an_offer(community, worker, offer):
    neighbour = make_neighbour(community, worker, 1)
    help_with(offer, neighbour, "厨房地漏反水，臭得很")
    help_with(offer, neighbour, "卫生间的水下不去了")

    assert Wording.objects.count() == 1


def test_until_a_second_home_was_helped_one_wording_is_in_use(community, worker, offer, helper):
    for number in range(3):
        Wording.objects.create(offer=offer, text=f"说法{number}的地漏", learned_at=AT + number * DAY)
    assert len(queries.wordings_of(offer_ids=[offer.pk])[offer.pk]) == 3
    Wording.objects.all()[:1].get().delete()
    Wording.objects.all()[:1].get().delete()

    assert len(queries.wordings_of(offer_ids=[offer.pk])[offer.pk]) == 1


@pytest.mark.parametrize(
    ("sentence", "fields"),
    [
        ("管道疏通", {}),
        ("13800138000", {}),
        ("厨房地漏反水，臭得很", {"is_solved": False}),
    ],
    ids=["says what the offer says", "says nothing", "was not solved"],
)
def test_nothing_is_learned_of_what_adds_nothing(community, worker, offer, sentence, fields):
    help_with(offer, make_neighbour(community, worker, 1), sentence, **fields)

    assert not Wording.objects.exists()


def test_ring_of_accounts_without_homes_gains_nothing(community, worker, offer, helper):
    for number in range(10):
        help_with(offer, make_person(community=community, name=f"水军{number}"), f"什么都能做的万能帮手{number}")
    mate = make_person(community=community, name="同屋的")
    make_home(person=helper, community=community, address="9栋1单元101", verified_by=worker)
    make_home(person=mate, community=community, address="9栋1单元101", verified_by=worker)
    help_with(offer, mate, "什么都能做的万能帮手")

    assert not Wording.objects.exists()
    assert found("想找个万能帮手", community) == []


def test_worker_takes_a_wording_out_and_puts_it_back(community, worker, offer):
    help_with(offer, make_neighbour(community, worker, 1), "厨房地漏反水，臭得很")
    (wording,) = queries.wordings_on(offer=offer)

    wordings.take_out_wording(actor=worker, offer_id=offer.pk, wording_id=wording.pk, at=AT)
    assert found("我家地漏反水", community) == []
    assert SearchAlias.objects.filter(offer=offer).count() == 1

    wordings.put_back_wording(actor=worker, offer_id=offer.pk, wording_id=wording.pk, at=AT)
    assert found("我家地漏反水", community) == [offer]


def test_neighbours_take_out_nothing(community, worker, offer, helper):
    help_with(offer, make_neighbour(community, worker, 1), "厨房地漏反水，臭得很")

    with pytest.raises(ActForbidden):
        wordings.take_out_wording(actor=helper, offer_id=offer.pk, wording_id=Wording.objects.get().pk, at=AT)
