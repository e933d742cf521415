"""The real counts at the desk, against counting by hand."""

from datetime import datetime, timedelta

import pytest

from sanshe.domain.insight import queries
from tests.factories import AT, SHANGHAI, make_category, make_community
from tests.factories.insight import make_record
from tests.factories.places import count_people

pytestmark = pytest.mark.django_db
SINCE = AT - timedelta(days=60)


@pytest.fixture
def community():
    return make_community()


def test_figures_add_households_by_category_and_age(community):
    escort, repair = make_category(code="escort_to_doctor", name="陪诊"), make_category(code="plumbing", name="水管")
    count_people(community, *[(0, 0)] * 12, (250, 250), (0, 0))
    elder = {"community": community, "category": escort, "age_band": "elder"}
    make_record(**elder, households=3, cause="too_far")
    make_record(**elder, households=2, cause="full", resolved_at=AT)
    make_record(community=community, category=repair)
    make_record(community=make_community(), category=repair)
    make_record(community=community, category=repair, first_unmet_at=SINCE - timedelta(days=1))

    found = queries.figures(community=community, since=SINCE, with_private=True)

    assert [(one.category, one.age_band, one.households, one.needs, one.met_later) for one in found] == [
        (escort, "elder", 5, 2, 2),
        (repair, "", 1, 1, 0),
    ]
    assert found[0].causes == (("too_far", 3), ("full", 2))
    assert (found[0].population, found[0].rate.rate, found[1].rate.rate) == (500, 10, 2)


def test_confidences_are_counted_only_where_asked_for(community):
    make_record(community=community)
    make_record(community=community, is_private=True)

    counts = [
        sum(one.households for one in queries.figures(community=community, since=SINCE, with_private=with_private))
        for with_private in (True, False)
    ]

    assert counts == [2, 1]


def test_months_are_whole_and_none_is_left_out(community):
    for moment, households in (
        (datetime(2026, 1, 31, 23, 30, tzinfo=SHANGHAI), 2),
        (datetime(2026, 2, 1, 0, 30, tzinfo=SHANGHAI), 3),
        (datetime(2025, 11, 2, tzinfo=SHANGHAI), 4),
    ):
        make_record(community=community, first_unmet_at=moment, households=households)
    since = queries.month_start(at=AT, months_back=4)

    found = queries.months(community=community, since=since, until=AT, with_private=True)

    assert [(one.starts_at.year, one.starts_at.month, one.households) for one in found] == [
        (2025, 11, 4),
        (2025, 12, 0),
        (2026, 1, 2),
        (2026, 2, 3),
        (2026, 3, 0),
    ]


def test_figures_cost_the_same_for_one_and_for_many(community, django_assert_num_queries):
    count_people(community, (10, 10), (10, 10))
    for number in range(3):
        make_record(community=community, category=make_category(code=f"kind_{number}", name=f"第{number}种"))

    with django_assert_num_queries(4):
        found = queries.figures(community=community, since=SINCE, with_private=True)

    assert len(found) == 3


def test_records_are_found_by_category_age_and_cause(community):
    escort = make_category(code="escort_to_doctor", name="陪诊")
    wanted = make_record(community=community, category=escort, age_band="elder", cause="full")
    make_record(community=community, category=escort, age_band="elder", cause="too_far")
    make_record(community=community, category=escort, cause="full")
    unsaid = make_record(community=community, age_band="elder", cause="full")

    def found(**fields):
        filters = queries.Wanted(since=SINCE, **fields)
        return set(queries.records(community=community, wanted=filters, with_private=False))

    assert found(category=escort.pk, age_band="elder", cause="full") == {wanted}
    assert found(category="") == {unsaid}
    every = queries.Wanted(since=SINCE)
    assert queries.cause_counts(community=community, wanted=every, with_private=True) == {"full": 3, "too_far": 1}
