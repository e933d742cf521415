"""Whatever people do, in whatever order: the books agree after every single act."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshe.domain.exchange.models import Delivery
from tests.factories.storm import Storm, faults_in_the_books, make_storms

acts = st.lists(st.sampled_from(Storm.ACTS), min_size=8, max_size=40)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(min_value=0, max_value=2**32), drawn=acts)
def test_books_agree_after_every_act_and_what_was_done_never_changes(seed, drawn):
    with transaction.atomic():
        (storm,) = make_storms(people=9, seeds=1)
        storm.draw.seed(seed)
        written: dict = {}
        for act in drawn:
            storm.do(act)
            with connection.cursor() as cursor:
                # The deferred checks, as at the end of each transaction.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            assert faults_in_the_books() == []
            rows = {row["id"]: row for row in Delivery.objects.values()}
            assert {key: rows[key] for key in written} == written
            written = rows
        transaction.set_rollback(True)
