from datetime import timedelta

import pytest

from sanshe.domain.people import operations, queries
from sanshe.kernel.fields import uuid7
from tests.factories import AT, make_community, make_person, make_worker
from tests.factories.people import make_home, make_merge

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


def test_confirmed_household_is_one_voice(community, worker):
    couple = [make_person(community=community) for _ in range(2)]
    for one in couple:
        home = make_home(person=one, community=community, verified_by=worker)

    assert queries.voices(people=[one.pk for one in couple], at=AT) == {
        one.pk: f"household:{home.pk}" for one in couple
    }


def test_whose_home_is_not_confirmed_speaks_for_themselves(community):
    person = make_person(community=community)
    make_home(person=person, community=community)

    assert queries.voice_of(person=person.pk, at=AT) == f"person:{person.pk}"


def test_voice_follows_a_move(community, worker):
    person = make_person(community=community)
    home = make_home(person=person, community=community, verified_by=worker)
    later = AT + timedelta(days=1)
    operations.move_home(person=person, community=community, address="9-9-9", at=later, actor=person)

    assert queries.voice_of(person=person.pk, at=AT) == f"household:{home.pk}"
    assert queries.voice_of(person=person.pk, at=later) == f"person:{person.pk}"


def test_merged_entry_speaks_with_the_kept_ones_voice(community, worker):
    kept, merged = make_person(community=community), make_person(community=community)
    merge = make_merge(kept=kept, merged=merged, proposed_by=worker, community=community)
    operations.merge_people(actor=make_worker(community=community), merge_id=merge.pk, keep_id=kept.pk, at=AT)

    assert queries.voices(people=[kept.pk, merged.pk], at=AT) == {one.pk: f"person:{kept.pk}" for one in (kept, merged)}


def test_voices_of_any_number_of_people_cost_one_query(community, worker, django_assert_num_queries):
    people = [make_person(community=community) for _ in range(5)]
    for one in people[:3]:
        make_home(person=one, community=community, verified_by=worker)
    stranger = uuid7()

    with django_assert_num_queries(1):
        found = queries.voices(people=[*(one.pk for one in people), stranger], at=AT)

    assert (len(set(found.values())), found[stranger]) == (4, f"person:{stranger}")
