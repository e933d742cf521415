"""Two operators at the same instant."""

from functools import partial

import pytest
from django.db import connection

from sanshe.domain.taxonomy import operations as taxonomy
from sanshe.domain.taxonomy.errors import TermNameTaken
from sanshe.domain.taxonomy.models import TaxonomyTerm
from sanshe.domain.texts import operations as texts
from sanshe.domain.texts.errors import TextChangedMeanwhile
from sanshe.domain.texts.models import Text
from sanshe.kernel.models import JournalEntry
from sanshe.kernel.upkeep import backups, queue
from sanshe.kernel.upkeep.errors import BackupRunning, JobNotFailed
from tests.concurrency import Racers
from tests.factories import AT, make_category

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def emptied_queue():
    """Begin and end with an empty queue, which Django does not empty."""

    def empty():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_periodic_defers")
            cursor.execute("DELETE FROM procrastinate_jobs")

    empty()
    yield
    empty()


def test_of_texts_saved_at_once_one_stands_and_the_others_are_told():
    acts = [
        partial(texts.change_text, code="about", language="zh-hans", body=f"版本{number}", actor=None, at=AT)
        for number in range(6)
    ]

    with Racers(6) as racers:
        results = racers.run(acts)

    assert sum(isinstance(result, Text) for result in results) == 1
    assert sum(isinstance(result, TextChangedMeanwhile) for result in results) == 5
    assert Text.objects.count() == 1


def test_leaves_added_at_once_are_each_their_own():
    make_category(code="visits", name="探望")
    add = partial(
        taxonomy.add_leaf,
        parent_code="care",
        name_en="Hair",
        words_zh=[],
        words_en=[],
        is_sensitive=False,
        actor=None,
        at=AT,
    )

    with Racers(6) as racers:
        results = racers.run([partial(add, name_zh=f"理发{number // 2}") for number in range(6)])

    assert sum(isinstance(result, TermNameTaken) for result in results) == 3
    added = TaxonomyTerm.objects.filter(parent__code="care").exclude(code="visits")
    assert {term.code for term in added} == {"hair", "hair_2", "hair_3"}
    assert {term.name_zh for term in added} == {"理发0", "理发1", "理发2"}


def test_backup_started_at_once_is_one(emptied_queue):
    with Racers(6) as racers:
        results = racers.run([partial(backups.start_backup, actor=None, at=AT)] * 6)

    assert sum(isinstance(result, str) for result in results) == 1
    assert sum(isinstance(result, BackupRunning) for result in results) == 5
    assert JournalEntry.objects.filter(operation="kernel.start_backup").count() == 1


def test_job_tried_again_at_once_waits_once(emptied_queue):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'tests.job', 'failed')"
            " RETURNING id"
        )
        job_id = cursor.fetchone()[0]

    with Racers(6) as racers:
        results = racers.run([partial(queue.retry_job, job_id=job_id, actor=None, at=AT)] * 6)

    assert results.count(None) == 1
    assert sum(isinstance(result, JobNotFailed) for result in results) == 5
