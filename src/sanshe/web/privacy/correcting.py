"""Put one's entry right, and get another phone."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanshe.domain.people.errors import CodeSpent
from sanshe.domain.privacy import operations
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of
from sanshe.web.people.access import sign_in_first
from sanshe.web.privacy.access import address, shown_of, whose_data
from sanshe.web.privacy.forms import EntryForm, NewPhoneCodeForm, NewPhoneForm
from sanshe.web.residents.pages import as_said

# The phone that waits for its code in this browser: {"phone": …, "for": …}.
PHONE_KEY = "changing_phone"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def correct_my_data(request: HttpRequest) -> HttpResponse:
    """Show the entry as a form, and put it right."""
    person = whose_data(request)
    form = EntryForm(
        request.POST or None,
        initial={name: getattr(person, name) for name in EntryForm.base_fields},
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.correct_entry(actor=actor_of(request), person_id=person.pk, at=request.at, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("It is put right."))
            return redirect(address(request, "my_data", person))
    return _shown(request, "privacy/correct.html", person, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def change_my_phone(request: HttpRequest) -> HttpResponse:
    """Ask for the new phone and send it a code."""
    person = whose_data(request)
    form = NewPhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = operations.ask_phone_change(
                actor=actor_of(request),
                person_id=person.pk,
                phone=form.cleaned_data["phone"],
                asker=request.META.get("REMOTE_ADDR", ""),
                at=request.at,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            request.session[PHONE_KEY] = {"phone": number, "for": str(person.pk)}
            return redirect(address(request, "confirm_my_phone", person))
    return _shown(request, "privacy/phone.html", person, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def confirm_my_phone(request: HttpRequest) -> HttpResponse:
    """Take the code, and let the phone be theirs from now on; whoever typed it stays signed in."""
    person = whose_data(request)
    waiting = request.session.get(PHONE_KEY)
    if not waiting or waiting["for"] != str(person.pk):
        return redirect(address(request, "change_my_phone", person))
    form = NewPhoneCodeForm(request.POST or None)
    is_spent = False
    if request.method == "POST" and form.is_valid():
        try:
            changed = operations.change_phone(
                actor=actor_of(request),
                person_id=person.pk,
                phone=waiting["phone"],
                code=form.cleaned_data["code"],
                at=request.at,
            )
        except DomainError as error:
            refuse(form, error)
            is_spent = isinstance(error, CodeSpent)
        else:
            request.session.pop(PHONE_KEY, None)
            if changed == actor_of(request):
                update_session_auth_hash(request, changed)
            say(request, _("The new number holds from now on. Other devices are signed out."))
            return redirect(address(request, "my_data", person))
    return _shown(
        request, "privacy/phone_code.html", person, form, {"phone": as_said(waiting["phone"]), "is_spent": is_spent}
    )


def _shown(request: HttpRequest, template: str, person, form, more: dict | None = None) -> HttpResponse:
    shown = {**shown_of(request, person), "form": form, **(more or {})}
    return render(request, template, shown, status=422 if form.errors else 200)
