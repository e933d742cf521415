"""Jobs: what waits, what runs, what failed and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.kernel.errors import DomainError
from sanshe.kernel.upkeep import queue
from sanshe.kernel.upkeep.queue import JobState
from sanshe.web.console.access import operators_only
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in

TITLES = {
    JobState.FAILED: gettext_lazy("Failed"),
    JobState.WAITING: gettext_lazy("Waiting"),
    JobState.RUNNING: gettext_lazy("Running"),
}
# What the kernel's own jobs do, in words; a job that is not here is shown by its name.
TASKS = {
    "sanshe.kernel.jobs.send_outbox": gettext_lazy("Send messages"),
    "sanshe.kernel.jobs.seal_journal": gettext_lazy("Seal the journal"),
    "sanshe.kernel.jobs.rescue_stalled_jobs": gettext_lazy("Take up jobs whose worker died"),
    "sanshe.kernel.jobs.forget_old_keys": gettext_lazy("Forget old keys"),
    "sanshe.kernel.jobs.tidy_up": gettext_lazy("Remove finished jobs"),
    "sanshe.kernel.jobs.sweep_journal": gettext_lazy("Look for unsealed entries"),
    "sanshe.kernel.upkeep.tasks.make_backup": gettext_lazy("Make a backup"),
    "sanshe.kernel.upkeep.tasks.verify_journal": gettext_lazy("Walk through the journal"),
}
BIGGEST_ID = 2**63 - 1


@never_cache
@require_safe
@operators_only
def jobs(request: HttpRequest) -> HttpResponse:
    """List the jobs in a state, searched by name."""
    names = {state.value: state for state in TITLES}
    state = names.get(request.GET.get("state", ""), JobState.FAILED)
    words = text_in(request.GET, "q")
    page = page_of(request, queue.jobs(state=state, search=words))
    failures = queue.failures_of(job_ids=[job.pk for job in page]) if state is JobState.FAILED else {}
    counts = queue.counts(at=request.at)
    shown = {
        "rows": [(job, TASKS.get(job.task_name, job.task_name), failures.get(job.pk)) for job in page],
        "paging": paging(request, page),
        "state": state.value,
        "words": words,
        "tabs": [
            {"url": f"?state={one.value}", "text": title, "count": counts[one.value], "is_current": one is state}
            for one, title in TITLES.items()
        ],
    }
    return render(request, "console/jobs.html", shown)


@never_cache
@require_POST
@operators_only
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Put a failed job back into the queue."""
    try:
        queue.retry_job(job_id=min(job_id, BIGGEST_ID), actor=actor_of(request), at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("The job waits for the worker again."))
    return redirect(f"{reverse('console_jobs')}?state=failed")


@never_cache
@require_POST
@operators_only
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Take a waiting job out of the queue."""
    try:
        queue.cancel_job(job_id=min(job_id, BIGGEST_ID), actor=actor_of(request), at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("The job is taken out of the queue."))
    return redirect(f"{reverse('console_jobs')}?state=waiting")
