"""Entering somebody known in person."""

import pytest

from sanshe.domain.people import operations, queries
from sanshe.domain.people.errors import PhoneTaken
from tests.factories import AT, make_community


@pytest.mark.django_db
def test_enter_person_with_a_community_makes_a_resident():
    community = make_community()

    person = operations.enter_person(
        full_name="王秀兰",
        form_of_address="王婆婆",
        birth_year=1951,
        phone="139 0000 0001",
        community=community,
        actor=None,
        at=AT,
    )

    assert person.phone == "+8613900000001"
    assert queries.home_community(person=person, at=AT) == community
    assert queries.person_with_phone(phone="+8613900000001") == person


@pytest.mark.django_db
def test_enter_person_without_a_phone_may_happen_many_times():
    persons = [
        operations.enter_person(full_name="曾玉珍", form_of_address="曾婆婆", actor=None, at=AT) for _ in range(2)
    ]

    assert [person.phone for person in persons] == [None, None]


@pytest.mark.django_db
def test_enter_person_with_somebody_elses_phone_is_refused():
    operations.enter_person(full_name="甲", form_of_address="小甲", phone="13900000001", actor=None, at=AT)

    with pytest.raises(PhoneTaken):
        operations.enter_person(full_name="乙", form_of_address="小乙", phone="13900000001", actor=None, at=AT)
