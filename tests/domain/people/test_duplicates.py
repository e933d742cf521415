import pytest

from sanshe.domain.people import queries
from sanshe.domain.people.choices import DuplicateReason
from tests.factories import AT, make_community, make_person
from tests.factories.people import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def community():
    return make_community()


def found(community):
    return [(one.first, one.second, one.reasons) for one in queries.likely_duplicates(community=community, at=AT)]


def person(community, full_name, birth_year=None, address="", **fields):
    made = make_person(community=community, full_name=full_name, birth_year=birth_year, **fields)
    if address:
        make_home(person=made, community=community, address=address)
    return made


def test_same_name_and_year_is_found_however_it_is_written(community):
    one, two = person(community, "王秀兰", 1951), person(community, "王 秀兰", 1951, phone=None)

    assert found(community) == [(one.pk, two.pk, (DuplicateReason.SAME_NAME_AND_YEAR,))]


def test_same_name_in_one_home_is_found_without_years(community):
    one, two = person(community, "王秀兰", address="3-2-501"), person(community, "王秀兰", address="三栋二单元501")

    assert found(community) == [(one.pk, two.pk, (DuplicateReason.SAME_NAME_AND_HOME,))]


def test_same_surname_home_and_nearly_the_same_age_is_found(community):
    one = person(community, "王秀兰", 1951, "3-2-501", name="王阿姨")
    two = person(community, "王秀蓝", 1952, "3-2-501", name="王婆婆")

    assert found(community) == [(one.pk, two.pk, (DuplicateReason.SAME_SURNAME_AND_HOME,))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("王秀兰", 1951, ""), ("王秀兰", 1980, "")),
        (("王秀兰", 1951, "3-2-501"), ("王小明", 1985, "3-2-501")),
        (("王秀兰", 1951, "3-2-501"), ("李建国", 1951, "3-2-501")),
        (("王秀兰", None, "3-2-501"), ("王建国", None, "3-2-501")),
        (("", 1951, ""), ("", 1951, "")),
    ],
)
def test_two_people_are_not_taken_for_one(community, first, second):
    person(community, first[0], first[1], first[2], name="阿一")
    person(community, second[0], second[1], second[2], name="阿二")

    assert found(community) == []


def test_people_of_another_community_are_left_alone(community):
    person(community, "王秀兰", 1951)
    person(make_community(name="别处社区"), "王秀兰", 1951)

    assert found(community) == []


def test_duplicates_cost_two_queries(community, django_assert_num_queries):
    for number in range(6):
        person(community, f"王{number % 3}", 1950, "3-2-501")

    with django_assert_num_queries(2):
        queries.likely_duplicates(community=community, at=AT)


def test_somebody_about_to_be_entered_is_found_among_those_here(community):
    one = person(community, "王秀兰", 1951, "3-2-501")
    person(community, "李建国", 1951)

    likely = queries.like_a_new_one(
        community=community, full_name="王秀兰", birth_year=1951, address="3栋2单元501", at=AT
    )

    assert likely == [(one, [DuplicateReason.SAME_NAME_AND_YEAR, DuplicateReason.SAME_NAME_AND_HOME])]
