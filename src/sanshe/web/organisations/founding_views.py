"""Founding a group, and registering the body one works for."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanshe.domain.organisations import operations
from sanshe.domain.people import queries as people
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of
from sanshe.web.organisations.forms import FoundForm, RegisterForm
from sanshe.web.people.access import sign_in_first


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def found(request: HttpRequest) -> HttpResponse:
    """Take the three things a group begins with, and found it where its founder lives."""

    def begin(**about):
        return operations.found_group(title=_("Chair"), **about)

    said = _("The group is founded, and you look after it. Tell your neighbours.")
    return _begin(request, FoundForm(request.POST or None), begin, "organisations/found.html", said)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def register(request: HttpRequest) -> HttpResponse:
    """Enter the body one works for; it is shown as not yet verified."""
    said = _("It is entered, and you look after it. Until somebody has looked at it, it is shown as not verified.")
    form = RegisterForm(request.POST or None)
    return _begin(request, form, operations.register_own_organization, "organisations/register.html", said)


def _begin(request: HttpRequest, form, begin, template: str, said: str) -> HttpResponse:
    actor = actor_of(request)
    community = people.home_community(person=actor, at=request.at)
    if request.method == "POST" and form.is_valid():
        try:
            begun = begin(
                actor=actor,
                community=community,
                at=request.at,
                idempotency_key=request.POST.get("key", ""),
                **form.cleaned_data,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, said)
            return redirect("organization", pk=begun.pk)
    shown = {"form": form, "community": community, "key": request.POST.get("key") or uuid.uuid4().hex}
    return render(request, template, shown, status=422 if form.errors else 200)
