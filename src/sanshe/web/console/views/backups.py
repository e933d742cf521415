"""Backups: make one, take one away."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.kernel.errors import DomainError
from sanshe.kernel.upkeep import backups as upkeep
from sanshe.kernel.upkeep import queue
from sanshe.web.console.access import operators_only
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in

STEPS = {
    "": gettext_lazy("Waiting for the worker"),
    "database": gettext_lazy("Copying the tables"),
    "files": gettext_lazy("Packing the files"),
}


@never_cache
@require_safe
@operators_only
def backups(request: HttpRequest) -> HttpResponse:
    """List the backup files, and show how far the one is that is being made."""
    page = page_of(request, upkeep.backups())
    running = upkeep.running_backup()
    shown = {
        "page": page,
        "paging": paging(request, page),
        "running": running,
        "step": STEPS.get(running.step, STEPS[""]) if running else "",
        "failure": None if running else queue.last_failure(task=upkeep.BACKUP_TASK, after=_newest(page)),
    }
    return render(request, "console/backups.html", shown)


@never_cache
@require_POST
@operators_only
def start(request: HttpRequest) -> HttpResponse:
    """Let the worker make a backup."""
    try:
        upkeep.start_backup(actor=actor_of(request), at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("The worker makes a backup now. You can go on working."))
    return redirect("console_backups")


@never_cache
@require_POST
@operators_only
def take(request: HttpRequest) -> HttpResponseBase:
    """Hand a backup file out."""
    try:
        path = upkeep.open_backup(
            name=text_in(request.POST, "name", longest=120), actor=actor_of(request), at=request.at
        )
        content = path.open("rb")
    except DomainError as error:
        warn(request, str(error))
        return redirect("console_backups")
    except FileNotFoundError:
        warn(request, _("This backup file is no longer there."))
        return redirect("console_backups")
    return FileResponse(content, as_attachment=True, filename=path.name, content_type="application/x-tar")


def _newest(page):
    return page.paginator.object_list[0].made_at if page.paginator.object_list else None
