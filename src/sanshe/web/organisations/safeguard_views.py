"""Papers that an organisation keeps of those whom it sends to children and into homes, seen from outside."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanshe.domain.organisations import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.organisations.access import named_organization
from sanshe.web.parameters import text_in, uuid_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.residents.safeguard_views import CheckForm

USUAL = timedelta(days=365)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def organization_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show whether an organisation's papers were seen; write a check down, or end one."""
    found = named_organization(pk)
    actor = actor_of(request)
    if not rules.may_oversee(person=actor, organization=found, at=request.at):
        raise PermissionDenied
    if request.method == "POST" and text_in(request.POST, "act") == "end":
        return _end(request, pk)
    form = CheckForm(request.POST or None, initial={"valid_until": timezone.localtime(request.at).date() + USUAL})
    if request.method == "POST" and form.is_valid():
        try:
            operations.record_organization_check(actor=actor, organization_id=pk, at=request.at, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            name = {"name": found.display_name}
            say(
                request,
                _("It is written down. %(name)s is proposed for children and visits at home from now on.") % name,
            )
            return redirect("organization_check", pk)
    checks = queries.checks_of_organization(organization=found)
    shown = {
        "organization": found,
        "form": form,
        "running": next((one for one in checks if one.counts_at(request.at)), None),
        "checks": checks,
    }
    return render(request, "organisations/check.html", shown, status=422 if form.errors else 200)


def _end(request: HttpRequest, pk: UUID) -> HttpResponse:
    check_id = uuid_in(request.POST, "check")
    if check_id is None:
        raise Http404
    try:
        operations.end_organization_check(
            actor=actor_of(request), check_id=check_id, note=text_in(request.POST, "note", longest=200), at=request.at
        )
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("The check has ended. A new one can be written down at any time."))
    return redirect("organization_check", pk)
