"""One's own home, and who speaks for whom."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanshe.domain.people import operations, queries
from sanshe.domain.people.choices import RepresentationKind
from sanshe.domain.places import queries as places
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import COMMUNITY_KEY, actor_of, community_of
from sanshe.web.parameters import text_in, uuid_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.residents.forms import KnownPersonForm, LetterCodeForm, OwnHomeForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def my_home(request: HttpRequest) -> HttpResponse:
    """Show where one lives and whether that is confirmed; ask for the letter, type its code, name a second entry."""
    actor = actor_of(request)
    home = queries.home_of(person=actor, at=request.at)
    forms, refused = _home_forms(request, home), None
    if request.method == "POST":
        act = text_in(request.POST, "act")
        if act not in forms:
            raise Http404
        refused = forms[act]
        if refused.is_valid():
            try:
                said = _HOME_ACTS[act](request, refused.cleaned_data)
            except DomainError as error:
                refuse(refused, error)
            else:
                say(request, said)
                return redirect("my_home")
    letter = queries.waiting_letter(person=actor)
    shown = {
        "home": home,
        "mates": queries.housemates_to_see(person=actor, home=home, at=request.at) if home else [],
        "letter": letter,
        "is_expired": bool(letter and letter.expires_at and letter.expires_at <= request.at),
        "forms": forms,
        "refused": refused,
    }
    return render(request, "residents/my_home.html", shown, status=422 if refused else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def my_helpers(request: HttpRequest) -> HttpResponse:
    """Show who may speak for one and for whom one speaks; name a helper, or end it."""
    actor = actor_of(request)
    form = KnownPersonForm(request.POST if text_in(request.POST, "act") == "grant" else None)
    if request.method == "POST" and text_in(request.POST, "act") == "stop":
        return _stop(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.grant_helper(actor=actor, principal_id=actor.pk, at=request.at, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("%(name)s may speak for you now.") % {"name": made.representative.public_name})
            return redirect("my_helpers")
    shown = {
        "helpers": queries.representations_of(person=actor, at=request.at),
        "principals": queries.representations_by(person=actor, at=request.at),
        "guardian": RepresentationKind.GUARDIAN,
        "form": form,
    }
    return render(request, "residents/my_helpers.html", shown, status=422 if form.errors else 200)


def _stop(request: HttpRequest) -> HttpResponse:
    found = queries.representation(pk=uuid_in(request.POST, "representation"))
    if found is None:
        raise Http404
    try:
        operations.stop_representation(actor=actor_of(request), representation_id=found.pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("Nobody speaks through it any more."))
    return redirect("my_helpers")


def _home_forms(request: HttpRequest, home) -> dict:
    community = queries.home_community(person=actor_of(request), at=request.at) or community_of(request)
    initial = {"community": community.code if community else "", "address": home.household.address if home else ""}
    act = text_in(request.POST, "act")

    def typed(name: str):
        return request.POST if act == name else None

    return {
        "letter": OwnHomeForm(typed("letter"), prefix="letter", initial=initial, communities=places.communities()),
        "code": LetterCodeForm(typed("code"), prefix="code"),
        "second": KnownPersonForm(typed("second"), prefix="second"),
    }


def _ask_for_letter(request: HttpRequest, fields: dict) -> str:
    community = places.community(code=fields["community"])
    operations.ask_for_letter(
        person=actor_of(request),
        community=community,
        address=fields["address"],
        at=request.at,
        actor=actor_of(request),
    )
    request.session.pop(COMMUNITY_KEY, None)
    return _("We bring you a letter with a code in the next days.")


def _redeem(request: HttpRequest, fields: dict) -> str:
    operations.redeem_residence_code(person=actor_of(request), code=fields["code"], at=request.at)
    return _("Your home is confirmed.")


def _claim(request: HttpRequest, fields: dict) -> str:
    operations.claim_second_entry(actor=actor_of(request), at=request.at, **fields)
    return _("A worker looks at both entries and tells you.")


_HOME_ACTS = {"letter": _ask_for_letter, "code": _redeem, "second": _claim}
