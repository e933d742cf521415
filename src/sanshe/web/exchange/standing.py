"""Where an agreement stands for one of its sides: said in a sentence, with the one next step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.choices import AgreementState as S
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.people.models import Person
from sanshe.web.exchange.when import when_in_words


@dataclass(frozen=True)
class Standing:
    """An agreement as one side reads it.

    `primary` is the one next step and `others` what else may be done, as codes of `agreement_views.ACTIONS`.
    """

    agreement: Agreement
    sentence: str
    other_name: str
    other_phone: str
    primary: str
    others: tuple[str, ...]

    @property
    def other_phone_as_said(self) -> str:
        """The phone as people write it down: without the country code at home, in groups."""
        number = self.other_phone.removeprefix("+86")
        return f"{number[:3]} {number[3:7]} {number[7:]}" if len(number) == 11 else self.other_phone

    @property
    def waits_for_me(self) -> bool:
        """Whether this side has a next step."""
        return bool(self.primary)


def standing(*, agreement: Agreement, person: Person, at: datetime) -> Standing:
    """Say where an agreement stands for this person. The phone is shown only between the two of a live promise."""
    receives = rules.is_receiver(person=person, agreement=agreement, at=at)
    provides = not receives and rules.is_provider(person=person, agreement=agreement, at=at)
    my_turn = rules.may_decide(person=person, agreement=agreement, at=at)
    may_take_back = rules.may_withdraw_request(person=person, agreement=agreement, at=at)
    primary, others = _steps(agreement, receives=receives, provides=provides, my_turn=my_turn, asked=may_take_back)
    if not receives and not provides and agreement.state == S.DISPUTED:
        primary, others = "settle", ()
    other_name, other_phone = _other(agreement, receives=receives)
    is_live = agreement.state in (S.ACCEPTED, S.DELIVERED, S.DISPUTED) and (receives or provides)
    return Standing(
        agreement=agreement,
        sentence=_sentence(agreement, receives=receives, other=other_name, my_turn=my_turn, at=at),
        other_name=other_name,
        other_phone=other_phone if is_live else "",
        primary=primary,
        others=others,
    )


def standings(agreements: Iterable[Agreement], *, person: Person | None, at: datetime) -> list[Standing]:
    """Say where each of these agreements stands for this person."""
    return [standing(agreement=agreement, person=person, at=at) for agreement in agreements]


def _steps(agreement: Agreement, *, receives: bool, provides: bool, my_turn: bool, asked: bool):
    match agreement.state:
        case S.REQUESTED if my_turn:
            return "accept", ("decline",)
        case S.REQUESTED if asked:
            return "", ("withdraw",)
        case S.ACCEPTED if provides:
            return "deliver", ("cancel",)
        case S.ACCEPTED if receives:
            return "", ("deliver", "cancel")
        case S.DELIVERED if receives:
            return "confirm", ("dispute",)
    return "", ()


def _other(agreement: Agreement, *, receives: bool) -> tuple[str, str]:
    if not receives:
        return agreement.receiver.public_name, agreement.receiver.phone or ""
    if agreement.provider_organization:
        return agreement.provider_organization.display_name, agreement.provider_organization.phone
    return agreement.provider.public_name, agreement.provider.phone or ""


def _sentence(agreement: Agreement, *, receives: bool, other: str, my_turn: bool, at: datetime) -> str:
    names = {"other": other, "when": when_in_words(agreement.starts_at, agreement.ends_at)}
    match agreement.state:
        case S.REQUESTED if my_turn and not receives:
            return _("%(other)s asks for your help.") % names
        case S.REQUESTED if my_turn:
            return _("%(other)s would like to help you.") % names
        case S.REQUESTED:
            return _("%(other)s has been asked. We tell you as soon as there is an answer.") % names
        case S.ACCEPTED if agreement.starts_at is None:
            return _("Agreed with %(other)s. Arrange the time by phone.") % names
        case S.ACCEPTED if receives:
            return _("%(other)s comes %(when)s.") % names + _days_left(agreement, at)
        case S.ACCEPTED:
            return _("You help %(other)s %(when)s.") % names + _days_left(agreement, at)
        case S.DELIVERED if receives:
            return _("%(other)s says it is done. Is that so?") % names
        case S.DELIVERED:
            return _("You said it is done. %(other)s still has to confirm it.") % names
        case S.CONFIRMED:
            return _("Done and confirmed. Thank you both.")
        case S.DISPUTED:
            return _("Something went wrong. A community worker hears both sides.")
        case S.SETTLED:
            return _("The dispute is settled: %(finding)s.") % {"finding": agreement.get_settled_as_display()}
        case S.DECLINED:
            return _("%(other)s cannot this time.") % names if not my_turn else _("You said no.")
        case S.WITHDRAWN:
            return _("The question was taken back.")
    return _("This was called off.")


def _days_left(agreement: Agreement, at: datetime) -> str:
    days = (timezone.localtime(agreement.starts_at).date() - timezone.localtime(at).date()).days
    if days < 0:
        return ""
    if days == 0:
        return " " + _("That is today.")
    if days == 1:
        return " " + _("That is tomorrow.")
    return " " + ngettext("%(days)s day to go.", "%(days)s days to go.", days) % {"days": days}
