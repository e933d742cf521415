"""Messages that could not be sent."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.kernel.errors import DomainError
from sanshe.kernel.upkeep import messages as upkeep
from sanshe.kernel.upkeep.messages import MessageState
from sanshe.web.console.access import operators_only
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in

TITLES = {
    MessageState.GIVEN_UP: gettext_lazy("Given up"),
    MessageState.FAILING: gettext_lazy("Tried again"),
    MessageState.WAITING: gettext_lazy("Waiting"),
}
KINDS = {
    "sign_in_code": gettext_lazy("Sign-in code"),
    "news": gettext_lazy("News"),
    "digest": gettext_lazy("News, all in one"),
    "confirm_address": gettext_lazy("Confirmation of an address"),
    "phone_changed": gettext_lazy("Another phone"),
    "closing_asked": gettext_lazy("Wish to leave"),
}


@never_cache
@require_safe
@operators_only
def messages(request: HttpRequest) -> HttpResponse:
    """List the messages that are not out, by kind."""
    names = {state.value: state for state in TITLES}
    state = names.get(request.GET.get("state", ""), MessageState.GIVEN_UP)
    kind = text_in(request.GET, "kind")
    page = page_of(request, upkeep.messages(state=state, kind=kind))
    counts = upkeep.counts()
    shown = {
        "rows": [(one, KINDS.get(one.kind, one.kind), one.recipient[-4:]) for one in page],
        "paging": paging(request, page),
        "state": state.value,
        "kind": kind,
        "kinds": [(code, KINDS.get(code, code), number) for code, number in upkeep.kinds(state=state)],
        "tabs": [
            {"url": f"?state={one.value}", "text": title, "count": counts[one.value], "is_current": one is state}
            for one, title in TITLES.items()
        ],
    }
    return render(request, "console/messages.html", shown)


@never_cache
@require_POST
@operators_only
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try a message once more."""
    try:
        upkeep.retry_message(message_id=pk, actor=actor_of(request), at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("The message is tried again now."))
    return redirect("console_messages")
