"""Of one community several people send outlines and figures at the same instant."""

from functools import partial

import pytest

from sanshe.domain.places import operations, queries
from sanshe.domain.places.errors import PopulationThere
from sanshe.domain.places.models import Community, PopulationCell
from sanshe.domain.places.operations import PopulationTable
from tests.concurrency import Racers
from tests.factories import AT, make_community, make_person
from tests.factories.places import cells, square

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_six_sheets_at_once_one_is_stored_whole(transactional_db):
    community = make_community()
    tables = [PopulationTable(community.code, cells((10 + n, 20 + n), (30 + n, 40 + n))) for n in range(6)]

    with Racers(6) as racers:
        outcomes = racers.run(
            [partial(operations.record_populations, year=2025, tables=[table], actor=None, at=AT) for table in tables]
        )

    stored = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert len(stored) == 1
    assert [type(outcome) for outcome in outcomes if not isinstance(outcome, int)] == [PopulationThere] * 5
    assert queries.exact_pyramid(community=community, year=2025).total == stored[0]
    assert PopulationCell.objects.count() == 4


def test_of_six_outlines_at_once_the_last_two_are_kept(transactional_db):
    community, actor = make_community(), make_person()
    outlines = [square(side=side / 100) for side in range(1, 7)]

    with Racers(6) as racers:
        outcomes = racers.run(
            [
                partial(operations.set_boundary, community_id=community.pk, boundary=outline, actor=actor, at=AT)
                for outline in outlines
            ]
        )

    community = Community.objects.get(pk=community.pk)
    assert [type(outcome) for outcome in outcomes] == [Community] * 6
    assert community.boundary in outlines
    assert community.earlier_boundary in outlines
    assert community.boundary != community.earlier_boundary
