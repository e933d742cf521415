"""Two at once: an account is closed once, and a phone belongs to one."""

import pytest
from django.db import connection

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.people.models import Person
from sanshe.domain.privacy import operations
from sanshe.domain.privacy.models import ClosingRequest
from sanshe.kernel.models import JournalEntry
from tests.concurrency import Racers
from tests.factories import AT, make_community, make_need, make_offer, make_person
from tests.factories.privacy import TWO_WEEKS, make_closing, sent_code

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "+8613800138000"


def test_account_is_closed_once_by_two_workers_at_once():
    community = make_community()
    person = make_person(community=community, name="王阿姨")
    request = make_closing(person=person)
    make_need(person=person, community=community, sentence="又贴了一张", at=AT)

    with Racers(2) as racers:
        said = racers.run([lambda: operations.close_account(request_id=request.pk, at=AT + TWO_WEEKS)] * 2)

    assert sorted(said) == [False, True]
    assert JournalEntry.objects.filter(operation="privacy.close_account").count() == 1
    assert Person.objects.get(pk=person.pk).phone is None


def test_wish_uttered_on_two_devices_at_once_waits_once():
    person = make_person(community=make_community())

    with Racers(2) as racers:
        racers.run([lambda: make_closing(person=person)] * 2)

    assert ClosingRequest.objects.count() == 1


def test_two_neighbours_who_want_one_phone_at_once_do_not_both_get_it():
    one, other = make_person(name="王阿姨"), make_person(name="李师傅")
    operations.ask_phone_change(actor=one, person_id=one.pk, phone=NEW, asker="1", at=AT)
    code = sent_code(NEW)

    def change(person):
        return operations.change_phone(actor=person, person_id=person.pk, phone=NEW, code=code, at=AT)

    with Racers(2) as racers:
        said = racers.run([lambda: change(one), lambda: change(other)])

    assert Person.objects.filter(phone=NEW).count() == 1
    assert len([result for result in said if isinstance(result, Person)]) == 1


def test_closing_and_a_neighbour_who_lends_a_hand_do_not_wait_for_each_other():
    community = make_community()
    person, helper = make_person(community=community), make_person(community=community, name="李师傅")
    make_offer(person=helper, community=community)
    request = make_closing(person=person)
    need = make_need(person=person, community=community, sentence="最后一张", at=AT)

    with Racers(2) as racers:
        said = racers.run(
            [
                lambda: operations.close_account(request_id=request.pk, at=AT + TWO_WEEKS),
                lambda: exchange.lend_a_hand(actor=helper, need_id=need.pk, at=AT),
            ]
        )

    assert said[0] is True
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert cursor.fetchone()[0] == 0
