"""One's arrangements in the calendar of one's telephone: as a file, and at an address that keeps it up to date."""

import hashlib
from uuid import UUID

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.exchange import operations, queries, rules
from sanshe.domain.exchange.operations import feeds as feed_operations
from sanshe.domain.exchange.queries import feeds
from sanshe.domain.people import queries as people
from sanshe.web.calendars.events import calendar_file, has_time
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of
from sanshe.web.people.access import sign_in_first

CALENDAR = "text/calendar; charset=utf-8"
TOKEN_KEY = "calendar_token"
TOKEN_MAX = 100


@never_cache
@require_safe
@sign_in_first
def calendar(request: HttpRequest) -> HttpResponse:
    """Say how one's arrangements come into the telephone, with the address where it was just made."""
    token = request.session.pop(TOKEN_KEY, "")
    feed = feeds.live_feed_of(person=actor_of(request))
    address = f"{settings.PUBLIC_ADDRESS}{reverse('calendar_feed', args=[token])}" if token and feed else ""
    subscribe = f"webcal://{address.partition('://')[2]}" if address else ""
    shown = {
        "feed": feed,
        "address": address,
        "subscribe": subscribe,
        "code": segno.make(subscribe, error="m").svg_data_uri(scale=4, border=2, dark="#000000", light="#ffffff")
        if subscribe
        else "",
    }
    return render(request, "calendars/calendar.html", shown)


@require_POST
@sign_in_first
def renew(request: HttpRequest) -> HttpResponse:
    """Make a new address; the one before is dead."""
    request.session[TOKEN_KEY] = feed_operations.issue_feed(actor=actor_of(request), at=request.at)[1]
    return redirect("calendar")


@require_POST
@sign_in_first
def end(request: HttpRequest) -> HttpResponse:
    """Let the address be dead."""
    if feed_operations.end_feed(actor=actor_of(request), at=request.at):
        say(request, _("The address is switched off. Please remove the calendar from your telephone too."))
    return redirect("calendar")


@never_cache
@require_safe
@sign_in_first
def agreement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give one agreement as a calendar file to its two sides."""
    actor = actor_of(request)
    found = queries.agreement_for(actor=actor, pk=pk, at=request.at)
    if found is None or not has_time(found) or not rules.is_party(person=actor, agreement=found, at=request.at):
        raise Http404
    # Who speaks for one side reads it as that side does.
    receives = rules.is_receiver(person=actor, agreement=found, at=request.at)
    person = found.receiver if receives else actor
    home = _home_to_visit(request, found, receives=receives)
    content = calendar_file([found], person=person, changes=feeds.changes_of(agreements=[found]), home=home)
    return HttpResponse(
        content, content_type=CALENDAR, headers={"Content-Disposition": 'attachment; filename="sanshe.ics"'}
    )


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give arrangements to whoever knows the secret address; no sign-in, for telephones ask by themselves."""
    found = feeds.feed_with_token(token=token) if token.isascii() and len(token) <= TOKEN_MAX else None
    if found is None:
        raise Http404
    agreements = list(feeds.calendar_of(person=found.person, at=request.at))
    changes = feeds.changes_of(agreements=agreements)
    with override(found.person.language):
        content = calendar_file(agreements, person=found.person, changes=changes)
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    changed_at = int(max([found.issued_at, *(one.last_at for one in changes.values())]).timestamp())
    whole = HttpResponse(content, content_type=CALENDAR, headers={"ETag": etag, "Last-Modified": http_date(changed_at)})
    response = get_conditional_response(request, etag=etag, last_modified=changed_at, response=whole)
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _home_to_visit(request: HttpRequest, found, *, receives: bool) -> str:
    """Return the receiver's address for who is to visit them, as long as the promise stands; for nobody else."""
    if receives or found.need is None or not found.need.at_home or not found.is_live:
        return ""
    home = people.home_of(person=found.receiver, at=request.at)
    if home is None:
        return ""
    operations.note_look_at_home(actor=actor_of(request), person=found.receiver, at=request.at)
    return home.household.address
