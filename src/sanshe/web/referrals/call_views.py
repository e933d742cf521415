"""The list of calls that were promised, for the workers of a community."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sanshe.domain.people import operations as people
from sanshe.domain.referrals import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.referrals.forms import AttemptForm, CallForm
from sanshe.web.residents.pages import as_said


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def calls(request: HttpRequest) -> HttpResponse:
    """Show whom to call, due first, and put somebody on the list."""
    community = _desk_of(request)
    form = CallForm(
        request.POST if request.method == "POST" else None,
        initial={"due_on": timezone.localtime(request.at).date() + timedelta(days=1)},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            operations.ask_for_call(
                actor=actor_of(request),
                community=community,
                name=said["name"],
                phone=said["phone"],
                words=said["words"],
                due_at=form.due_at(),
                at=request.at,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("It is on the list."))
            return redirect("calls")
    return _page(request, community, form=form, status=422 if form.errors else 200)


@require_POST
@never_cache
@sign_in_first
def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Take a call, leave it, write down how it went, or let it go."""
    community = _desk_of(request)
    who = {"actor": actor_of(request), "call_id": pk, "at": request.at}
    try:
        if step == "take":
            operations.take_call(**who)
            return redirect("calls")
        if step == "leave":
            operations.leave_call(**who)
            return redirect("calls")
        if step == "drop":
            operations.drop_call(**who)
            say(request, _("It is off the list."))
            return redirect("calls")
        if step != "note":
            raise Http404
        form = AttemptForm(request.POST, auto_id=f"c{pk}_%s")
        if not form.is_valid():
            return _page(request, community, refused=(pk, form), status=422)
        operations.note_attempt(**who, outcome=form.cleaned_data["outcome"], words=form.cleaned_data["words"])
        say(request, _("That is written down."))
    except DomainError as error:
        warn(request, str(error))
    return redirect("calls")


def _page(request: HttpRequest, community, *, form=None, refused=None, status: int = 200) -> HttpResponse:
    is_over = text_in(request.GET, "part") == "over"
    page = page_of(request, queries.calls(community=community, is_over=is_over))
    actor, at = actor_of(request), request.at
    rows = [_row(one, actor=actor, at=at, refused=refused) for one in page]
    neighbours = [one.person for one in page if one.person]
    if neighbours:
        people.look_at_residents(actor=actor, community=community, people=neighbours, at=at)
    here = reverse("calls")
    tabs = [
        {"url": here, "text": _("To call"), "is_current": not is_over},
        {"url": f"{here}?part=over", "text": _("Over"), "is_current": is_over},
    ]
    shown = {"community": community, "tabs": tabs, "rows": rows, "is_over": is_over, "form": form or CallForm()}
    return render(request, "referrals/calls.html", {**shown, "paging": paging(request, page)}, status=status)


def _row(call, *, actor, at, refused) -> dict:
    phone = call.person.phone if call.person else call.phone
    is_mine = call.taken_by_id == actor.pk
    form = refused[1] if refused and refused[0] == call.pk else AttemptForm(auto_id=f"c{call.pk}_%s")
    return {
        "call": call,
        "name": call.person.public_name if call.person else call.name,
        "phone": phone or "",
        "phone_as_said": as_said(phone) if phone else "",
        "is_due": call.due_at <= at,
        "is_mine": is_mine,
        "is_anothers": rules.is_taken_by_another(call=call, person=actor, at=at),
        "form": form,
        "is_open": bool(refused and refused[0] == call.pk),
    }


def _desk_of(request: HttpRequest):
    community = community_of(request)
    if not rules.may_call(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    return community
