"""What everybody may read of unmet needs."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sanshe.domain.insight import queries
from sanshe.domain.insight.choices import Cause
from sanshe.web.insight.downloads import download
from sanshe.web.insight.tables import published_columns, published_rows
from sanshe.web.insight.words import age_text, range_text, rate_text, spread_sentence, unmet_sentence, what_for
from sanshe.web.middleware import community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in

HERE = "here"
QUARTERS_SHOWN = 8


@dataclass(frozen=True)
class Line:
    """A published figure as the page says it; the bar is its share of the largest rate, in hundredths."""

    sentence: str
    spread: str
    cause: str
    bar: int


@require_safe
def unmet(request: HttpRequest) -> HttpResponse:
    """Say what people looked for here in a quarter and did not find, in sentences and as a table."""
    community = community_of(request)
    quarters = queries.quarters()[:QUARTERS_SHOWN]
    quarter = _quarter(request, quarters)
    is_here = community is not None and text_in(request.GET, "where") == HERE
    place = community if is_here else None
    figures = queries.public_figures(quarter=quarter, community=place) if quarter else []
    page = page_of(request, figures)
    return render(
        request,
        "insight/unmet.html",
        {
            "quarter": quarter,
            "place": place,
            "lines": _lines(page.object_list, figures),
            "table": [_row(one) for one in page],
            "paging": paging(request, page),
            "withheld": queries.withheld_count(quarter=quarter, community=place) if quarter else 0,
            "quarters": [
                {"url": f"?quarter={one.code}{'&where=here' if is_here else ''}", "text": quarter_text(one),
                 "is_current": one == quarter}
                for one in quarters
            ],
            "places": _places(community, quarter, is_here=is_here),
            "columns": published_columns(),
        },
    )  # fmt: skip


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Give everything that was published, of one quarter or of all, with its columns explained."""
    quarter = _quarter(request, queries.quarters()) if text_in(request.GET, "quarter") else None
    rows = published_rows(queries.every_figure(quarter=quarter))
    name = f"unmet-needs-{quarter.code}" if quarter else "unmet-needs"
    return download(request, name=name, title=_("Unmet needs"), columns=published_columns(), rows=rows)


def quarter_text(quarter) -> str:
    """Return a quarter as it is said."""
    return _("%(year)s, quarter %(number)s") % {"year": quarter.starts_on.year, "number": quarter.number}


def _quarter(request: HttpRequest, quarters):
    """Return the quarter that is asked for, the latest where none is or where there is no such one."""
    wanted = text_in(request.GET, "quarter")
    return next((one for one in quarters if one.code == wanted), quarters[0] if quarters else None)


def _places(community, quarter, *, is_here: bool) -> list[dict]:
    if community is None or quarter is None:
        return []
    return [
        {"url": f"?quarter={quarter.code}", "text": _("The whole district"), "is_current": not is_here},
        {"url": f"?quarter={quarter.code}&where={HERE}", "text": community.name, "is_current": is_here},
    ]


def _lines(shown, figures) -> list[Line]:
    most = max((one.rate.rate for one in figures if one.rate), default=0)
    return [
        Line(
            sentence=unmet_sentence(one),
            spread=spread_sentence(one),
            cause=str(Cause(one.leading_cause).label) if one.leading_cause else "",
            bar=round(100 * one.rate.rate / most) if one.rate and most else 0,
        )
        for one in shown
    ]


def _row(one) -> list[str]:
    return [
        what_for(one.category, is_rest=one.is_rest),
        age_text(one.age_band),
        str(one.count),
        rate_text(one.rate.rate) if one.rate else "—",
        range_text(one.rate) or "—",
    ]
