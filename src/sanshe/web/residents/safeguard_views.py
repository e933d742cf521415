"""Papers of residents who help children or come into homes: that a worker saw them, and until when that counts."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanshe.domain.people import operations, queries, rules
from sanshe.domain.people.choices import CheckKind
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.parameters import text_in, uuid_in
from sanshe.web.people.access import sign_in_first

USUAL = timedelta(days=365)


class CheckForm(forms.Form):
    """Which paper was seen, of which day, and until when it is to count."""

    kind = forms.ChoiceField(label=gettext_lazy("What you have seen"), choices=CheckKind.choices)
    issued_on = forms.DateField(
        label=gettext_lazy("The day on the paper"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Counts until"),
        help_text=gettext_lazy("Usually a year; then the papers are looked at again."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def resident_check(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show whether somebody's papers were seen, which is written down as a look; write a check down, or end one."""
    actor = actor_of(request)
    person = queries.person(pk=person_id)
    if person is None:
        raise Http404
    if not rules.may_record_check(person=actor, of=person_id, at=request.at):
        raise PermissionDenied
    ends = request.method == "POST" and text_in(request.POST, "act") == "end"
    if ends:
        return _end(request, person_id)
    form = CheckForm(request.POST or None, initial={"valid_until": timezone.localtime(request.at).date() + USUAL})
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_check(actor=actor, person_id=person_id, at=request.at, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            name = {"name": person.public_name}
            say(
                request,
                _("It is written down. %(name)s is proposed for children and visits at home from now on.") % name,
            )
            return redirect("resident_check", person_id)
    operations.look_at_person(actor=actor, person_id=person_id, at=request.at, community=community_of(request))
    checks = queries.checks_of(person=person)
    shown = {
        "person": person,
        "form": form,
        "running": next((one for one in checks if one.counts_at(request.at)), None),
        "checks": checks,
    }
    return render(request, "residents/check.html", shown, status=422 if form.errors else 200)


def _end(request: HttpRequest, person_id: UUID) -> HttpResponse:
    check_id = uuid_in(request.POST, "check")
    if check_id is None:
        raise Http404
    try:
        operations.end_check(
            actor=actor_of(request),
            check_id=check_id,
            note=text_in(request.POST, "note", longest=200),
            at=request.at,
        )
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("The check has ended. A new one can be written down at any time."))
    return redirect("resident_check", person_id)
