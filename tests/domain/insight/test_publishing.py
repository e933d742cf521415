"""What everybody may read: quarters that are over, nothing small, nothing that follows from what is shown."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from sanshe.domain.insight import operations, queries
from sanshe.domain.insight.models import PublishedFigure, PublishedQuarter
from tests.factories import AT, SHANGHAI, make_category, make_community
from tests.factories.insight import make_record
from tests.factories.places import count_people

pytestmark = pytest.mark.django_db
IN_QUARTER = datetime(2025, 11, 5, tzinfo=SHANGHAI)
PUBLISHED_FROM = datetime(2026, 1, 8, tzinfo=SHANGHAI)


@pytest.fixture
def escort():
    return make_category(code="escort_to_doctor", name="陪诊")


def three_communities():
    return [make_community(name=name) for name in ("一社区", "二社区", "三社区")]


def shown(line):
    return {row.community_id: row.count for row in line}


def test_quarter_is_published_a_week_after_its_end(escort):
    make_record(community=make_community(), category=escort, households=30, first_unmet_at=IN_QUARTER)

    before = operations.publish_quarters(at=PUBLISHED_FROM - timedelta(seconds=1))
    after = operations.publish_quarters(at=PUBLISHED_FROM)

    assert (before, after) == (0, 2)
    quarter = PublishedQuarter.objects.get()
    assert (quarter.code, quarter.starts_on, quarter.ends_on) == ("2025-Q4", date(2025, 10, 1), date(2026, 1, 1))


def test_every_quarter_since_the_first_record_is_published_once(escort):
    community = make_community()
    make_record(
        community=community, category=escort, households=30, first_unmet_at=datetime(2025, 2, 1, tzinfo=SHANGHAI)
    )
    make_record(community=community, category=escort, households=20, first_unmet_at=IN_QUARTER)
    operations.publish_quarters(at=PUBLISHED_FROM)

    again = operations.publish_quarters(at=PUBLISHED_FROM + timedelta(days=3))

    assert again == 0
    assert [one.code for one in queries.quarters()] == ["2025-Q4", "2025-Q3", "2025-Q2", "2025-Q1"]


def test_quarters_end_at_midnight_here(escort):
    community = make_community()
    last = datetime(2025, 12, 31, 23, 59, tzinfo=SHANGHAI)
    make_record(community=community, category=escort, households=11, first_unmet_at=last)
    make_record(community=community, category=escort, households=13, first_unmet_at=last + timedelta(minutes=1))
    operations.publish_quarters(at=datetime(2026, 4, 8, tzinfo=SHANGHAI))

    rows = PublishedFigure.objects.filter(community=None).order_by("quarter__starts_on")

    assert [(row.quarter.code, row.count) for row in rows] == [("2025-Q4", 11), ("2026-Q1", 13)]


def test_small_figure_and_what_would_give_it_away_are_withheld(escort):
    one, two, three = three_communities()
    for community, households in ((one, 4), (two, 15), (three, 40)):
        make_record(community=community, category=escort, households=households, first_unmet_at=IN_QUARTER)

    operations.publish_quarters(at=PUBLISHED_FROM)

    assert shown(PublishedFigure.objects.all()) == {one.pk: None, two.pk: None, three.pk: 40, None: 59}


def test_line_of_large_figures_is_shown_whole(escort):
    one, two, three = three_communities()
    for community, households in ((one, 10), (two, 15), (three, 40)):
        make_record(community=community, category=escort, households=households, first_unmet_at=IN_QUARTER)

    operations.publish_quarters(at=PUBLISHED_FROM)

    assert shown(PublishedFigure.objects.all()) == {one.pk: 10, two.pk: 15, three.pk: 40, None: 65}


def test_small_categories_make_up_the_rest_of_their_main_one(escort):
    community = make_community()
    others = [make_category(code=code, name=code) for code in ("bathing", "massage")]
    make_record(community=community, category=escort, households=20, first_unmet_at=IN_QUARTER)
    for category in others:
        make_record(community=community, category=category, households=6, first_unmet_at=IN_QUARTER)

    operations.publish_quarters(at=PUBLISHED_FROM)

    rows = PublishedFigure.objects.filter(community=None).order_by("is_rest")
    assert [(row.category.code, row.is_rest, row.count) for row in rows] == [
        ("escort_to_doctor", False, 20),
        ("care", True, 12),
    ]


def test_what_is_small_even_together_is_left_out(escort):
    make_record(community=make_community(), category=escort, households=9, first_unmet_at=IN_QUARTER)

    operations.publish_quarters(at=PUBLISHED_FROM)

    assert (PublishedQuarter.objects.count(), PublishedFigure.objects.count()) == (1, 0)


def test_confidences_and_needs_met_later_are_not_published(escort):
    community = make_community()
    facts = {"community": community, "category": escort, "first_unmet_at": IN_QUARTER}
    make_record(**facts, households=12)
    make_record(**facts, households=30, is_private=True)
    make_record(**facts, households=30, resolved_at=IN_QUARTER)

    operations.publish_quarters(at=PUBLISHED_FROM)

    assert PublishedFigure.objects.get(community=None).count == 12


def test_rate_is_of_people_of_that_age_rounded_to_fifty(escort):
    community = make_community()
    # 2 × 13 bands of 1, then 60 to 64: 400 + 399 people.
    count_people(community, *[(0, 1)] * 12, (400, 399), (0, 0))
    make_record(community=community, category=escort, age_band="elder", households=12, first_unmet_at=IN_QUARTER)
    operations.publish_quarters(at=PUBLISHED_FROM)

    (figure,) = queries.public_figures(quarter=queries.quarters()[0], community=community)

    assert (figure.count, figure.population, figure.rate.rate) == (12, 800, 15)
    assert (round(figure.rate.low, 1), round(figure.rate.high, 1)) == (7.8, 26.2)


def test_figure_among_uncounted_people_has_no_rate(escort):
    community = make_community()
    make_record(community=community, category=escort, households=12, first_unmet_at=IN_QUARTER)
    operations.publish_quarters(at=PUBLISHED_FROM)

    (figure,) = queries.public_figures(quarter=queries.quarters()[0], community=None)

    assert (figure.population, figure.rate) == (None, None)


@pytest.mark.parametrize(("alone", "said"), [(10, "too_far"), (9, "")])
def test_leading_cause_is_named_where_it_alone_is_large(escort, alone, said):
    community = make_community()
    facts = {"community": community, "category": escort, "first_unmet_at": IN_QUARTER}
    make_record(**facts, households=alone, cause="too_far")
    make_record(**facts, households=5, cause="full")

    operations.publish_quarters(at=PUBLISHED_FROM)

    rows = PublishedFigure.objects.order_by("community")
    assert {row.community_id: row.leading_cause for row in rows} == {community.pk: "", None: said}


def test_published_figures_are_never_changed(escort):
    make_record(community=make_community(), category=escort, households=12, first_unmet_at=IN_QUARTER)
    operations.publish_quarters(at=PUBLISHED_FROM)

    for change in (
        lambda: PublishedFigure.objects.update(count=99),
        lambda: PublishedFigure.objects.all().delete(),
        lambda: PublishedQuarter.objects.update(threshold=1),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()


def test_what_comes_after_publishing_changes_nothing(escort):
    community = make_community()
    make_record(community=community, category=escort, households=12, first_unmet_at=IN_QUARTER)
    operations.publish_quarters(at=PUBLISHED_FROM)
    make_record(community=community, category=escort, households=1, first_unmet_at=IN_QUARTER)

    operations.publish_quarters(at=PUBLISHED_FROM + timedelta(days=1))

    assert PublishedFigure.objects.get(community=None).count == 12


def test_publishing_and_reading_cost_the_same_for_more_lines(escort, django_assert_num_queries):
    communities = three_communities()
    for number in range(3):
        category = make_category(code=f"kind_{number}", name=f"第{number}种")
        for community in communities:
            make_record(community=community, category=category, households=11, first_unmet_at=IN_QUARTER)
    operations.publish_quarters(at=PUBLISHED_FROM)
    quarter = queries.quarters()[0]

    with django_assert_num_queries(1):
        figures = queries.public_figures(quarter=quarter, community=communities[0])

    assert [figure.count for figure in figures] == [11, 11, 11]


def test_quarters_follow_each_other():
    starts = [date(2025, 10, 1)]
    for _ in range(4):
        starts.append(queries.next_quarter(starts[-1]))

    assert starts[1:] == [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)]
    assert queries.quarter_of(date(2026, 3, 31)) == date(2026, 1, 1)
    assert queries.quarter_before(at=AT) == (date(2025, 10, 1), date(2026, 1, 1))
