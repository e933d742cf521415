"""Entries that may be one person: the list, and two of them side by side."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanshe.domain.people import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in, uuid_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.residents.access import workers_community
from sanshe.web.residents.pages import side_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def duplicates(request: HttpRequest) -> HttpResponse:
    """List what was proposed and what may be one person; take a proposal."""
    community = workers_community(request)
    actor = actor_of(request)
    if request.method == "POST":
        first, second = uuid_in(request.POST, "first"), uuid_in(request.POST, "second")
        if first is None or second is None:
            raise Http404
        try:
            operations.propose_merge(actor=actor, kept_id=first, merged_id=second, at=request.at)
        except DomainError as error:
            warn(request, str(error))
        else:
            say(request, _("Another worker looks at both entries now."))
        return redirect("duplicates")
    page = page_of(request, queries.likely_duplicates(community=community, at=request.at))
    ids = [pk for pair in page for pk in (pair.first, pair.second)]
    people = queries.residents_at(community=community, ids=ids, at=request.at)
    operations.look_at_residents(actor=actor, people=people.values(), community=community, at=request.at)
    pairs = [(people[pair.first], people[pair.second], [one.label for one in pair.reasons]) for pair in page]
    proposed = queries.merges_to_review(community=community)[:50]
    shown = {"pairs": pairs, "proposed": proposed, "paging": paging(request, page)}
    return render(request, "residents/duplicates.html", shown)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def merge(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Show two entries side by side, which is written down; make them one, keep them apart, or take them apart."""
    found = queries.merge(pk=merge_id)
    if found is None:
        raise Http404
    actor = actor_of(request)
    if not rules.may_see_merge(person=actor, merge=found, at=request.at):
        raise PermissionDenied
    refusal = ""
    if request.method == "POST":
        try:
            said = _decide(request, merge_id)
        except DomainError as error:
            refusal = str(error)
            found = queries.merge(pk=merge_id)
        else:
            say(request, said)
            return redirect("merge", merge_id)
    operations.look_at_merge(actor=actor, merge=found, at=request.at)
    shown = {
        "merge": found,
        "sides": [side_of(person=one, at=request.at) for one in (found.kept, found.merged)],
        "may_review": rules.may_review_merge(person=actor, merge=found, at=request.at),
        "refusal": refusal,
    }
    return render(request, "residents/merge.html", shown, status=422 if refusal else 200)


def _decide(request: HttpRequest, merge_id: UUID) -> str:
    whole = {"actor": actor_of(request), "merge_id": merge_id, "at": request.at}
    act = text_in(request.POST, "act")
    if act == "merge":
        keep = uuid_in(request.POST, "keep")
        if keep is None:
            raise Http404
        operations.merge_people(keep_id=keep, **whole)
        return _("The two are one entry now. It can be undone below.")
    if act == "refuse":
        operations.refuse_merge(**whole)
        return _("They stay two people and are not suggested again.")
    if act == "undo":
        operations.undo_merge(**whole)
        return _("They are two entries again, as they were.")
    raise Http404
