"""See what is kept about oneself, who looked at it, and how long it stays."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sanshe.domain.privacy import operations, queries
from sanshe.domain.privacy.choices import RETENTION, Part
from sanshe.web.doors import Door
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.privacy.access import address, shown_of, whose_data
from sanshe.web.privacy.words import look_words, period_words
from sanshe.web.residents.pages import as_said

ICONS = {
    Part.ENTRY: "person-vcard",
    Part.HOME: "house-heart",
    Part.ROLES: "person",
    Part.CONSENTS: "check-circle",
    Part.VOICES: "person-heart",
    Part.SLIPS: "person-raised-hand",
    Part.AGREEMENTS: "people",
    Part.ORGANISATIONS: "building",
    Part.WRITINGS: "megaphone",
    Part.NEWS: "bell",
    Part.ENTERED: "file-earmark-text",
    Part.WORK: "clipboard-check",
}


@never_cache
@require_safe
@sign_in_first
def my_data(request: HttpRequest) -> HttpResponse:
    """Show what is kept about somebody, by part, and everything they can do with it."""
    person = whose_data(request)
    operations.look_at_kept(actor=actor_of(request), person=person, at=request.at)
    kept = {part: sum(one.count for one in found) for part, found in queries.sections(person=person).items()}
    doors = [
        Door(
            address(request, "my_data_part", person, part.value),
            ICONS[part],
            str(part.label),
            ngettext("%(count)s thing", "%(count)s things", count) % {"count": count},
        )
        for part, count in kept.items()
        if count
    ]
    ways = [
        Door(address(request, "my_data_looks", person), "eye", _("Who has looked"), _("When, who, and why")),
        Door(address(request, "my_consents", person), "check-lg", _("My consents"), _("Give them, take them back")),
        Door(address(request, "my_data_copy", person), "download", _("Take a copy along"), _("For Excel or a program")),
        Door(address(request, "how_long", actor_of(request)), "hourglass-split", _("How long it stays")),
        Door(address(request, "close_my_account", person), "box-arrow-right", _("Close the account"), _("Slowly")),
    ]
    wards = queries.wards(person=person, at=request.at) if person == actor_of(request) else []
    children = [
        Door(address(request, "my_data", one), "people", _("About %(name)s") % {"name": one.public_name})
        for one in wards
    ]
    shown = {
        **shown_of(request, person),
        "entry": queries.entry_row(person=person),
        "phone": as_said(person.phone),
        "closing": queries.closing_of(person=person),
        "doors": doors,
        "ways": ways,
        "children": children,
    }
    return render(request, "privacy/my_data.html", shown)


@never_cache
@require_safe
@sign_in_first
def my_data_part(request: HttpRequest, part: str) -> HttpResponse:
    """Show everything of one part, one kind at a time."""
    if part not in Part.values:
        raise Http404
    person = whose_data(request)
    operations.look_at_kept(actor=actor_of(request), person=person, at=request.at)
    found = queries.sections(person=person)[Part(part)]
    if not found:
        raise Http404
    wanted = text_in(request.GET, "kind")
    current = next((one for one in found if one.key == wanted), found[0])
    page = page_of(request, queries.section(person=person, key=current.key))
    joiner = "&" if person != actor_of(request) else "?"
    base = address(request, "my_data_part", person, part)
    tabs = [
        {
            "url": f"{base}{joiner}kind={one.key}",
            "text": one.kept.label,
            "count": one.count,
            "is_current": one == current,
        }
        for one in found
    ]
    shown = {
        **shown_of(request, person),
        "part": Part(part),
        "tabs": tabs if len(tabs) > 1 else [],
        "current": current,
        "rows": queries.rows_of(key=current.key, found=page),
        "paging": paging(request, page),
    }
    return render(request, "privacy/part.html", shown)


@never_cache
@require_safe
@sign_in_first
def my_data_looks(request: HttpRequest) -> HttpResponse:
    """Show who looked at what is private: when, who, as what, and why."""
    person = whose_data(request)
    page = page_of(request, queries.looks_at(person=person))
    looks = [(look, look_words(look)) for look in queries.shown_looks(found=page)]
    shown = {**shown_of(request, person), "looks": looks, "paging": paging(request, page)}
    return render(request, "privacy/looks.html", shown)


@require_safe
def how_long(request: HttpRequest) -> HttpResponse:
    """Show everybody what is kept for how long, and why."""
    retention = [(one, period_words(one.days)) for one in RETENTION.values()]
    return render(request, "privacy/how_long.html", {"retention": retention})
