"""The real counts of unmet needs, for those who work for a community."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import dropwhile

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.exchange.choices import AgeBand
from sanshe.domain.insight import operations, queries, rules
from sanshe.domain.insight.choices import Cause
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.slips import Slip, slip_of
from sanshe.web.insight.downloads import download
from sanshe.web.insight.tables import evidence_columns, evidence_rows
from sanshe.web.insight.words import age_text, cause_texts, figure_sentence, homes_text, month_text, what_for
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in, uuid_in
from sanshe.web.people.access import sign_in_first

PERIODS = {
    "3": gettext_lazy("Three months"),
    "12": gettext_lazy("A year"),
    "36": gettext_lazy("Three years"),
}
USUAL_PERIOD = "12"
UNSAID = "none"


@dataclass(frozen=True)
class Scope:
    """Whose counts are looked at, since when, and whether what was told in confidence is among them."""

    community: object
    months: str
    since: datetime
    with_private: bool


@never_cache
@require_safe
@sign_in_first
def evidence(request: HttpRequest) -> HttpResponse:
    """Show what could not be met here: month by month, and by what for, for whom and why."""
    scope = _scope(request)
    figures = queries.figures(community=scope.community, since=scope.since, with_private=scope.with_private)
    months = queries.months(
        community=scope.community, since=scope.since, until=request.at, with_private=scope.with_private
    )
    page = page_of(request, figures)
    most = max((month.households for month in months), default=0)
    return render(
        request,
        "insight/evidence.html",
        {
            "community": scope.community,
            "months": [
                {
                    "month": one,
                    "bar": _bar(one.households, most),
                    "met_bar": _bar(one.met_later, most),
                    "text": month_text(one),
                }
                # Before the first of them nothing was counted: a row of naughts would say that nobody looked in vain.
                for one in dropwhile(lambda month: not month.households, months)
            ],
            "lines": [_line(one, scope) for one in page],
            "paging": paging(request, page),
            "total": homes_text(sum(one.households for one in figures)),
            "periods": [
                {"url": f"?months={code}", "text": text, "is_current": code == scope.months}
                for code, text in PERIODS.items()
            ],
            "scope": scope,
            "run": queries.evidence_run(),
            "may_refresh": rules.may_refresh_evidence(
                person=actor_of(request), community=scope.community, at=request.at
            ),
        },
    )


@never_cache
@require_safe
@sign_in_first
def needs(request: HttpRequest) -> HttpResponse:
    """List the records behind the counts, each with its need as far as it may still be read."""
    scope = _scope(request)
    cause = text_in(request.GET, "cause") if text_in(request.GET, "cause") in Cause.values else ""
    wanted = queries.Wanted(since=scope.since, category=_category(request), age_band=_age(request))
    found = queries.records(
        community=scope.community, wanted=replace(wanted, cause=cause or None), with_private=scope.with_private
    )
    page = page_of(request, found)
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("cause", None)
    rest = query.urlencode()
    counts = queries.cause_counts(community=scope.community, wanted=wanted, with_private=scope.with_private)
    tabs = [{"url": f"?{rest}", "text": _("All"), "count": sum(counts.values()), "is_current": not cause}] + [
        {
            "url": f"?{rest}&cause={one.value}",
            "text": one.label,
            "count": counts[one.value],
            "is_current": one.value == cause,
        }
        for one in Cause
        if one.value in counts
    ]
    return render(
        request,
        "insight/needs.html",
        {
            "community": scope.community,
            "tabs": tabs,
            "records": [{"record": one, "slip": _slip(one), "title": _title(one)} for one in page],
            "paging": paging(request, page),
            "months": scope.months,
        },
    )


@never_cache
@require_safe
@sign_in_first
def export(request: HttpRequest) -> HttpResponse:
    """Give the counts of the community as a workbook or as CSV, with its columns explained."""
    scope = _scope(request)
    figures = queries.figures(community=scope.community, since=scope.since, with_private=scope.with_private)
    name = f"unmet-needs-{scope.community.code}"
    return download(request, name=name, title=_("Unmet needs"), columns=evidence_columns(), rows=evidence_rows(figures))


@require_POST
@sign_in_first
def refresh(request: HttpRequest) -> HttpResponse:
    """Have the records brought up to date now."""
    scope = _scope(request)
    if not rules.may_refresh_evidence(person=actor_of(request), community=scope.community, at=request.at):
        raise PermissionDenied
    try:
        operations.start_evidence_run(actor=actor_of(request), community=scope.community, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("All needs are being looked at again. That takes a moment."))
    return redirect("evidence")


def _scope(request: HttpRequest) -> Scope:
    community, actor = community_of(request), actor_of(request)
    if not rules.may_see_evidence(person=actor, community=community, at=request.at):
        raise PermissionDenied
    months = text_in(request.GET, "months")
    months = months if months in PERIODS else USUAL_PERIOD
    return Scope(
        community=community,
        months=months,
        since=queries.month_start(at=request.at, months_back=int(months) - 1),
        with_private=rules.may_count_private(person=actor, community=community, at=request.at),
    )


def _bar(count: int, most: int) -> int:
    return round(100 * count / most) if most else 0


def _line(figure: queries.Figure, scope: Scope) -> dict:
    query = urlencode(
        {
            "months": scope.months,
            "category": figure.category.pk if figure.category else UNSAID,
            "age": figure.age_band or UNSAID,
        }
    )
    return {
        "title": f"{what_for(figure.category)} · {age_text(figure.age_band)}",
        "url": f"{reverse('evidence_needs')}?{query}",
        "text": figure_sentence(figure),
        "causes": cause_texts(figure.causes),
    }


def _category(request: HttpRequest):
    return "" if text_in(request.GET, "category") == UNSAID else uuid_in(request.GET, "category")


def _age(request: HttpRequest) -> str | None:
    age = text_in(request.GET, "age")
    return "" if age == UNSAID else age if age in AgeBand.values else None


def _slip(record) -> Slip | None:
    """Return the slip of a need that still hangs on the board; what is closed or in confidence is not shown here."""
    need = record.need
    if need is None or not need.is_open or need.is_private:
        return None
    return replace(slip_of(need), state=str(record.get_cause_display()))


def _title(record) -> str:
    return f"{what_for(record.category)} · {age_text(record.age_band)}"
