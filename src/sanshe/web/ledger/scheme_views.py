"""How a community counts time: the rules for everybody, and the worker's page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.ledger import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.ledger.forms import GrantForm, SchemeForm
from sanshe.web.ledger.words import balance_words, in_words, name_of
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first


@never_cache
@require_safe
def rules_page(request: HttpRequest) -> HttpResponse:
    """Explain to everybody how time is counted here."""
    community = community_of(request)
    scheme = queries.open_scheme_of(community=community)
    context = {"community": community, "scheme": scheme, "floor": in_words(scheme.floor_min) if scheme else ""}
    return render(request, "ledger/rules.html", context)


@never_cache
@require_safe
@sign_in_first
def desk(request: HttpRequest) -> HttpResponse:
    """Show a worker how time credits stand in the community."""
    return _desk_page(request, community=_run_community(request))


@require_POST
@never_cache
@sign_in_first
def open_scheme(request: HttpRequest) -> HttpResponse:
    """Let the community count time from now on."""
    community = _run_community(request)
    form = SchemeForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            operations.open_scheme(
                actor=actor_of(request),
                community=community,
                at=request.at,
                floor_min=-60 * said["floor_hours"],
                expires_after_months=said["expires_after_months"],
                terms=said["terms"],
            )
        except DomainError as refused:
            refuse(form, refused)
        else:
            say(request, _("Time credits are open. Neighbours can count time from now on."))
            return redirect("credit_desk")
    return _desk_page(request, community=community, scheme_form=form)


@require_POST
@never_cache
@sign_in_first
def close_scheme(request: HttpRequest) -> HttpResponse:
    """Let the community stop counting time."""
    try:
        operations.close_scheme(actor=actor_of(request), community=_run_community(request), at=request.at)
    except DomainError as refused:
        warn(request, str(refused))
    else:
        say(request, _("Time credits are closed. Every balance stays, and you can open them again."))
    return redirect("credit_desk")


@require_POST
@never_cache
@sign_in_first
def grant(request: HttpRequest) -> HttpResponse:
    """Give out of the common pot."""
    community = _run_community(request)
    scheme = queries.open_scheme_of(community=community)
    if scheme is None:
        warn(request, _("This community does not use time credits at present."))
        return redirect("credit_desk")
    form = GrantForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            done = operations.grant(
                actor=actor_of(request),
                scheme=scheme,
                number=said["number"],
                minutes=form.total(),
                note=said["note"],
                at=request.at,
                idempotency_key=said["key"],
            )
        except DomainError as refused:
            refuse(form, refused)
        else:
            say(request, _("%(time)s went out of the common pot.") % {"time": in_words(form.total())})
            return redirect("credit_transfer", done.pk)
    return _desk_page(request, community=community, grant_form=form)


def _run_community(request: HttpRequest):
    community = community_of(request)
    if not rules.may_run_scheme(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    return community


def _desk_page(request: HttpRequest, *, community, scheme_form=None, grant_form=None) -> HttpResponse:
    scheme = queries.scheme_of(community=community)
    context = {"community": community, "scheme": scheme, "grant_form": grant_form or GrantForm(auto_id="grant_%s")}
    if scheme is None or not scheme.is_open:
        context["scheme_form"] = scheme_form or SchemeForm(initial=_terms_of(scheme))
    if scheme is not None:
        totals = queries.totals_of(scheme=scheme)
        pool = queries.pool_of(scheme=scheme)
        words = text_in(request.GET, "q")
        page = page_of(request, queries.accounts_of(scheme=scheme, words=words))
        context |= {
            "totals": totals,
            "sum": in_words(totals.sum_min),
            "moved": in_words(totals.moved_min),
            "pool": balance_words(pool.balance_min) if pool else "",
            "pool_pk": pool.pk if pool else None,
            "floor": in_words(scheme.floor_min),
            "q": words,
            "rows": [{"pk": one.pk, "number": one.number, "name": name_of(one)} for one in page],
            "paging": paging(request, page),
        }
    wrong = any(form is not None and form.errors for form in (scheme_form, grant_form))
    return render(request, "ledger/desk.html", context, status=422 if wrong else 200)


def _terms_of(scheme) -> dict:
    if scheme is None:
        return {}
    return {
        "floor_hours": -scheme.floor_min // 60,
        "expires_after_months": scheme.expires_after_months,
        "terms": scheme.terms,
    }
