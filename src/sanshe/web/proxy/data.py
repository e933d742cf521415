"""Between the forms and what an entry keeps."""

import uuid
from datetime import datetime, timedelta
from uuid import UUID

from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sanshe.domain.catalogue.choices import CostBasis
from sanshe.domain.exchange.choices import AgeBand
from sanshe.domain.proxy import queries
from sanshe.domain.proxy.choices import SLIPS, FormKind
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.web.exchange.forms import SlipForm
from sanshe.web.exchange.when import when_in_words
from sanshe.web.proxy.forms import DONE, NOT_DONE, RegistrationForm, ReviewForm

KEPT_AS_THEY_ARE = (
    "sentence",
    "category",
    "time_text",
    "recurrence",
    "place_text",
    "age_band",
    "age_years",
    "party_size",
    "cost_basis",
    "is_urgent",
    "is_private",
)


def details_form(kind: str, values=None, *, person, community, sheet=None, entry=None) -> Form:
    """Return the form of what was said: a slip, a review, or a registration; unbound without `values`."""
    initial = initial_of(entry.data, kind) if entry else {}
    if kind in SLIPS:
        initial = {"kind": kind, "key": uuid.uuid4().hex, **initial}
        form = SlipForm(values, initial=initial, categories=taxonomy.categories())
        form.fields["sentence"].label = _("In their own words")
        return form
    if kind == FormKind.REVIEW:
        return ReviewForm(values, initial=initial, agreements=_agreements(person, sheet, entry))
    return RegistrationForm(values, initial=initial, offers=_offers(community, sheet, entry))


def data_of(form: Form, kind: str) -> dict:
    """Return what an entry keeps of a valid form."""
    said = form.cleaned_data
    if kind in SLIPS:
        return {
            **{name: said[name] for name in KEPT_AS_THEY_ARE},
            "starts_at": _text(said["starts_at"]),
            "ends_at": _text(said["ends_at"]),
            "conditions": [code for code in said["conditions"].split(",") if code],
        }
    if kind == FormKind.REVIEW:
        return {"agreement": said["agreement"], "is_done": said["is_done"] == DONE, "remark": said["remark"]}
    return {"offer": said["offer"], "party_size": said["party_size"], "remark": said["remark"]}


def initial_of(data: dict, kind: str) -> dict:
    """Return the first values of the form from which an entry can be read again."""
    if kind == FormKind.REVIEW:
        return {**data, "is_done": DONE if data.get("is_done") else NOT_DONE}
    if kind == FormKind.REGISTRATION:
        return dict(data)
    initial = {name: data.get(name) for name in KEPT_AS_THEY_ARE}
    initial["conditions"] = ",".join(data.get("conditions") or ())
    starts, ends = _instant(data.get("starts_at")), _instant(data.get("ends_at"))
    if starts and ends:
        last = ends - timedelta(microseconds=1)
        initial["on_date"], initial["from_time"] = starts.date(), starts.time()
        initial["until_date"] = last.date() if last.date() > starts.date() else None
        initial["to_time"] = ends.time()
        initial["time_words"] = when_in_words(starts, ends)
    return initial


def lines_of(entry) -> list[tuple[str, str]]:
    """Return what was said as pairs of what it is and the words, for the receipt and the check."""
    return lines_of_each([entry])[entry.pk]


def lines_of_each(entries: list) -> dict[UUID, list[tuple[str, str]]]:
    """Return what was said in each of several entries, by the entry's identifier."""
    names = {term.code: term.name for term in taxonomy.categories()}
    matters = queries.matters_of(entries=entries)
    lines = {}
    for entry in entries:
        said = _slip_lines(entry.data, names) if entry.kind in SLIPS else _other_lines(entry, matters)
        lines[entry.pk] = [
            (label, text) for label, text in [(_("What it is"), str(entry.get_kind_display())), *said] if text
        ]
    return lines


def understood_lines(reading) -> list[tuple[str, str]]:
    """Return what the engine reads out of a sentence, as the same pairs."""
    span = reading.times[0] if reading.times else None
    whom = reading.beneficiary
    likely = reading.categories[0] if reading.categories else None
    data = {
        "category": likely.code if likely and reading.is_sure_of_category else "",
        "time_text": span.words if span and span.recurrence else "",
        "recurrence": (span.recurrence or "") if span else "",
        "starts_at": _text(span.starts_at) if span else None,
        "ends_at": _text(span.ends_at) if span else None,
        "place_text": reading.place.words if reading.place else "",
        "age_band": (whom.age_band or "") if whom else "",
        "party_size": whom.count if whom and whom.count else 1,
        "cost_basis": reading.cost_basis or "",
        "is_urgent": bool(reading.urgency),
    }
    names = {term.code: term.name for term in taxonomy.categories()}
    return [(label, text) for label, text in _slip_lines(data, names) if text]


def _slip_lines(data: dict, names: dict[str, str]) -> list[tuple[str, str]]:
    size = data.get("party_size") or 1
    starts, ends = _instant(data.get("starts_at")), _instant(data.get("ends_at"))
    recurring = data.get("recurrence") and data.get("time_text")
    return [
        (_("In their words"), data.get("sentence") or ""),
        (_("About"), names.get(data.get("category") or "", "")),
        (_("When"), data["time_text"] if recurring else when_in_words(starts, ends) if starts else ""),
        (_("Where"), data.get("place_text") or ""),
        (_("For whom"), str(AgeBand(data["age_band"]).label) if data.get("age_band") else ""),
        (_("How many people"), _people(size) if size > 1 else ""),
        (_("Cost"), str(CostBasis(data["cost_basis"]).label) if data.get("cost_basis") else ""),
        (_("It is urgent"), _("Yes") if data.get("is_urgent") else ""),
        (_("Who reads it"), _("Only the community's workers") if data.get("is_private") else ""),
    ]


def _other_lines(entry, matters: dict[UUID, str]) -> list[tuple[str, str]]:
    data = entry.data
    if entry.kind == FormKind.REVIEW:
        said = _("Yes, it was done") if data.get("is_done") else _("No, something was wrong")
        return [
            (_("About"), matters.get(entry.pk, "")),
            (pgettext("form", "How it went"), said),
            (_("In their words"), data.get("remark") or ""),
        ]
    return [
        (pgettext("registration", "For"), matters.get(entry.pk, "")),
        (_("How many come"), _people(data.get("party_size") or 1)),
        (_("In their words"), data.get("remark") or ""),
    ]


def _people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def _agreements(person, sheet, entry) -> list:
    named = sheet.agreement_id if sheet else None
    if named:
        return [sheet.agreement]
    found = queries.reviewable(person=person) if person else []
    kept = queries.agreement(pk=entry.data.get("agreement")) if entry else None
    return [*found, kept] if kept and kept not in found else found


def _offers(community, sheet, entry) -> list:
    if sheet and sheet.offer_id:
        return [sheet.offer]
    found = queries.offers_with_places(community=community)
    kept = queries.offer(pk=entry.data.get("offer")) if entry else None
    return [*found, kept] if kept and kept not in found else found


def _text(instant: datetime | None) -> str | None:
    return timezone.localtime(instant).isoformat() if instant else None


def _instant(text: str | None) -> datetime | None:
    return timezone.localtime(datetime.fromisoformat(text)) if text else None
