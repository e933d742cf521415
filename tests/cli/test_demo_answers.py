"""Papers and weights of the demo district."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sanshe.cli.demo.answers import BODIES, ENDED, POINTS, SEEN, load
from sanshe.domain.exchange import operations, queries
from sanshe.domain.organisations import queries as organisations
from sanshe.domain.people import queries as people_queries
from sanshe.domain.people.choices import RoleKind
from tests.factories import make_community, make_need, make_organization, make_person, make_worker

pytestmark = pytest.mark.django_db


def test_demo_has_papers_that_count_one_ended_check_and_a_previewed_proposal():
    at = timezone.now()
    community = make_community()
    workers = {key: make_worker(community=community) for key in {worker for worker, _, _ in SEEN}}
    helpers = {key: make_person(community=community) for _, key, _ in SEEN}
    bodies = {key: make_organization(community=community) for key, _ in BODIES}
    officer = make_person(kinds=(RoleKind.DISTRICT_OFFICER,))
    make_need(person=helpers["p056"], community=community, at=at - timedelta(days=1))

    load(
        communities={"fangyuan": community},
        people={**workers, **helpers, "p010": officer},
        organizations=bodies,
        at=at,
    )

    counts = people_queries.checked_people(person_ids=[one.pk for one in helpers.values()], at=at)
    assert counts == {one.pk for key, one in helpers.items() if key != ENDED[1]}
    bodies_checked = organisations.checked_organizations(organization_ids=[one.pk for one in bodies.values()], at=at)
    assert bodies_checked == {one.pk for one in bodies.values()}
    (proposed,) = queries.weightings()
    assert operations.points_of(queries.weights_of(proposed)) == POINTS
    assert proposed.previewed_at == at
    assert operations.points_of(queries.weights_in_force()) != POINTS
