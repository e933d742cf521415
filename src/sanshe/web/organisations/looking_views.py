"""What waits for a community's workers and the district: organisations to verify, groups to be taken over."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.organisations import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.organisations.access import named_organization
from sanshe.web.organisations.forms import DecisionForm
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first

NOTE_MAX = 200


@never_cache
@require_safe
@sign_in_first
def to_verify(request: HttpRequest) -> HttpResponse:
    """List the organisations that wait for a look, and who would look after a group that nobody looks after."""
    actor = actor_of(request)
    if not rules.may_see_verifications(person=actor, community=community_of(request), at=request.at):
        raise PermissionDenied
    page = page_of(request, queries.verifications_to_decide(person=actor, at=request.at))
    shown = {
        "page": page,
        "paging": paging(request, page),
        "takeovers": queries.takeovers_to_decide(person=actor, at=request.at)[:50],
    }
    return render(request, "organisations/to_verify.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def verify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the name and the code that were entered, and take the yes or no with what was looked at."""
    found = named_organization(pk)
    actor = actor_of(request)
    if not rules.may_verify(person=actor, organization=found, at=request.at):
        raise PermissionDenied
    waiting = queries.verification_of(organization=found)
    if waiting is None:
        warn(request, _("Nothing waits to be looked at here."))
        return redirect("organization", pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_yes = text_in(request.POST, "answer") == "yes"
        decide = operations.verify_organization if is_yes else operations.refuse_verification
        # What was looked at is decided, not what may have come in between.
        asked = text_in(request.POST, "verification")
        try:
            if asked != str(waiting.pk):
                raise Http404
            decide(actor=actor, verification_id=waiting.pk, note=form.cleaned_data["note"], at=request.at)
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("It is verified.") if is_yes else _("They read why, and can mend it."))
            return redirect("organizations_to_verify")
    shown = {"organization": found, "verification": waiting, "form": form}
    return render(request, "organisations/verify.html", shown, status=422 if form.errors else 200)


@require_POST
@sign_in_first
def decide_takeover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a member look after a group that nobody looks after, or not."""
    is_yes = text_in(request.POST, "answer") == "yes"
    try:
        operations.decide_takeover(
            actor=actor_of(request),
            request_id=pk,
            is_accepted=is_yes,
            note=text_in(request.POST, "note", longest=NOTE_MAX),
            title=_("Chair"),
            at=request.at,
        )
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("The group is looked after again.") if is_yes else _("They are told why not."))
    return redirect("organizations_to_verify")
