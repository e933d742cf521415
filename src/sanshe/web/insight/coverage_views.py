"""What is within reach of people of every age."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanshe.domain.insight import queries, rules
from sanshe.domain.insight.choices import Level
from sanshe.domain.places.choices import BANDS
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.formats.spreadsheets.population import band_text
from sanshe.web.insight.downloads import download
from sanshe.web.insight.tables import coverage_columns, coverage_rows
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.parameters import text_in

DISTRICT = "district"
# What stands in a cell: no colour has to be told from another.
MARKS = {Level.NOTHING: "–", Level.LITTLE: "+", Level.MIDDLING: "++", Level.MUCH: "+++"}


@never_cache
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Show, for every kind of help and every age, how much of it is within reach, and for whom nothing is."""
    community, within, lines, run = _lines(request)
    is_exact = _is_exact(request)
    lost_offers, lost_services = queries.unreached(run=run) if run and is_exact else ([], [])
    return render(
        request,
        "insight/coverage.html",
        {
            "run": run,
            "place": community,
            "within": within,
            "rows": [
                {
                    "line": line,
                    "cells": [
                        {"level": cell.level.value, "mark": MARKS[cell.level], "text": cell.level.label}
                        for cell in line.cells
                    ],
                }
                for line in lines
            ],
            "missing": [line.category for line in lines if line.is_missing],
            "gaps": [(line.category, _ages(line.gaps)) for line in lines if line.gaps and not line.is_missing],
            "bands": [band_text(*band) for band in BANDS],
            "legend": [{"level": level.value, "mark": mark, "text": level.label} for level, mark in MARKS.items()],
            "places": _places(request),
            "query": _query(request),
            "uncounted": queries.uncounted_communities(),
            "lost_offers": lost_offers,
            "lost_services": lost_services,
        },
    )


@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Give what is within reach as a workbook or as CSV; the figures themselves to staff."""
    _community, _within, lines, _run = _lines(request)
    is_exact = _is_exact(request)
    rows = coverage_rows(lines, is_exact=is_exact)
    columns = coverage_columns(is_exact=is_exact)
    return download(request, name="coverage", title=_("Within reach"), columns=columns, rows=rows)


def _lines(request: HttpRequest):
    community = None if text_in(request.GET, "where") == DISTRICT else community_of(request)
    within = taxonomy.category(code=text_in(request.GET, "within"))
    within = within if within and within.parent_id is None else None
    run = queries.coverage_run()
    return community, within, queries.coverage(run=run, community=community, within=within) if run else [], run


def _is_exact(request: HttpRequest) -> bool:
    return rules.may_see_evidence(person=actor_of(request), community=community_of(request), at=request.at)


def _places(request: HttpRequest) -> list[dict]:
    community = community_of(request)
    if community is None:
        return []
    is_district = text_in(request.GET, "where") == DISTRICT
    within = text_in(request.GET, "within")
    return [
        {"url": f"?within={within}", "text": community.name, "is_current": not is_district},
        {"url": f"?where={DISTRICT}&within={within}", "text": _("The whole district"), "is_current": is_district},
    ]


def _query(request: HttpRequest) -> str:
    return f"where={DISTRICT}&" if text_in(request.GET, "where") == DISTRICT else ""


def _ages(gaps: tuple[tuple[int, int], ...]) -> str:
    return ", ".join(band_text(low, None if high == 100 and low < high else high) for low, high in gaps)
