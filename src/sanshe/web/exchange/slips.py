"""Needs, offers and answers as the plain values that a slip on the page shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanshe.domain.exchange.choices import Language
from sanshe.domain.exchange.models import Intent, Need, Offer
from sanshe.domain.exchange.queries import Answer, MeTooCount, SimilarNeed
from sanshe.web.ago import ago
from sanshe.web.exchange.conditions import conditions_in_words
from sanshe.web.exchange.reasons import in_words
from sanshe.web.exchange.when import series_in_words, when_in_words


@dataclass(frozen=True)
class Slip:
    """The values that components/slip.html takes."""

    kind: str
    sentence: str
    url: str
    category: str = ""
    time: str = ""
    place: str = ""
    for_whom: str = ""
    cost: str = ""
    places: str = ""
    surname: str = ""
    seal_text: str = ""
    who: str = ""
    posted: str = ""
    reasons: tuple[str, ...] = ()
    state: str = ""
    urgent: bool = False
    action_text: str = ""
    action_url: str = ""
    action_method: str = ""
    action_fields: tuple[tuple[str, str], ...] = ()
    heading: int = 3


def slip_of(intent: Intent) -> Slip:
    """Return the slip of a need or an offer as everybody reads it."""
    if isinstance(intent, Offer):
        return _offer(intent)
    return Slip(
        kind="need",
        sentence=intent.sentence,
        url=reverse("need", args=[intent.pk]),
        category=intent.category.name if intent.category else "",
        time=_time(intent),
        place=" · ".join(filter(None, [intent.place_text, _("At their home") if intent.at_home else ""])),
        for_whom=_for_whom(intent),
        cost=intent.get_cost_basis_display(),
        places=_helpers(intent),
        surname=intent.person.surname if intent.person else "",
        who=intent.person.public_name if intent.person else _("A message to the community"),
        posted=ago(intent.posted_at),
        urgent=intent.is_urgent,
        state=_("In confidence: only the person themselves and the workers of the community read this.")
        if intent.is_private
        else "",
    )


def slips_of(intents: Iterable[Intent], *, me_toos: Mapping[UUID, MeTooCount] | None = None) -> list[Slip]:
    """Return the slips of a list, with how many neighbours have the same need too where that was counted."""
    said = me_toos or {}
    return [
        with_state(slip_of(one), me_too_in_words(said[one.pk])) if one.pk in said else slip_of(one) for one in intents
    ]


@dataclass(frozen=True)
class SimilarSlip:
    """A neighbour's need that says the same, and whether the reader is counted with it."""

    pk: UUID
    slip: Slip
    has_said: bool


def similar_slip(similar: SimilarNeed) -> SimilarSlip:
    """Return the slip of a neighbour's need that says the same, with how many have it too."""
    shown = slip_of(similar.need)
    if similar.me_too.count:
        shown = with_state(shown, me_too_in_words(similar.me_too))
    return SimilarSlip(pk=similar.need.pk, slip=shown, has_said=similar.me_too.has_said)


def me_too_in_words(said: MeTooCount) -> str:
    """Say how many neighbours have a need too, the reader among them."""
    if not said.has_said:
        words = ngettext("%(count)s neighbour needs this too.", "%(count)s neighbours need this too.", said.count)
        return words % {"count": said.count}
    if said.count == 1:
        return _("You need this too.")
    others = {"count": said.count - 1}
    return (
        ngettext(
            "You and %(count)s other neighbour need this too.",
            "You and %(count)s other neighbours need this too.",
            said.count - 1,
        )
        % others
    )


def answer_slip(answer: Answer) -> Slip:
    """Return the slip of an answer with why it fits, in words."""
    return replace(slip_of(answer.intent), reasons=tuple(in_words(answer.reasons)))


def with_post(slip: Slip, *, text: str, url: str, **fields: str) -> Slip:
    """Return the slip with a button that posts these fields."""
    return replace(slip, action_text=text, action_url=url, action_method="post", action_fields=tuple(fields.items()))


def with_state(slip: Slip, state: str) -> Slip:
    """Return the slip with a sentence on how it stands."""
    return replace(slip, state=state)


def _offer(offer: Offer) -> Slip:
    organization = offer.organization
    service = offer.service
    return Slip(
        kind="offer",
        sentence=service.display_name if service else offer.sentence,
        url=reverse("offer", args=[offer.pk]),
        category=offer.category.name if offer.category else "",
        time=_time(offer),
        place=offer.place_text,
        for_whom=" · ".join(filter(None, [_ages(offer), *_spoken(offer)])),
        cost=offer.get_cost_basis_display(),
        places=_places(offer),
        surname="" if organization else offer.person.surname,
        seal_text=organization.seal if organization else "",
        who=offer.provider_name,
        posted="" if service else ago(offer.posted_at),
    )


def _time(intent: Intent) -> str:
    if intent.recurrence and intent.starts_at:
        return series_in_words(intent.starts_at, intent.ends_at, intent.recurrence)
    if intent.starts_at:
        return when_in_words(intent.starts_at, intent.ends_at)
    return intent.time_text


def _for_whom(need: Need) -> str:
    parts = [str(need.get_age_band_display()), *conditions_in_words(need.conditions)]
    if need.party_size > 1:
        parts.append(ngettext("%(count)s person", "%(count)s people", need.party_size) % {"count": need.party_size})
    return " · ".join(filter(None, [*parts, *_spoken(need)]))


def _helpers(need: Need) -> str:
    if need.helpers_wanted < 2:
        return ""
    return ngettext("%(count)s helper wanted", "%(count)s helpers wanted", need.helpers_wanted) % {
        "count": need.helpers_wanted
    }


def _spoken(intent: Intent) -> list[str]:
    return [str(Language(code).label) for code in intent.languages if code in Language.values]


def _ages(offer: Offer) -> str:
    ages = {"low": offer.minimum_age, "high": offer.maximum_age}
    if offer.minimum_age is not None and offer.maximum_age is not None:
        return _("Ages %(low)s to %(high)s") % ages
    if offer.minimum_age is not None:
        return _("From %(low)s years") % ages
    if offer.maximum_age is not None:
        return _("Up to %(high)s years") % ages
    return ""


def _places(offer: Offer) -> str:
    left = offer.places_left
    if left is None or offer.capacity == 1:
        return "" if left is None or left else _("Taken")
    if not left:
        return _("Full")
    return ngettext("%(left)s place left", "%(left)s places left", left) % {"left": left}
