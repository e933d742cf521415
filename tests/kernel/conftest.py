"""What the kernel's tests stand on."""

import pytest
from django.db import connection


@pytest.fixture
def empty_queue(transactional_db):
    """Begin with no job: Django does not empty the queue's tables between tests."""
    with connection.cursor() as cursor:
        for table in ("procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers"):
            cursor.execute(f"DELETE FROM {table}")
