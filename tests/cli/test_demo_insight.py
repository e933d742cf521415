"""What the demo district looked for in vain, on any day of a quarter."""

from datetime import UTC, datetime

import pytest

from sanshe.cli.demo.insight import SOURCE, SURVEY, load
from sanshe.domain.insight import queries
from sanshe.domain.insight.models import PublishedFigure, UnmetRecord
from sanshe.domain.taxonomy import operations as taxonomy
from sanshe.domain.taxonomy import queries as taxonomy_queries
from tests.factories import AT, make_community, make_offer, make_person, make_worker
from tests.factories.insight import make_unmet_need
from tests.factories.places import count_people, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    fields, categories = taxonomy_queries.shipped_terms()
    taxonomy.load_terms(fields=fields, categories=categories, at=AT)
    communities = {key: make_community(name=key) for key in ("fangyuan", "lanan", "youfangjie")}
    return communities, {"p010": make_worker(community=communities["fangyuan"])}


def bring_to_life(district, at):
    communities, people = district
    load(communities=communities, people=people, organizations={}, at=at)


@pytest.mark.parametrize(
    ("at", "quarters"),
    [
        (datetime(2026, 9, 30, 15, tzinfo=UTC), ["2026-Q2", "2026-Q1"]),
        (datetime(2026, 10, 2, 4, tzinfo=UTC), ["2026-Q2"]),
        (datetime(2026, 10, 31, 4, tzinfo=UTC), ["2026-Q3", "2026-Q2"]),
        (datetime(2027, 1, 31, 4, tzinfo=UTC), ["2026-Q4", "2026-Q3"]),
        (datetime(2028, 2, 29, 4, tzinfo=UTC), ["2027-Q4", "2027-Q3"]),
    ],
)
def test_survey_is_told_by_the_quarters_that_are_over(district, at, quarters):
    bring_to_life(district, at)

    assert [one.code for one in queries.quarters()] == quarters
    assert UnmetRecord.objects.filter(source=SOURCE).count() == len(SURVEY)
    assert not PublishedFigure.objects.filter(count__lt=10).exists()


def test_loading_again_counts_nothing_twice(district):
    at = datetime(2026, 11, 20, 4, tzinfo=UTC)
    bring_to_life(district, at)
    told = PublishedFigure.objects.count()

    bring_to_life(district, at)

    assert (UnmetRecord.objects.count(), PublishedFigure.objects.count()) == (len(SURVEY), told)


def test_needs_on_the_board_are_recorded_and_what_is_within_reach_is_worked_out(district):
    communities, _people = district
    fangyuan = communities["fangyuan"]
    fangyuan.boundary = square()
    fangyuan.save(update_fields=["boundary"])
    count_people(fangyuan, (300, 380))
    make_unmet_need(community=fangyuan)
    escort = taxonomy_queries.category(code="escort_to_doctor")
    make_offer(person=make_person(community=fangyuan), community=fangyuan, category=escort, capacity=4)

    bring_to_life(district, datetime(2026, 11, 20, 4, tzinfo=UTC))

    assert UnmetRecord.objects.filter(need__isnull=False).count() == 1
    run = queries.coverage_run()
    assert (run.supply_units, run.reached_units) == (4, pytest.approx(4, abs=1e-9))
