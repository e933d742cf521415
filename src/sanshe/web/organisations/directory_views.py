"""The directory, the same to take along, and who here can do something."""

import csv
from io import StringIO

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanshe.domain.catalogue import queries as catalogue
from sanshe.domain.exchange import queries as exchange
from sanshe.domain.organisations import queries, rules
from sanshe.domain.organisations.choices import OrganizationKind
from sanshe.domain.people import rules as people
from sanshe.formats.spreadsheets import Sheet, write_workbook
from sanshe.web.exchange.slips import answer_slip
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.organisations.finding import MAP, public_fields, search_in
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t")
QUESTION_MAX = 200
ANSWERS = 20


@require_safe
def organizations(request: HttpRequest) -> HttpResponse:
    """List who is who, or show them on a map: searched by words, kind, field, and whether they are verified."""
    search = search_in(request)
    actor = actor_of(request)
    page = page_of(request, search.found())
    services = catalogue.service_counts(organizations=page)
    members = queries.member_counts(organizations=page, at=request.at)
    shown = {
        "search": search,
        "rows": [(one, services.get(one.pk, 0), members.get(one.pk, 0)) for one in page],
        "total": page.paginator.count,
        "paging": paging(request, page),
        "kinds": OrganizationKind.choices,
        "fields": public_fields(),
        "map": search.map() if search.view == MAP else None,
        "views": _views(search),
        "invitation_count": len(queries.invitations_for(person=actor)) if actor else 0,
        "may_see_verifications": rules.may_see_verifications(person=actor, community=search.community, at=request.at),
    }
    return render(request, "organisations/organizations.html", shown)


@never_cache
@require_safe
@sign_in_first
def export(request: HttpRequest) -> HttpResponse:
    """Give the directory as it is searched to staff, as a workbook or as CSV; only what stands on the pages."""
    if not people.is_staff(person=actor_of(request), at=request.at):
        raise PermissionDenied
    search = search_in(request)
    found = list(search.found())
    services = catalogue.service_counts(organizations=found)
    members = queries.member_counts(organizations=found, at=request.at)
    columns = [
        _("Name"),
        _("What sort of body"),
        _("Community"),
        _("Verified on"),
        _("Social credit code"),
        _("What it is for"),
        _("Services"),
        _("Members"),
        _("Address"),
        _("Phone"),
        _("Mail"),
        _("Web address"),
        _("Longitude"),
        _("Latitude"),
    ]
    rows = [
        [
            one.display_name,
            one.get_kind_display(),
            one.community.name if one.community else _("the whole district"),
            one.verified_at.date() if one.verified_at else None,
            one.credit_code,
            one.display_description,
            services.get(one.pk, 0),
            members.get(one.pk, 0),
            one.address,
            one.phone,
            one.email,
            one.url,
            one.longitude,
            one.latitude,
        ]
        for one in found
    ]
    if text_in(request.GET, "as") == "csv":
        return _download(_as_csv([columns, *rows]), "text/csv; charset=utf-8", "organizations.csv")
    sheet = Sheet(title=_("Organisations"), columns=columns, rows=rows)
    return _download(write_workbook(sheets=[sheet]), XLSX, "organizations.xlsx")


@never_cache
@require_safe
def who_can(request: HttpRequest) -> HttpResponse:
    """Answer “who here can …”: people's open offers, organisations' services, groups; each with why."""
    community = community_of(request)
    if community is None:
        return redirect("home")
    question = text_in(request.GET, "q", longest=QUESTION_MAX)
    people_slips, body_slips, groups, bodies = [], [], [], []
    if question:
        answers = exchange.answers_to(
            sentence=question, community=community, at=request.at, actor=actor_of(request), limit=ANSWERS
        )
        people_slips = [answer_slip(one) for one in answers if one.intent.organization_id is None]
        body_slips = [answer_slip(one) for one in answers if one.intent.organization_id]
        shown = {one.intent.organization_id for one in answers}
        fitting = queries.fitting_organizations(question=question, community=community, limit=ANSWERS)
        groups = [one for one in fitting if one.organization.is_group]
        bodies = [one for one in fitting if not one.organization.is_group and one.organization.pk not in shown]
    return render(
        request,
        "organisations/who_can.html",
        {
            "question": question,
            "people": people_slips,
            "services": body_slips,
            "groups": groups,
            "bodies": bodies,
            "is_empty": not (people_slips or body_slips or groups or bodies),
        },
    )


def _views(search) -> list[dict]:
    ways = (("", _("As a list")), (MAP, _("On the map")))
    return [
        {
            "url": f"?{search.as_query}&view={view}" if view else f"?{search.as_query}",
            "text": text,
            "is_current": search.view == view,
        }
        for view, text in ways
    ]


def _as_csv(rows: list[list]) -> bytes:
    stream = StringIO()
    writer = csv.writer(stream)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    # With the mark at its beginning Excel knows that the file is UTF-8.
    return stream.getvalue().encode("utf-8-sig")


def _harmless(cell):
    """Return a cell that no spreadsheet runs as a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
