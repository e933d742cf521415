"""Figures as somebody would say them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sanshe.domain.exchange.choices import AgeBand
from sanshe.domain.insight.choices import Cause, SubstanceReason
from sanshe.domain.insight.queries import Figure, Month, PublicFigure, Substance
from sanshe.domain.taxonomy.models import TaxonomyTerm

PEOPLE = {
    "": gettext_lazy("people of any age"),
    AgeBand.INFANT: gettext_lazy("babies"),
    AgeBand.CHILD: gettext_lazy("children"),
    AgeBand.YOUTH: gettext_lazy("young people"),
    AgeBand.ADULT: gettext_lazy("adults"),
    AgeBand.ELDER: gettext_lazy("elders"),
}
AGE_NOT_SAID = gettext_lazy("age not said")
# Below ten a rate is told with one decimal.
WHOLE_FROM = 9.95


def what_for(category: TaxonomyTerm | None, *, is_rest: bool = False) -> str:
    """Return what was looked for."""
    if category is None:
        return _("something else")
    return _("something else about %(category)s") % {"category": category.name} if is_rest else category.name


def age_text(age_band: str) -> str:
    """Return for which age it was, or that nobody said."""
    return str(AgeBand(age_band).label if age_band else AGE_NOT_SAID)


def people_text(age_band: str) -> str:
    """Return the people of an age band, in the plural."""
    return str(PEOPLE[age_band])


def rate_text(rate: float) -> str:
    """Return a rate as it is said: whole from ten on, with one decimal below."""
    places = 0 if rate >= WHOLE_FROM else 1
    # It cuts off what it does not show.
    return number_format(round(rate, places), places)


def range_text(rate) -> str:
    """Return between which rates the true one lies; empty where there is no rate."""
    return f"{rate_text(rate.low)}–{rate_text(rate.high)}" if rate else ""


def unmet_sentence(figure: PublicFigure) -> str:
    """Return a published figure as a sentence."""
    words = {
        "count": figure.count,
        "who": people_text(figure.age_band),
        "what": what_for(figure.category, is_rest=figure.is_rest),
    }
    if figure.rate is None:
        return _("%(count)s homes looked for “%(what)s”, for %(who)s, and found nobody.") % words
    words["rate"] = rate_text(figure.rate.rate)
    return _("For every 1,000 %(who)s here, about %(rate)s homes looked for “%(what)s” and found nobody.") % words


def spread_sentence(figure: PublicFigure) -> str:
    """Return how many stand behind a published figure, and what chance leaves open."""
    if figure.rate is None:
        return _("How many people of that age live here nobody has counted.")
    return _("%(count)s homes in three months. Chance alone could make it anything from %(low)s to %(high)s.") % {
        "count": figure.count,
        "low": rate_text(figure.rate.low),
        "high": rate_text(figure.rate.high),
    }


def figure_sentence(figure: Figure) -> str:
    """Return a count of the desk with its rate, and how many were helped in the end."""
    parts = [homes_text(figure.households)]
    if figure.rate:
        parts.append(
            _("%(rate)s for every 1,000 %(who)s (%(range)s)")
            % {
                "rate": rate_text(figure.rate.rate),
                "who": people_text(figure.age_band),
                "range": range_text(figure.rate),
            }
        )
    return " · ".join(parts + _helped(figure.met_later))


def month_text(month: Month) -> str:
    """Return a month's count, and how many were helped in the end."""
    return " · ".join([homes_text(month.households), *_helped(month.met_later)])


def _helped(count: int) -> list[str]:
    helped = ngettext("%(count)s was helped later", "%(count)s were helped later", count)
    return [helped % {"count": count}] if count else []


def homes_text(count: int) -> str:
    """Return how many homes."""
    return ngettext("%(count)s home", "%(count)s homes", count) % {"count": count}


def cause_texts(causes: Sequence[tuple[str, int]]) -> list[str]:
    """Return causes with how many homes each kept waiting."""
    return [f"{Cause(cause).label} {count}" for cause, count in causes]


@dataclass(frozen=True)
class SubstanceWords:
    """What a service came to, in words: a name for it, why it is called so, and one line for each count."""

    kind: str
    reason: str
    lines: tuple[str, ...]
    short: str
    is_service: bool


def substance_words(substance: Substance) -> SubstanceWords:
    """Return what a service came to, in words; `short` is for a list."""
    kind = _("A service") if substance.is_service else _("An activity")
    reason = str(SubstanceReason(substance.reason).label)
    if not substance.has_taken_place:
        return SubstanceWords(kind="", reason=reason, lines=(), short="", is_service=False)
    times = ngettext("It took place %(count)s time.", "It took place %(count)s times.", substance.times)
    lines = [times % {"count": substance.times}]
    if substance.people is not None:
        words = ngettext("%(count)s person received it.", "%(count)s different people received it.", substance.people)
        lines.append(words % {"count": substance.people})
    if substance.came_back is not None:
        words = ngettext("%(count)s of them came back.", "%(count)s of them came back.", substance.came_back)
        lines.append(words % {"count": substance.came_back})
    if substance.heads is not None and substance.heads > substance.times:
        words = ngettext("%(count)s head was counted.", "%(count)s heads were counted.", substance.heads)
        lines.append(words % {"count": substance.heads})
    if substance.told and substance.solved is not None:
        words = _("%(told)s said what came of it; for %(solved)s it solved the matter.")
        lines.append(words % {"told": substance.told, "solved": substance.solved})
    if substance.thanked:
        words = ngettext("%(count)s left thanks.", "%(count)s left thanks.", substance.thanked)
        lines.append(words % {"count": substance.thanked})
    if substance.is_withheld:
        lines.append(_("Where fewer than ten people stand behind a number, we do not tell it."))
    short = ngettext("took place %(count)s time", "took place %(count)s times", substance.times)
    return SubstanceWords(kind, reason, tuple(lines), short % {"count": substance.times}, substance.is_service)
