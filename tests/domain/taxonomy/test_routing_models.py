"""What the database guards about learned models."""

import pytest
from django.db import IntegrityError, transaction

from sanshe.domain.taxonomy import queries
from sanshe.domain.taxonomy.models import RoutingModel
from tests.factories import AT

pytestmark = pytest.mark.django_db


def make_model(number: int, **fields) -> RoutingModel:
    return RoutingModel.objects.create(
        **{"number": number, "content": b"x", "made_at": AT, "texts": 80, "classes": 2, "activated_at": AT, **fields}
    )


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({}, "routing_model_one_in_force"),
        ({"number": 1, "activated_at": None}, "number"),
        ({"activated_at": AT, "content": b""}, "routing_model_in_force_has_content"),
        ({"activated_at": None, "ended_at": AT}, "routing_model_ends_after_start"),
        ({"activated_at": None, "classes": 1}, "routing_model_learned_something"),
    ],
)
def test_impossible_model_is_refused_by_the_database(fields, constraint):
    make_model(1)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_model(**{"number": 2, **fields})

    assert queries.model_in_force().number == 1


def test_models_that_never_came_into_force_may_be_many():
    make_model(1)
    make_model(2, activated_at=None, content=b"")
    make_model(3, activated_at=None, content=b"")

    assert [model.number for model in queries.routing_models()] == [3, 2, 1]
    assert [model.is_in_force for model in queries.routing_models()] == [False, False, True]


def test_lists_of_models_leave_their_content_in_the_database(django_assert_num_queries):
    make_model(1)
    make_model(2, activated_at=None)

    with django_assert_num_queries(1):
        found = [model.get_deferred_fields() for model in queries.routing_models()]

    assert found == [{"content"}, {"content"}]


def test_digest_changes_with_the_words_only():
    one, same, other = (
        (queries.Category("a", ("水",), "名"), queries.Category("b")),
        (queries.Category("b"), queries.Category("a", ("水",), "名")),
        (queries.Category("a", ("火",), "名"), queries.Category("b")),
    )

    assert queries.digest_of(one) == queries.digest_of(same) != queries.digest_of(other)
