"""Load data: made from a seed, taken in by the tables as they are now."""

import pytest
from django.db import IntegrityError, transaction

from sanshe.domain.exchange import operations, queries
from sanshe.domain.exchange.models import Need, Offer
from sanshe.domain.people.models import Person
from sanshe.domain.taxonomy import operations as taxonomy
from sanshe.domain.taxonomy import queries as taxonomy_queries
from tests.factories import AT

pytestmark = pytest.mark.django_db
SIZE = {"communities": 2, "people": 20, "offers": 30, "needs": 30}


@pytest.fixture
def terms():
    fields, categories = taxonomy_queries.shipped_terms()
    taxonomy.load_terms(fields=fields, categories=categories, at=AT)


def test_load_data_is_what_was_asked_for_and_can_be_matched(terms):
    counts = operations.seed_load(**SIZE, seed=1, at=AT)

    needs = list(queries.needs_seeking_help(ids=Need.objects.values_list("pk", flat=True)))
    weighed = queries.considered_for_needs(needs=needs, at=AT)
    assert (Person.objects.count(), Offer.objects.count(), len(needs)) == (20, 30, 30)
    assert list(counts.values()) == [2, 20, 20, 30, 30, 30]
    assert sum(len(one.considered) for one in weighed.values()) > 0


def test_same_seed_is_loaded_once(terms):
    operations.seed_load(**SIZE, seed=1, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        operations.seed_load(**SIZE, seed=1, at=AT)
