"""Digests for 50,000 people of whom some have news: who gets one, how long it takes, what is left in the queue.

    python benchmarks/digests.py [--people 50000] [--share 0.05]

Works on an embedded server of its own, in a folder that it removes. One worker's work is done here in one process: the
jobs of the run one after the other, then the outbox until it is empty, into a backend that keeps nothing.
"""

import argparse
import atexit
import os
import shutil
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
SHANGHAI = ZoneInfo("Asia/Shanghai")
EVENING, MORNING = datetime(2026, 3, 2, 18, tzinfo=SHANGHAI), datetime(2026, 3, 3, 8, 5, tzinfo=SHANGHAI)


class Nowhere:
    """A way out that keeps nothing."""

    def send(self, message) -> None:
        """Take a message and forget it."""


def main() -> None:
    """Load, run, print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--share", type=float, default=0.05, help="of the people have news")
    arguments = parser.parse_args()
    data = Path(tempfile.mkdtemp(prefix="sanshe-digests-"))
    data.chmod(0o755)  # as root the server runs as somebody else
    os.environ["SANSHE_DATA"] = str(data)
    os.environ.pop("DATABASE_URL", None)
    # Registered first, so it runs last: after the server was let go.
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    _run(people=arguments.people, share=arguments.share)


def _run(*, people: int, share: float) -> None:
    from sanshe.cli.main import set_up

    set_up(as_owner=True)
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from procrastinate.contrib.django.models import ProcrastinateJob

    from sanshe.domain.notifications import operations
    from sanshe.domain.notifications.models import ContactPoint, DigestIssue, Notification
    from sanshe.domain.notifications.operations import digests
    from sanshe.domain.people.models import Person
    from sanshe.kernel import outbox
    from sanshe.kernel.fields import uuid7
    from sanshe.kernel.models import OutboxMessage

    call_command("migrate", verbosity=0)
    sys.modules["benchmark_nowhere"] = sys.modules[__name__]
    settings.SANSHE_MESSAGE_BACKENDS = dict.fromkeys(("sms", "email", "wechat"), "benchmark_nowhere.Nowhere")
    rows = [Person(form_of_address=f"邻居{number}", joined_at=EVENING, claimed_at=EVENING) for number in range(people)]
    Person.objects.bulk_create(rows, batch_size=5000)
    ContactPoint.objects.bulk_create(
        (
            ContactPoint(
                person=one, channel="email", address=f"n{number}@example.org", added_at=EVENING, verified_at=EVENING
            )
            for number, one in enumerate(rows)
        ),
        batch_size=5000,
    )
    step = round(1 / share)
    told = rows[::step]
    Notification.objects.bulk_create(
        (
            Notification(
                person=one,
                kind="notice_posted",
                subject_type="boards.post",
                subject_id=uuid7(),
                words={"who": "周会长", "what": "周三晚上七点下棋", "where": "象棋小组"},
                created_at=EVENING,
            )
            for one in told
            for _ in range(3)
        ),
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    begun = time.perf_counter()
    run = operations.start_digest_run(at=MORNING)
    found = time.perf_counter() - begun
    jobs = list(ProcrastinateJob.objects.filter(task_name=digests.TASK).values_list("args", flat=True))
    begun = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        written = sum(operations.write_digests(**{**args, "at": MORNING}) for args in jobs)
    wrote = time.perf_counter() - begun
    again = sum(operations.write_digests(**{**args, "at": MORNING}) for args in jobs)
    begun = time.perf_counter()
    while outbox.send_waiting(at=MORNING):
        pass
    drained = time.perf_counter() - begun
    wrong = DigestIssue.objects.exclude(person__in=[one.pk for one in told]).count()
    left = OutboxMessage.objects.exclude(next_attempt_at=None).count()
    for name, value in (
        ("people", f"{people:,}"),
        ("with news", f"{len(told):,}"),
        ("jobs put into the queue", f"{len(jobs)} (of {run.people:,} people)"),
        ("digests written", f"{written:,}"),
        ("to people without news", f"{wrong}"),
        ("written when every job ran again", f"{again}"),
        ("finding who has news", f"{found:.2f} s"),
        ("writing", f"{wrote:.2f} s, {written / wrote:,.0f} a second, {len(captured) / written:.2f} queries each"),
        ("sending until nothing waits", f"{drained:.2f} s, {written / drained:,.0f} a second"),
        ("left in the outbox", f"{left}"),
    ):
        print(f"{name:<34}{value}")


if __name__ == "__main__":
    main()
