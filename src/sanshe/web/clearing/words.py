"""A round in sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanshe.domain.clearing.choices import RoundState
from sanshe.domain.exchange import errors as exchange_errors
from sanshe.domain.exchange.choices import PROMISED, AgreementState
from sanshe.kernel.errors import DomainError

REFUSALS = {
    one.code: one.message
    for one in vars(exchange_errors).values()
    if isinstance(one, type) and issubclass(one, DomainError) and one.code != DomainError.code
}
SAID_NO = (AgreementState.DECLINED, AgreementState.WITHDRAWN, AgreementState.LAPSED)


def sentence_of(round) -> str:
    """Return in one sentence what a plan comes to, and whether more could be met."""
    figures = round.figures
    if not figures:
        return _("Nothing has been computed yet.")
    needs = ngettext("%(count)s need", "%(count)s needs", figures["needs"]) % {"count": figures["needs"]}
    values = {"needs": needs, "met": figures["met"], "most": figures["bound_met"]}
    if not figures["needs"]:
        return _("Nobody needs anything in this week that could be planned.")
    if figures["met"] == figures["bound_met"]:
        return _("%(needs)s, %(met)s can be met. No plan can meet more; that is proven.") % values
    return (
        _("%(needs)s, %(met)s can be met. Perhaps there is a better plan, but none meets more than %(most)s.") % values
    )


def more_of(round) -> list[str]:
    """Return what else is worth knowing about how the plan came about."""
    figures = round.figures
    if not figures:
        return []
    lines = []
    if figures["helpers"]:
        lines.append(
            ngettext("%(count)s helper was weighed.", "%(count)s helpers were weighed.", figures["helpers"])
            % {"count": figures["helpers"]}
        )
    if figures["met"] and figures["is_proven"]:
        lines.append(_("Among all plans that meet as many, no other fits better or is fairer to those served least."))
    if figures["left_out"]:
        lines.append(
            ngettext(
                "%(count)s more is told in confidence, repeats, or has nobody to answer: please arrange it yourself.",
                "%(count)s more are told in confidence, repeat, or have nobody to answer: "
                "please arrange them yourself.",
                figures["left_out"],
            )
            % {"count": figures["left_out"]}
        )
    return lines


def change_of(round, proposed: int) -> str:
    """Return how many lines stand in a plan that a worker has changed since it was computed."""
    if round.state != RoundState.PROPOSED or proposed == round.figures.get("met"):
        return ""
    lines = ngettext("%(count)s is left", "%(count)s are left", proposed) % {"count": proposed}
    return _("You have changed it since: %(lines)s in the plan.") % {"lines": lines}


def outcome_of(round, outcomes: Mapping[str, int]) -> str:
    """Return in one sentence what the helpers who were asked said so far."""
    total = sum(outcomes.values())
    if not total:
        return ""
    yes = sum(count for state, count in outcomes.items() if state in PROMISED)
    no = sum(count for state, count in outcomes.items() if state in SAID_NO)
    asked = ngettext("%(count)s helper was asked", "%(count)s helpers were asked", total) % {"count": total}
    values: dict[str, Any] = {"asked": asked, "yes": yes, "no": no, "open": total - yes - no}
    return _("%(asked)s: %(yes)s said yes, %(no)s no, %(open)s have not answered yet.") % values


def refusal_in_words(code: str) -> str:
    """Return why somebody could not be asked."""
    return str(REFUSALS.get(code, DomainError.message))


def can_wait(round) -> bool:
    """Tell whether there is nothing to do but wait for the computer."""
    return round.state in (RoundState.DRAFT, RoundState.SOLVING)
