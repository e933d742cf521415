"""Who has looked, as the journal knows it."""

from datetime import timedelta

import pytest

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.people import operations as people
from sanshe.domain.people.choices import ConsentKind, RoleKind
from sanshe.domain.people.models import Person, Role
from sanshe.domain.privacy import queries
from sanshe.domain.proxy import operations as proxy
from tests.factories import AT, make_community, make_need, make_person, make_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    community = make_community()
    return community, make_worker(community=community, name="小刘"), make_person(community=community, name="王阿姨")


def looks_at(person):
    return [(one.operation, one.who) for one in queries.shown_looks(found=queries.looks_at(person=person))]


def test_looks_of_every_area_are_found_the_newest_first(street):
    community, worker, wang = street
    people.give_consent(person=wang, kind=ConsentKind.SENSITIVE_DATA, wording="好", at=AT, actor=wang)
    need = make_need(person=wang, community=community, sentence="心里难受", is_private=True)
    people.look_at_person(actor=worker, person_id=wang.pk, at=AT)
    people.look_at_residents(actor=worker, people=[wang, worker], community=community, at=AT)
    exchange.note_look(actor=worker, need=need, at=AT)
    proxy.note_look(actor=worker, person=wang, community=community, at=AT)

    assert looks_at(wang) == [
        ("proxy.look_at_person", worker),
        ("exchange.look_at_need", worker),
        ("people.look_at_residents", worker),
        ("people.look_at_person", worker),
    ]


def test_looks_at_others_and_of_oneself_are_left_out(street):
    community, worker, wang = street
    other = make_person(community=community, name="李师傅")
    people.look_at_person(actor=worker, person_id=other.pk, at=AT)
    people.look_at_residents(actor=worker, people=[other, worker], community=community, at=AT)

    assert looks_at(wang) == []
    assert looks_at(worker) == []


def test_look_names_the_parts_played_at_that_instant(street):
    community, worker, wang = street
    people.look_at_person(actor=worker, person_id=wang.pk, at=AT)
    Role.objects.filter(person=worker, kind="community_worker").update(ends_at=AT + timedelta(days=1))
    Role.objects.create(person=worker, kind="social_worker", community=community, starts_at=AT + timedelta(days=2))
    people.look_at_person(actor=worker, person_id=wang.pk, at=AT + timedelta(days=3))

    roles = [[str(role) for role in one.roles] for one in queries.shown_looks(found=queries.looks_at(person=wang))]

    assert roles == [[str(RoleKind.SOCIAL_WORKER.label)], [str(RoleKind.COMMUNITY_WORKER.label)]]


def test_looks_at_an_entry_that_became_one_are_found(street):
    community, worker, wang = street
    again = make_person(community=community, name="王婆婆", phone=None)
    people.look_at_person(actor=worker, person_id=again.pk, at=AT)
    Person.objects.filter(pk=again.pk).update(merged_into=wang, closed_at=AT)

    assert looks_at(wang) == [("people.look_at_person", worker)]


def test_shown_looks_cost_two_queries_for_one_and_for_three(street, django_assert_num_queries):
    _community, worker, wang = street
    for count in (1, 3):
        for _ in range(count):
            people.look_at_person(actor=worker, person_id=wang.pk, at=AT)
        found = list(queries.looks_at(person=wang))
        with django_assert_num_queries(2):
            queries.shown_looks(found=found)
