"""News, grouped by thing; how one wants to hear of it; the links out of messages."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.notifications import operations, queries
from sanshe.domain.notifications.choices import Channel, Topic
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.notifications.forms import EmailForm, HoursForm, PacesForm
from sanshe.web.notifications.links import link_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first

READ_AT_KEY = "news_read_at"
SHOWN_OF_A_THING = 3


@never_cache
@require_safe
@sign_in_first
def news(request: HttpRequest) -> HttpResponse:
    """List one's news by thing, the thing with the newest first."""
    actor = actor_of(request)
    topic = text_in(request.GET, "topic")
    topic = topic if topic in Topic else ""
    page = page_of(request, queries.things_of(person=actor, topic=topic))
    news = queries.news_about(person=actor, things=list(page), most=SHOWN_OF_A_THING, topic=topic)
    shown = {
        "things": [
            {
                "newest": pieces[0],
                "sentence": queries.sentence(pieces[0]),
                "earlier": [(one, queries.sentence(one)) for one in pieces[1:]],
                "is_unread": thing["unread"] > 0,
            }
            for thing, pieces in zip(page, news, strict=True)
            if pieces
        ],
        "paging": paging(request, page),
        "tabs": [{"url": "?", "text": _("All"), "is_current": not topic}]
        + [{"url": f"?topic={one}", "text": one.label, "is_current": one == topic} for one in Topic],
        "unread": queries.unread_count(person=actor),
        "may_undo": READ_AT_KEY in request.session,
    }
    return render(request, "notifications/news.html", shown)


@never_cache
@require_safe
@sign_in_first
def piece(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark a piece of news as read and lead to what it is about."""
    read = operations.read_piece(person=actor_of(request), pk=pk, at=request.at)
    if read is None:
        raise Http404
    return redirect(link_of(read))


@require_POST
@sign_in_first
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all news as read; the next page offers to take that back."""
    operations.read_all(person=actor_of(request), at=request.at)
    request.session[READ_AT_KEY] = request.at.isoformat()
    say(request, _("All is marked as read."))
    return redirect("news")


@require_POST
@sign_in_first
def unread_again(request: HttpRequest) -> HttpResponse:
    """Take the last “all read” back."""
    read_at = request.session.pop(READ_AT_KEY, None)
    if read_at:
        operations.unread_again(person=actor_of(request), read_at=datetime.fromisoformat(read_at), at=request.at)
        say(request, _("It is as it was before."))
    return redirect("news")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def settings(request: HttpRequest) -> HttpResponse:
    """Let somebody choose how they hear of what."""
    actor = actor_of(request)
    form = PacesForm(request.POST or None, reach=_reach(request))
    if request.method == "POST" and form.is_valid():
        operations.choose_paces(person=actor, paces=form.paces(), at=request.at)
        say(request, _("That is how it will be."))
        return redirect("news_settings")
    return _settings(request, paces=form, status=422 if form.errors else 200)


@never_cache
@require_POST
@sign_in_first
def hours(request: HttpRequest) -> HttpResponse:
    """Keep the quiet hours and the hour of digests."""
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _settings(request, hours=form, status=422)
    operations.choose_hours(person=actor_of(request), at=request.at, **form.cleaned_data)
    say(request, _("That is how it will be."))
    return redirect("news_settings")


@never_cache
@require_POST
@sign_in_first
def email(request: HttpRequest) -> HttpResponse:
    """Note an e-mail address and write to it."""
    form = EmailForm(request.POST)
    if form.is_valid():
        try:
            operations.add_email(person=actor_of(request), email=form.cleaned_data["email"], at=request.at)
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("We have written to you. Please open the link in that message."))
            return redirect("news_settings")
    return _settings(request, email=form, status=422)


@never_cache
@require_POST
@sign_in_first
def remove_email(request: HttpRequest) -> HttpResponse:
    """Forget the e-mail address."""
    operations.remove_email(person=actor_of(request), at=request.at)
    say(request, _("The address is gone."))
    return redirect("news_settings")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address by the link that was sent to it: look first, then press."""
    if request.method == "POST":
        try:
            operations.confirm_email(token=token, at=request.at)
        except DomainError as error:
            warn(request, str(error))
        else:
            say(request, _("Your address is confirmed."))
        return redirect("home")
    return render(request, "notifications/confirm_email.html", {"token": token})


@csrf_exempt  # a mail program may press it for its reader (RFC 8058); the link itself is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End messages by the link out of one: look first, then press."""
    try:
        channel, topic = operations.what_stops(token=token)
        if request.method == "POST":
            operations.stop(token=token, at=request.at)
    except DomainError as error:
        warn(request, str(error))
        return redirect("home")
    shown = {
        "token": token,
        "channel": Channel(channel).label,
        "topic": Topic(topic).label if topic else "",
        "is_done": request.method == "POST",
    }
    return render(request, "notifications/stop.html", shown)


def _reach(request: HttpRequest) -> queries.Reach:
    actor = actor_of(request)
    return queries.reach_of(people=[actor])[actor.pk]


def _settings(request: HttpRequest, *, status: int, paces=None, hours=None, email=None) -> HttpResponse:
    actor, reach = actor_of(request), _reach(request)
    delivery = queries.delivery_of(person=actor)
    times = {name: getattr(delivery, name) for name in ("quiet_from", "quiet_until", "digest_hour")}
    shown = {
        "paces": paces or PacesForm(reach=reach),
        "hours": hours or HoursForm(initial=times),
        "email": email or EmailForm(),
        "point": queries.contact_point(person=actor, channel=Channel.EMAIL),
        "is_phone_silent": reach.is_phone_silent,
    }
    return render(request, "notifications/settings.html", shown, status=status)
