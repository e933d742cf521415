"""What counts in the ranking: look at it, propose other weights, see what they would change, put them into force."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.exchange import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.reasons import PART_NAMES
from sanshe.web.exchange.slips import Slip, slip_of
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.people.access import sign_in_first

PER_PAGE = 10


class WeightsForm(forms.Form):
    """How many of a hundred points each part of the ranking gives."""

    note = forms.CharField(label=gettext_lazy("Why, in a few words"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in PART_NAMES.items():
            self.fields[name] = forms.IntegerField(
                label=label, min_value=0, max_value=100, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
            )
        self.order_fields([*PART_NAMES, "note"])

    @property
    def point_fields(self) -> list:
        """The six parts, without the note."""
        return [self[name] for name in PART_NAMES]


@dataclass(frozen=True)
class Change:
    """One need of the day before: whom it would have been shown first, before and after."""

    need: Slip
    before: list[Slip]
    after: list[Slip]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def weights(request: HttpRequest) -> HttpResponse:
    """Show what counts now and what counted before; propose other weights, of which a preview is made first."""
    actor = _weigher(request)
    in_force = operations.points_of(queries.weights_in_force())
    form = WeightsForm(request.POST or None, initial=in_force)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = operations.propose_weights(
                actor=actor, points={name: said[name] for name in PART_NAMES}, note=said["note"], at=request.at
            )
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("Nothing has changed yet. Look at the preview first."))
            return redirect("weighting", pk=made.pk)
    page = page_of(request, queries.weightings())
    shown = {
        "form": form,
        "in_force": [(PART_NAMES[name], points) for name, points in in_force.items()],
        "running": queries.weighting_in_force(),
        "exposure": queries.exposure(at=request.at),
        "page": page,
        "paging": paging(request, page),
    }
    return render(request, "exchange/weights.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@sign_in_first
def weighting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a set of weights beside those in force, and what it would change for the needs of the day before."""
    _weigher(request)
    found = queries.weighting(pk=pk)
    if found is None:
        raise Http404
    preview = found.preview or {}
    before = operations.points_of(queries.weights_in_force())
    after = operations.points_of(queries.weights_of(found))
    page = page_of(request, preview.get("rows", []) if found.previewed_at else [], per_page=PER_PAGE)
    shown = {
        "weighting": found,
        "points": [(PART_NAMES[name], before[name], after[name], _interval(found, name)) for name in PART_NAMES],
        "is_in_force": found.activated_at is not None and found.ended_at is None,
        "is_over": found.ended_at is not None,
        "is_same": before == after,
        "seen": preview.get("seen", 0),
        "total": len(preview.get("ids", [])),
        "of": preview.get("of", 0),
        "changed": preview.get("changed", 0),
        "since": parse_date(preview.get("since") or ""),
        "day": parse_date(preview.get("day") or ""),
        "changes": _changes(page),
        "again": after,
        "paging": paging(request, page),
    }
    return render(request, "exchange/weights_one.html", shown)


@never_cache
@require_POST
@sign_in_first
def activate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put weights into force whose preview was looked at."""
    actor = _weigher(request)
    try:
        operations.activate_weights(actor=actor, weighting_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("From now on this counts. You can go back to the earlier weights at any time."))
    return redirect("weighting", pk=pk) if queries.weighting(pk=pk) else redirect("weights")


@never_cache
@require_POST
@sign_in_first
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a preview be made anew."""
    actor = _weigher(request)
    try:
        operations.renew_preview(actor=actor, weighting_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    return redirect("weighting", pk=pk) if queries.weighting(pk=pk) else redirect("weights")


def _weigher(request: HttpRequest):
    actor = actor_of(request)
    if not rules.may_weigh(person=actor, at=request.at):
        raise PermissionDenied
    return actor


def _interval(weighting, name: str) -> tuple[int, int] | None:
    """Return within which points a learned weight lies nine times in ten."""
    return tuple(weighting.learned["intervals"][name]) if weighting.learned else None


def _changes(rows) -> list[Change]:
    """Return the rows of a preview with the slips that they name; two queries, however many they are."""
    needs = queries.needs_with(ids=[row["need"] for row in rows]).in_bulk()
    offers = queries.offers_with(ids=[pk for row in rows for pk in (*row["before"], *row["after"])]).in_bulk()
    slips = {str(pk): slip_of(offer) for pk, offer in offers.items()}
    return [
        Change(
            need=slip_of(needs[UUID(row["need"])]),
            before=[slips[pk] for pk in row["before"] if pk in slips],
            after=[slips[pk] for pk in row["after"] if pk in slips],
        )
        for row in rows
        if UUID(row["need"]) in needs
    ]
