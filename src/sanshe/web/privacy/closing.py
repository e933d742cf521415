"""Close one's account, slowly: what goes, what stays and why, a tick and a word, two weeks to come back."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanshe.domain.privacy import operations, queries
from sanshe.domain.privacy.choices import AtClosing, Obstacle
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.people.access import sign_in_first
from sanshe.web.privacy.access import address, shown_of, whose_data
from sanshe.web.privacy.forms import CloseForm

PAGES = {Obstacle.PROMISE: "agreement", Obstacle.LAST_HEAD: "organization"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def close_my_account(request: HttpRequest) -> HttpResponse:
    """Explain what goes and what stays, and take the wish to leave."""
    person = whose_data(request)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            waiting = operations.ask_to_close(
                actor=actor_of(request), person_id=person.pk, writings=form.cleaned_data["writings"], at=request.at
            )
        except DomainError as error:
            refuse(form, error)
        else:
            day = date_format(localtime(waiting.takes_effect_at), "Y-m-d")
            if person == actor_of(request):
                logout(request)
            say(
                request,
                _("Go well. Everything is deleted on %(day)s. Sign in before that, and all stays as it was.")
                % {"day": day},
            )
            return redirect("home")
    shown = {
        **shown_of(request, person),
        "form": form,
        "closing": queries.closing_of(person=person),
        "hindrances": [_way_out(one) for one in queries.hindrances(person=person, at=request.at)],
        "groups": _by_what_becomes_of_it(person),
        "days": operations.CLOSES_AFTER.days,
    }
    return render(request, "privacy/close.html", shown, status=422 if form.errors else 200)


@require_POST
@sign_in_first
def keep_my_account(request: HttpRequest) -> HttpResponse:
    """Take the wish to leave back."""
    person = whose_data(request)
    try:
        operations.take_back_closing(person=person, actor=actor_of(request), at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("Good that you stay. Slips that came down can be put up again."))
    return redirect(address(request, "my_data", person))


def _way_out(hindrance: queries.Hindrance) -> dict:
    page = PAGES.get(hindrance.kind)
    return {
        "label": hindrance.kind.label,
        "words": hindrance.words,
        "url": reverse(page, args=[hindrance.subject_id]) if page else "",
    }


def _by_what_becomes_of_it(person) -> list[dict]:
    """Return what somebody has, by what becomes of it: each kind with its reason."""
    found = [one for part in queries.sections(person=person).values() for one in part]
    titles = {
        AtClosing.REMOVE: _("This goes"),
        AtClosing.ANONYMISE: _("This stays without your name"),
        AtClosing.KEEP: _("This stays"),
    }
    return [
        {"title": title, "sections": [one for one in found if one.kept.at_closing == what]}
        for what, title in titles.items()
        if any(one.kept.at_closing == what for one in found)
    ]
