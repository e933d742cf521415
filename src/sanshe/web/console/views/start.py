"""The first page of the console."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.kernel.upkeep import health, verification
from sanshe.web.console.access import operators_only
from sanshe.web.console.health import lines_of
from sanshe.web.console.parts import PARTS
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of


@never_cache
@require_safe
@operators_only
def start(request: HttpRequest) -> HttpResponse:
    """Say how the installation is, and lead to the parts."""
    lines = lines_of(health.look(at=request.at), at=request.at)
    return render(request, "console/start.html", {"lines": lines, "parts": PARTS})


@never_cache
@require_POST
@operators_only
def walk_journal(request: HttpRequest) -> HttpResponse:
    """Let the worker walk through the whole journal."""
    verification.start_verification(actor=actor_of(request), at=request.at)
    say(request, _("The worker walks through the journal now. Look here again in a minute."))
    return redirect("console")
