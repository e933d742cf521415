"""Lists to take along as a workbook: the same rows, for the same eyes, as on the page with the same address line."""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanshe.domain.catalogue import queries as catalogue
from sanshe.domain.exchange import queries
from sanshe.domain.people import rules as people
from sanshe.formats.spreadsheets import Sheet
from sanshe.web.desk.views import REASONS
from sanshe.web.exchange.slips import slip_of
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.spreadsheets.answer import workbook_response

CHUNK = 500


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """Give the open needs of the community."""
    return _board(request, "needs", _("Needs"), queries.open_needs)


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """Give the open offers of the community."""
    return _board(request, "offers", _("Offers"), queries.open_offers)


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Give the services to be had here, searched as on the page."""
    found = catalogue.services(
        community=community_of(request),
        words=text_in(request.GET, "q"),
        category_code=text_in(request.GET, "category"),
    )
    columns = [
        pgettext("sheet", "Service"),
        pgettext("sheet", "Organisation"),
        pgettext("sheet", "Category"),
        pgettext("sheet", "What happens there"),
        pgettext("sheet", "Cost"),
        pgettext("sheet", "Price, in words"),
        pgettext("sheet", "From age"),
        pgettext("sheet", "To age"),
        pgettext("sheet", "Weekly hours"),
        pgettext("sheet", "Where"),
        pgettext("sheet", "Places"),
        pgettext("sheet", "Phone"),
    ]
    rows = (
        [
            one.display_name,
            one.organization.display_name,
            one.category.name if one.category else "",
            one.display_description,
            one.get_cost_basis_display(),
            one.fees_text,
            one.minimum_age,
            one.maximum_age,
            one.hours_text,
            one.place_text,
            one.capacity,
            one.phone,
        ]
        for one in found.iterator(chunk_size=CHUNK)
    )
    return workbook_response(_dated(request, "services"), [Sheet(_("Services"), columns, rows)])


@never_cache
@require_safe
@sign_in_first
def mine(request: HttpRequest) -> HttpResponse:
    """Give one's own agreements, needs and offers, whatever became of them."""
    actor = actor_of(request)
    agreements = queries.agreements_of(person=actor, at=request.at)
    sheets = [
        Sheet(_("Agreements"), _agreement_columns(), _agreements(agreements, actor)),
        Sheet(_("Needs"), _slip_columns(with_state=True), _slips(queries.needs_of(person=actor), with_state=True)),
        Sheet(_("Offers"), _slip_columns(with_state=True), _slips(queries.offers_of(person=actor), with_state=True)),
    ]
    return workbook_response(_dated(request, "mine"), sheets)


@never_cache
@require_safe
@sign_in_first
def unmet(request: HttpRequest) -> HttpResponse:
    """Give the needs that nobody could meet, with the reason of each, to whom the desk opens."""
    community = community_of(request)
    if community is None:
        return redirect("home")
    if not people.may_see_desk(person=actor_of(request), community=community, at=request.at):
        raise PermissionDenied
    reason = text_in(request.GET, "reason")
    found = queries.unmet_needs(community=community, at=request.at, reason=reason if reason in REASONS else "")
    rows = (
        [*_slip(one), str(REASONS[queries.unmet_reason(need=one, at=request.at)]), one.declined_count]
        for one in found.iterator(chunk_size=CHUNK)
    )
    columns = [*_slip_columns(), _("Why it is unmet"), _("How many said no")]
    return workbook_response(_dated(request, "unmet"), [Sheet(_("Needs that nobody could meet"), columns, rows)])


def _board(request: HttpRequest, name: str, title: str, listing) -> HttpResponse:
    community = community_of(request)
    if community is None:
        return redirect("home")
    found = listing(community=community, category_code=text_in(request.GET, "category"))
    return workbook_response(_dated(request, name), [Sheet(title, _slip_columns(), _slips(found))])


def _slip_columns(*, with_state: bool = False) -> list[str]:
    columns = [
        _("What was said"),
        pgettext("sheet", "Who"),
        pgettext("sheet", "Category"),
        pgettext("sheet", "From"),
        pgettext("sheet", "Until"),
        pgettext("sheet", "When, in words"),
        pgettext("sheet", "Where"),
        pgettext("sheet", "For whom"),
        pgettext("sheet", "Cost"),
        _("Community"),
        _("Posted on"),
    ]
    return [*columns, _("State")] if with_state else columns


def _slips(found, *, with_state: bool = False) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=CHUNK):
        yield [*_slip(one), one.get_status_display()] if with_state else _slip(one)


def _slip(intent) -> list[object]:
    """Return a slip as everybody reads it: how neighbours call its writer, no phone, no home."""
    shown = slip_of(intent)
    return [
        shown.sentence,
        shown.who,
        shown.category,
        intent.starts_at,
        intent.ends_at,
        shown.time if not intent.starts_at or intent.recurrence else "",
        shown.place,
        shown.for_whom,
        shown.cost,
        intent.community.name if intent.community else _("the whole district"),
        localtime(intent.posted_at).date(),
    ]


def _agreement_columns() -> list[str]:
    return [
        _("What it is about"),
        _("With whom"),
        _("I receive"),
        _("State"),
        pgettext("sheet", "From"),
        pgettext("sheet", "Until"),
        _("How many times"),
        _("Asked on"),
        _("Agreed on"),
        _("Done on"),
        _("Thanks"),
    ]


def _agreements(agreements: QuerySet, actor) -> Iterator[list[object]]:
    for one in agreements.iterator(chunk_size=CHUNK):
        receives = one.receiver_id == actor.pk
        last = one.latest_delivery
        yield [
            (one.need or one.offer).sentence,
            _provider_name(one) if receives else one.receiver.public_name,
            pgettext("sheet", "yes") if receives else pgettext("sheet", "no"),
            one.get_state_display(),
            one.starts_at,
            one.ends_at,
            len(one.commitments.all()),
            localtime(one.requested_at).date(),
            localtime(one.accepted_at).date() if one.accepted_at else None,
            localtime(last.delivered_at).date() if last else None,
            one.thanks,
        ]


def _provider_name(agreement) -> str:
    organization = agreement.provider_organization
    return organization.display_name if organization else agreement.provider.public_name


def _dated(request: HttpRequest, name: str) -> str:
    return f"{name}-{localtime(request.at):%Y-%m-%d}"
