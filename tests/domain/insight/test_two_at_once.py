"""Two who do the same at the same instant, on real connections."""

from datetime import datetime

import pytest

from sanshe.domain.insight import operations
from sanshe.domain.insight.errors import EvidenceBeingMade
from sanshe.domain.insight.models import EvidenceRun, PublishedFigure, PublishedQuarter, UnmetRecord
from tests.concurrency import Racers
from tests.factories import AT, SHANGHAI, make_category, make_community, make_worker
from tests.factories.insight import make_record, make_unmet_need

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 4


def test_needs_are_recorded_once_by_two_runs():
    community = make_community()
    for _ in range(6):
        make_unmet_need(community=community)

    with Racers(COUNT) as racers:
        written = racers.run([lambda: operations.keep_evidence(at=AT)] * COUNT)

    assert sorted(written) == [0, 0, 0, 6]
    assert UnmetRecord.objects.count() == 6


def test_one_of_those_who_press_at_once_has_the_run():
    community = make_community()
    workers = [make_worker(community=community) for _ in range(COUNT)]

    with Racers(COUNT) as racers:
        ends = racers.run(
            [
                lambda worker=worker: operations.start_evidence_run(actor=worker, community=community, at=AT)
                for worker in workers
            ]
        )

    assert sorted(type(end).__name__ for end in ends) == [EvidenceBeingMade.__name__] * 3 + [EvidenceRun.__name__]
    assert EvidenceRun.objects.count() == 1


def test_quarter_is_published_once_by_two_runs():
    category = make_category(code="escort_to_doctor", name="陪诊")
    when = datetime(2025, 11, 5, tzinfo=SHANGHAI)
    make_record(community=make_community(), category=category, households=12, first_unmet_at=when)

    with Racers(COUNT) as racers:
        written = racers.run([lambda: operations.publish_quarters(at=AT)] * COUNT)

    assert sorted(written) == [0, 0, 0, 2]
    assert (PublishedQuarter.objects.count(), PublishedFigure.objects.count()) == (1, 2)
