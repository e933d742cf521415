"""What `sanshe match` says of reasons and refusals: the words of the page, in the language of the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sanshe.domain.exchange.choices import Language
from sanshe.engines.matching.sides import Reason

WORDS_SHOWN = 3
METRES_A_MINUTE = 70

PART_NAMES = {
    "text": gettext_lazy("Says the same"),
    "category": gettext_lazy("Is that kind of help"),
    "distance": gettext_lazy("Is near"),
    "time": gettext_lazy("Has time then"),
    "trust": gettext_lazy("Keeps promises"),
    "turn": gettext_lazy("Whose turn it is"),
}
REFUSALS = {
    "too_far": gettext_lazy("Too far away"),
    "not_in_this_area": gettext_lazy("Given in another community only"),
    "full": gettext_lazy("All places taken"),
    "not_for_this_age": gettext_lazy("Meant for another age"),
    "other_language": gettext_lazy("Another language"),
    "not_checked": gettext_lazy("Papers not seen yet"),
    "no_common_time": gettext_lazy("No common time"),
}


def in_words(reasons: Iterable[Reason]) -> list[str]:
    """Return one short sentence per reason, in the order given."""
    return [SAID[reason.code](dict(reason.params)) for reason in reasons]


def when_in_words(starts_at: datetime, ends_at: datetime) -> str:
    """Say a span: the day with its weekday, from and until."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if start.date() == end.date():
        return f"{_day(start)} {start:%H:%M}–{end:%H:%M}"
    return f"{_day(start)} {start:%H:%M} – {_day(end)} {end:%H:%M}"


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d} {date_format(at, 'D')}"


def _same_words(params: Mapping[str, Any]) -> str:
    words = _("”, “").join(params["words"][:WORDS_SHOWN])
    return _("Also speaks of “%(words)s”") % {"words": words}


def _near(params: Mapping[str, Any]) -> str:
    minutes = max(1, round(params["distance_m"] / METRES_A_MINUTE))
    return ngettext("About %(minutes)s minute on foot", "About %(minutes)s minutes on foot", minutes) % {
        "minutes": minutes
    }


def _time_fits(params: Mapping[str, Any]) -> str:
    span = when_in_words(params["start"], params["end"])
    if params["of"] > 1:
        return _("Has time %(when)s, and at %(met)s of %(of)s meetings") % {"when": span, **params}
    return _("Has time %(when)s") % {"when": span}


def _speaks(params: Mapping[str, Any]) -> str:
    languages = _(", ").join(str(Language(code).label) for code in params["languages"])
    return _("Speaks %(languages)s") % {"languages": languages}


def _waits(params: Mapping[str, Any]) -> str:
    return ngettext("Has waited for %(days)s day", "Has waited for %(days)s days", params["days"]) % params


SAID: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "same_words": _same_words,
    "said_alike": lambda params: _("Neighbours who said it like this were helped here"),
    "same_category": lambda params: _("Exactly this kind of help"),
    "related_category": lambda params: _("A related kind of help"),
    "near": _near,
    "same_community": lambda params: _("In your community"),
    "time_fits": _time_fits,
    "free_any_time": lambda params: _("The time can be arranged"),
    "kept_promises": lambda params: _("Kept %(kept)s of %(of)s promises here") % params,
    "serves_age": lambda params: _("Meant for this age"),
    "speaks": _speaks,
    "checked": lambda params: _("A worker has seen their papers"),
    "waits_long": _waits,
}
