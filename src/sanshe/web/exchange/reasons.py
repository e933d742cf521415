"""Why an answer fits, put into words."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanshe.engines.matching.score import Reason
from sanshe.web.exchange.when import when_in_words

WORDS_SHOWN = 3


def in_words(reasons: Iterable[Reason]) -> list[str]:
    """Return one short sentence per reason, in the order given; a code without words is an error in this file."""
    return [SAID[reason.code](dict(reason.params)) for reason in reasons]


def _same_words(params: dict) -> str:
    words = _("”, “").join(params["words"][:WORDS_SHOWN])
    return _("Also speaks of “%(words)s”") % {"words": words}


def _near(params: dict) -> str:
    minutes = max(1, round(params["distance_m"] / 70))
    return ngettext("About %(minutes)s minute on foot", "About %(minutes)s minutes on foot", minutes) % {
        "minutes": minutes
    }


def _kept(params: dict) -> str:
    return _("Kept %(kept)s of %(of)s promises here") % params


def _time_fits(params: dict) -> str:
    span = when_in_words(timezone.localtime(params["start"]), timezone.localtime(params["end"]))
    return _("Has time %(when)s") % {"when": span}


SAID = {
    "same_words": _same_words,
    "same_category": lambda params: _("Exactly this kind of help"),
    "related_category": lambda params: _("A related kind of help"),
    "near": _near,
    "same_community": lambda params: _("In your community"),
    "time_fits": _time_fits,
    "free_any_time": lambda params: _("The time can be arranged"),
    "kept_promises": _kept,
    "serves_age": lambda params: _("Meant for this age"),
}
