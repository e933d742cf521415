"""Papers that were seen, other weights, and the queue: done by hand, or by a worker that runs while a test waits."""

from datetime import date, datetime, timedelta
from typing import Any

from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.jobs import answers
from sanshe.domain.exchange.models import Weighting
from sanshe.domain.people.choices import CheckKind, RoleKind
from sanshe.domain.people.models import Person, SafeguardCheck
from tests.factories import AT, make_person

JOBS = {
    f"sanshe.domain.exchange.jobs.answers.{name}": getattr(answers, name)
    for name in ("recount_needs", "recount_offers", "preview_weights")
}


def check_person(person: Person, *, by: Person, at: datetime = AT, until: datetime | None = None) -> SafeguardCheck:
    """Write down that somebody's papers were seen."""
    return SafeguardCheck.objects.create(
        person=person,
        kind=CheckKind.NO_RECORD_CERTIFICATE,
        issued_on=date(2026, 1, 15),
        recorded_by=by,
        starts_at=at,
        expires_at=until or at + timedelta(days=365),
    )


def make_district_officer(*, name: str = "区里的小冯") -> Person:
    """Make somebody who answers for the district."""
    person = make_person(name=name)
    person.roles.create(kind=RoleKind.DISTRICT_OFFICER, starts_at=AT - timedelta(days=30))
    return person


def points(**changed: int) -> dict[str, int]:
    """Return the shipped points, with some changed."""
    return {"text": 34, "category": 27, "distance": 13, "time": 12, "trust": 9, "turn": 5, **changed}


def make_weighting(*, actor: Person, at: datetime = AT, **changed: int) -> Weighting:
    """Propose other weights."""
    return operations.propose_weights(actor=actor, points=points(**changed), at=at)


def waiting_jobs() -> list[tuple[str, dict[str, Any]]]:
    """Return what of ours waits in the queue, as (last part of the name, arguments)."""
    rows = ProcrastinateJob.objects.filter(task_name__in=JOBS, status="todo").order_by("-priority", "id")
    return [(row.task_name.rsplit(".", 1)[-1], row.args) for row in rows]


def run_queue() -> int:
    """Do what a worker would do until nothing of ours waits; return how many jobs ran."""
    ran = 0
    while True:
        rows = ProcrastinateJob.objects.filter(task_name__in=JOBS, status="todo").order_by("-priority", "id")
        job = rows.values("id", "task_name", "args").first()
        if job is None:
            return ran
        forget_job(job["id"])
        JOBS[job["task_name"]](**job["args"])
        ran += 1


def empty_queue() -> None:
    """Take everything out of the queue, which Django does not empty between tests."""
    with connection.cursor() as cursor:
        for table in ("procrastinate_periodic_defers", "procrastinate_jobs", "procrastinate_workers"):
            cursor.execute(f"DELETE FROM {table}")


def let_worker_work() -> None:
    """Let a real worker do what waits, in connections of its own, until nothing waits any more."""
    async_to_sync(_work)()
    connection.close()


async def _work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()):
        async with app.open_async():
            await app.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="never")


def forget_job(pk: int) -> None:
    """Take a job out of the queue as done."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [pk])
