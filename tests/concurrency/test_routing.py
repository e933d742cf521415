"""Models learned at once: one is in force, and the queue learns once."""

from functools import partial

import pytest

from sanshe.domain.exchange.operations import routing as operations
from sanshe.domain.taxonomy import operations as taxonomy_operations
from sanshe.domain.taxonomy import queries
from sanshe.domain.taxonomy.errors import LearningUnderWay, ModelOvertaken
from sanshe.domain.taxonomy.models import RoutingModel
from tests.concurrency import Racers
from tests.factories import AT
from tests.factories.answers import empty_queue, make_district_officer
from tests.factories.routing import make_sorted_needs

RACERS = 8
pytestmark = pytest.mark.django_db(transaction=True)


def test_of_models_kept_at_once_one_comes_into_force():
    keep = partial(
        taxonomy_operations.keep_model,
        content=b"x",
        texts=80,
        classes=2,
        figures={},
        terms_digest="",
        against=None,
        comes_into_force=True,
        actor=None,
        at=AT,
    )

    with Racers(RACERS) as racers:
        outcomes = racers.run([keep] * RACERS)

    (won,) = (one for one in outcomes if isinstance(one, RoutingModel))
    assert [type(one) for one in outcomes].count(ModelOvertaken) == RACERS - 1
    assert queries.model_in_force() == won


def test_two_trainings_at_once_end_with_one_model_in_force():
    make_sorted_needs()
    train = partial(operations.train_routing, actor_id=None, at=AT)

    with Racers(2) as racers:
        models = racers.run([train, train])

    assert sorted(model.number for model in models) == [1, 2]
    assert RoutingModel.objects.filter(activated_at__isnull=False, ended_at=None).count() == 1
    assert RoutingModel.objects.get(number=2).figures["compared_with"] == 1


def test_of_officers_who_ask_at_once_one_is_served():
    empty_queue()
    make_sorted_needs()
    officers = [make_district_officer(name=f"区里的{number}") for number in range(RACERS)]

    with Racers(RACERS) as racers:
        outcomes = racers.run([partial(operations.ask_for_training, actor=officer, at=AT) for officer in officers])

    assert [type(one) for one in outcomes].count(LearningUnderWay) == RACERS - 1
    empty_queue()
