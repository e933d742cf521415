"""Why an answer fits, why another one does not and what would change that, put into words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sanshe.domain.exchange.choices import Language
from sanshe.domain.exchange.models import Intent
from sanshe.engines.matching.score import PARTS
from sanshe.engines.matching.sides import Reason, Refusal
from sanshe.web.exchange.when import when_in_words

WORDS_SHOWN = 3
METRES_A_MINUTE = 70
WHOLE = 100

# The parts of the ranking as people read them; the same order everywhere.
PART_NAMES = {
    "text": gettext_lazy("Says the same"),
    "category": gettext_lazy("Is that kind of help"),
    "distance": gettext_lazy("Is near"),
    "time": gettext_lazy("Has time then"),
    "trust": gettext_lazy("Keeps promises"),
    "turn": gettext_lazy("Whose turn it is"),
}


@dataclass(frozen=True)
class Share:
    """What one part adds to a score: so many points of those it can give, and that in words."""

    name: str
    points: int
    of: int
    said: str


@dataclass(frozen=True)
class Hindrance:
    """Why something does not fit, and what would change that."""

    said: str
    way: str


def in_words(reasons: Iterable[Reason]) -> list[str]:
    """Return one short sentence per reason, in the order given; a code without words is an error in this file."""
    return [SAID[reason.code](dict(reason.params)) for reason in reasons]


def hindrances_in_words(
    refusals: Iterable[Refusal], *, offer: Intent, need: Intent, for_provider: bool = False
) -> list[Hindrance]:
    """Say why an offer does not answer a need, to the one who needs or (`for_provider`) to the one who gives."""
    ways = WAYS_OF_PROVIDER if for_provider else WAYS
    return [
        Hindrance(
            said=REFUSED[one.code](dict(one.params), offer),
            way=ways[one.code](dict(one.params), offer, need),
        )
        for one in refusals
    ]


def shares_of(components: Mapping[str, float], *, weights: Mapping[str, int]) -> list[Share]:
    """Return what a score is made of, in whole points that add up to those of the whole score."""
    exact = [components.get(name, 0.0) * WHOLE for name in PARTS]
    points = _rounded(exact)
    return [
        Share(name=str(PART_NAMES[name]), points=got, of=weights[name], said=_how_much(got, weights[name]))
        for name, got in zip(PARTS, points, strict=True)
    ]


def minutes_on_foot(distance_m: float) -> int:
    """Return how long a way takes on foot."""
    return max(1, round(distance_m / METRES_A_MINUTE))


def _rounded(exact: Sequence[float]) -> list[int]:
    """Return whole numbers whose sum is the rounded sum: the largest remainders go up."""
    whole = [int(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda place: (whole[place] - exact[place], place))
    for place in order[: round(sum(exact)) - sum(whole)]:
        whole[place] += 1
    return whole


def _how_much(got: int, of: int) -> str:
    share = got / of if of else 0.0
    if share >= 0.8:
        return _("very much so")
    if share >= 0.5:
        return _("fairly")
    if share >= 0.2:
        return _("a little")
    return _("hardly")


def _same_words(params: dict) -> str:
    words = _("”, “").join(params["words"][:WORDS_SHOWN])
    return _("Also speaks of “%(words)s”") % {"words": words}


def _near(params: dict) -> str:
    minutes = minutes_on_foot(params["distance_m"])
    return ngettext("About %(minutes)s minute on foot", "About %(minutes)s minutes on foot", minutes) % {
        "minutes": minutes
    }


def _kept(params: dict) -> str:
    return _("Kept %(kept)s of %(of)s promises here") % params


def _time_fits(params: dict) -> str:
    span = _span(params)
    if params["of"] > 1:
        return _("Has time %(when)s, and at %(met)s of %(of)s meetings") % {"when": span, **params}
    return _("Has time %(when)s") % {"when": span}


def _speaks(params: dict) -> str:
    return _("Speaks %(languages)s") % {"languages": _languages(params["languages"])}


def _waits(params: dict) -> str:
    return ngettext("Has waited for %(days)s day", "Has waited for %(days)s days", params["days"]) % params


def _span(params: dict) -> str:
    return when_in_words(timezone.localtime(params["start"]), timezone.localtime(params["end"]))


def _languages(codes: Iterable[str]) -> str:
    return _(", ").join(str(Language(code).label) for code in codes)


SAID = {
    "same_words": _same_words,
    "said_alike": lambda params: _("Neighbours who said it like this were helped here"),
    "same_category": lambda params: _("Exactly this kind of help"),
    "related_category": lambda params: _("A related kind of help"),
    "near": _near,
    "same_community": lambda params: _("In your community"),
    "time_fits": _time_fits,
    "free_any_time": lambda params: _("The time can be arranged"),
    "kept_promises": _kept,
    "serves_age": lambda params: _("Meant for this age"),
    "speaks": _speaks,
    "checked": lambda params: _("A worker has seen their papers"),
    "waits_long": _waits,
}


def _refused_age(params: dict, offer: Intent) -> str:
    ages = {"low": params["minimum"], "high": params["maximum"]}
    if ages["low"] is not None and ages["high"] is not None:
        return _("It is for people from %(low)s to %(high)s years only.") % ages
    if ages["low"] is not None:
        return _("It is for people from %(low)s years on.") % ages
    return _("It is for people up to %(high)s years.") % ages


def _refused_full(params: dict, offer: Intent) -> str:
    if params["left"] is None:
        return _("At that hour there is no room for so many.")
    if params["left"]:
        return _("There is room for %(left)s only.") % params
    return _("All places are taken.")


def _refused_area(params: dict, offer: Intent) -> str:
    return _("It is given in %(community)s only.") % {"community": offer.community.name if offer.community else ""}


def _refused_time(params: dict, offer: Intent) -> str:
    if params["start"] is None:
        return _("They have no time then.")
    return _("They have no time then, but %(when)s.") % {"when": _span(params)}


def _refused_far(params: dict, offer: Intent) -> str:
    minutes = minutes_on_foot(params["distance_m"])
    return _("It is about %(minutes)s minutes on foot; they come on foot, up to %(most)s minutes.") % {
        "minutes": minutes,
        "most": minutes_on_foot(params["reach_m"]),
    }


def _refused_language(params: dict, offer: Intent) -> str:
    return _("They speak %(languages)s.") % {"languages": _languages(params["languages"])}


def _refused_unchecked(params: dict, offer: Intent) -> str:
    return _("No worker has seen their papers yet; for children and visits at home that is needed.")


REFUSED = {
    "not_for_this_age": _refused_age,
    "full": _refused_full,
    "not_in_this_area": _refused_area,
    "no_common_time": _refused_time,
    "too_far": _refused_far,
    "other_language": _refused_language,
    "not_checked": _refused_unchecked,
}


def _way_time(params: dict, offer: Intent, need: Intent) -> str:
    if params["start"] is None:
        return _("If your time can move, ask them when they could.")
    return _("If that suits you too, ask for %(when)s.") % {"when": _span(params)}


# What would change it, said to the one who needs.
WAYS = {
    "not_for_this_age": lambda params, offer, need: _("If the age on your slip is wrong, correct it."),
    "full": lambda params, offer, need: _("You can ask to be put on the waiting list."),
    "not_in_this_area": lambda params, offer, need: _("Your community worker can ask whether they would come over."),
    "no_common_time": _way_time,
    "too_far": lambda params, offer, need: _("Meeting half-way, or at their place, may do."),
    "other_language": lambda params, offer, need: _("If somebody can translate, ask them all the same."),
    "not_checked": lambda params, offer, need: _("They can show their papers to the community worker; it takes a day."),
}
# And to the one who gives.
WAYS_OF_PROVIDER = {
    "not_for_this_age": lambda params, offer, need: _("If you would help at this age too, put up another slip."),
    "full": lambda params, offer, need: _("It is proposed again once a place of yours is free."),
    "not_in_this_area": lambda params, offer, need: _(
        "If you would go there too, put up a slip for the whole district."
    ),
    "no_common_time": lambda params, offer, need: (
        _("If you have time %(when)s, offer them your hand.") % {"when": when_in_words(need.starts_at, need.ends_at)}
    ),
    "too_far": lambda params, offer, need: _("If the way is not too far for you, offer them your hand."),
    "other_language": lambda params, offer, need: _("If you understand each other all the same, offer them your hand."),
    "not_checked": lambda params, offer, need: _(
        "Show your papers to your community worker once; then it is proposed."
    ),
}
