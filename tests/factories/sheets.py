"""Promises for calendars, and lists as workers send them."""

from datetime import datetime, timedelta

from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.domain.exchange import operations
from sanshe.domain.exchange.jobs import sheets
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from tests.factories import AT, make_need, make_offer, make_request
from tests.factories.answers import forget_job

# The Tuesday after AT, at nine.
TUESDAY = AT + timedelta(days=1)
JOBS = {
    f"sanshe.domain.exchange.jobs.sheets.{name}": getattr(sheets, name) for name in ("check_sheet", "take_in_sheet")
}


def make_promise(
    *,
    community: Community,
    receiver: Person,
    provider: Person,
    starts_at: datetime | None = TUESDAY,
    recurrence: str = "",
    **fields,
) -> Agreement:
    """Let somebody promise a neighbour to come at a time, each week where a rule is given."""
    ends_at = starts_at + timedelta(hours=2) if starts_at else None
    need = make_need(
        person=receiver, community=community, starts_at=starts_at, ends_at=ends_at, recurrence=recurrence, **fields
    )
    offer = make_offer(person=provider, community=community, category=fields.get("category"))
    asked = make_request(need=need, offer=offer)
    return operations.accept_agreement(actor=provider, agreement_id=asked.pk, at=AT)


def run_lists() -> int:
    """Look lists through and take them in, as a worker of the queue would; return how many jobs ran."""
    jobs = list(ProcrastinateJob.objects.filter(task_name__in=JOBS, status="todo").order_by("id"))
    for job in jobs:
        forget_job(job.pk)
        JOBS[job.task_name](**job.args)
    return len(jobs)


def need_row(*, number: int = 2, name: str = "王奶奶", sentence: str = "买菜", **fields) -> dict:
    """Return a row of a list of needs as it is read from a file."""
    return {
        "row": number,
        "name": name,
        "sentence": sentence,
        **dict.fromkeys(("phone", "address", "category", "starts_at", "ends_at", "time_text", "place_text"), ""),
        **dict.fromkeys(("age_band", "cost_basis"), ""),
        **dict.fromkeys(("at_home", "is_urgent", "is_private"), False),
        "age_years": None,
        "party_size": 1,
        "helpers_wanted": 1,
        **fields,
    }
