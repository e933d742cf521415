"""Signing in with a code, introducing oneself, choosing a community."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanshe.domain.people import operations, queries
from sanshe.domain.people.errors import CodeSpent
from sanshe.domain.places import queries as places
from sanshe.domain.privacy import operations as privacy
from sanshe.domain.proxy import operations as proxy
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say
from sanshe.web.middleware import COMMUNITY_KEY, actor_of, community_of
from sanshe.web.parameters import text_in
from sanshe.web.people.elsewhere import BACKEND, link_kept_account, ways_elsewhere
from sanshe.web.people.forms import CodeForm, PhoneForm, WelcomeForm

PHONE_KEY = "signing_in_phone"
NEXT_KEY = "signing_in_next"
# The receipt that was opened in this browser: {"receipt": …, "at": …}.
CLAIM_KEY = "claiming_receipt"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the phone and send it a code."""
    if request.method != "POST":
        request.session[NEXT_KEY] = _safe_next(request, request.GET.get("next", ""))
        return render(request, "people/sign_in.html", {"form": PhoneForm(), "ways": ways_elsewhere()})
    form = PhoneForm(request.POST)
    if form.is_valid():
        try:
            code = operations.request_sign_in_code(
                phone=form.cleaned_data["phone"], asker=request.META.get("REMOTE_ADDR", ""), at=request.at
            )
        except DomainError as error:
            refuse(form, error)
        else:
            request.session[PHONE_KEY] = code.phone
            return redirect("sign_in_code")
    return render(request, "people/sign_in.html", {"form": form, "ways": ways_elsewhere()}, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Take the code and sign the person in."""
    phone = request.session.get(PHONE_KEY)
    if not phone:
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    is_spent = False
    if request.method == "POST" and form.is_valid():
        try:
            claim = _claim(request)
            signed = proxy.sign_in(
                phone=phone,
                code=form.cleaned_data["code"],
                receipt_id=UUID(claim["receipt"]) if claim else None,
                at=request.at,
            )
        except DomainError as error:
            refuse(form, error)
            is_spent = isinstance(error, CodeSpent)
        else:
            person, is_new = signed.person, signed.is_new
            following = request.session.get(NEXT_KEY) or ""
            login(request, person, backend=BACKEND)
            if claim:
                request.session[CLAIM_KEY] = claim
            request.session.pop(PHONE_KEY, None)
            link_kept_account(request, person)
            if privacy.take_back_closing(person=person, at=request.at):
                say(request, _("Your wish to leave is taken back. Nothing was deleted."))
            if is_new or queries.home_community(person=person, at=request.at) is None:
                request.session[NEXT_KEY] = following
                return redirect("welcome")
            say(request, _("Good to see you, %(name)s.") % {"name": person.public_name})
            return redirect(_safe_next(request, following) or "home")
    status = 422 if form.errors else 200
    shown = {"form": form, "phone": phone, "is_spent": is_spent, "demo": settings.DEMO}
    return render(request, "people/sign_in_code.html", shown, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Let somebody new say how they are called and where they live."""
    actor = actor_of(request)
    if actor is None:
        return redirect("sign_in")
    communities = places.communities()
    current = community_of(request)
    form = WelcomeForm(
        request.POST or None,
        communities=communities,
        initial={
            "form_of_address": actor.form_of_address,
            "birth_year": actor.birth_year,
            "community": current.code if current else "",
        },
    )
    if request.method == "POST" and form.is_valid():
        chosen = places.community(code=form.cleaned_data["community"])
        operations.introduce_oneself(
            person=actor,
            form_of_address=form.cleaned_data["form_of_address"],
            birth_year=form.cleaned_data["birth_year"],
            community=chosen,
            at=request.at,
        )
        request.session.pop(COMMUNITY_KEY, None)
        say(
            request,
            _("Welcome, %(name)s. The board of %(place)s is yours, too.")
            % {"name": form.cleaned_data["form_of_address"], "place": chosen.name},
        )
        return redirect(_safe_next(request, request.session.pop(NEXT_KEY, "")) or "home")
    return render(request, "people/welcome.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign the person out of this browser."""
    logout(request)
    say(request, _("You are signed out on this device."))
    return redirect("home")


@never_cache
def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign one of the demo's people in by the link printed at its start; there is no such page elsewhere."""
    if not settings.DEMO:
        raise Http404
    person = queries.person_of_token(token=token)
    if person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    privacy.take_back_closing(person=person, at=request.at)
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def choose_community(request: HttpRequest) -> HttpResponse:
    """Show the communities and remember, in this browser, whose board to show."""
    if request.method == "POST":
        chosen = places.community(code=text_in(request.POST, "community"))
        if chosen is None:
            raise Http404
        request.session[COMMUNITY_KEY] = chosen.code
        return redirect(_safe_next(request, request.POST.get("next", "")) or "home")
    return render(request, "people/choose_community.html", {"communities": places.communities()})


def _claim(request: HttpRequest) -> dict | None:
    """Return the receipt by which whoever signs in now takes over what was entered, if that is what they came for."""
    if request.session.get(NEXT_KEY) != reverse("claim_done"):
        return None
    return request.session.get(CLAIM_KEY)


def _safe_next(request: HttpRequest, url: str) -> str:
    allowed = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if allowed else ""
