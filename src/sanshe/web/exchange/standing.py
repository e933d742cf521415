"""Where an agreement stands for one of its sides: said in a sentence, with the one next step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.choices import AgreementState as S
from sanshe.domain.exchange.choices import CommitmentState, Side
from sanshe.domain.exchange.models import Agreement, Commitment, Proposal
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
    primary, others = _steps(
        agreement, receives=receives, provides=provides, my_turn=my_turn, asked=may_take_back, at=at
    )
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


def _steps(
    agreement: Agreement, *, receives: bool, provides: bool, my_turn: bool, asked: bool, at: datetime
) -> tuple[str, tuple[str, ...]]:
    """Return the one next step and what else may be done."""
    match agreement.state:
        case S.WAITING if asked:
            return "", ("leave",)
        case S.WAITING if provides:
            return "", ("decline",)
        case S.HELD if my_turn:
            return "take", ("pass",)
        case S.REQUESTED if my_turn:
            return "accept", ("propose", "decline")
        case S.REQUESTED if asked:
            return "", ("withdraw",)
        case S.ACCEPTED if my_turn:
            return "agree_time", ("keep_time", "cancel")
        case S.ACCEPTED if receives or provides:
            return _steps_of_promise(agreement, receives=receives, at=at)
        case S.DELIVERED if receives:
            return "confirm", ("dispute",)
        case S.DELIVERED if provides:
            return "", ("correct",)
        case S.MISSED if (receives and agreement.ended_by == Side.RECEIVER) or (
            provides and agreement.ended_by == Side.PROVIDER
        ):
            return "", ("object",)
    return "", ()


def _steps_of_promise(agreement: Agreement, *, receives: bool, at: datetime) -> tuple[str, tuple[str, ...]]:
    planned = [one for one in agreement.commitments.all() if one.is_planned]
    is_due = bool(planned) and (planned[0].starts_at is None or planned[0].starts_at <= at)
    others = [] if agreement.turn else ["propose"]
    if len(planned) > 1:
        others.append("skip")
    if is_due and planned[0].starts_at:
        others.append("missed")
    if agreement.is_series and receives:
        others.append("dispute")
    others.append("cancel")
    last_of_receiver = receives and len(planned) <= 1
    done = "receive" if last_of_receiver else "deliver"
    may_say_done = is_due or not agreement.is_series
    if may_say_done and (not receives or is_due):
        return done, tuple(others)
    return "", (*((done,) if may_say_done else ()), *others)


def _other(agreement: Agreement, *, receives: bool) -> tuple[str, str]:
    if not receives:
        return agreement.receiver.public_name, agreement.receiver.phone or ""
    if agreement.provider_organization:
        return agreement.provider_organization.display_name, agreement.provider_organization.phone
    return agreement.provider.public_name, agreement.provider.phone or ""


def _sentence(agreement: Agreement, *, receives: bool, other: str, my_turn: bool, at: datetime) -> str:
    names = {"other": other, "when": when_in_words(agreement.starts_at, agreement.ends_at)}
    proposal = agreement.open_proposal if agreement.turn else None
    if proposal and my_turn:
        return _("%(other)s proposes another time: %(when)s.") % {"other": other, "when": proposed_in_words(proposal)}
    if proposal:
        names["when"] = proposed_in_words(proposal)
        return _("You proposed %(when)s. %(other)s has to answer.") % names
    match agreement.state:
        case S.WAITING if receives:
            return _("All places are taken. You are on the waiting list; we tell you as soon as one is free.")
        case S.WAITING:
            return _("%(other)s is on your waiting list.") % names
        case S.HELD if receives:
            return _("A place is free for you. It is kept until %(until)s.") % {"until": _until(agreement.hold_until)}
        case S.HELD:
            return _("A place is kept for %(other)s, who has a day to take it.") % names
        case S.REQUESTED if my_turn and not receives:
            return _("%(other)s asks for your help.") % names
        case S.REQUESTED if my_turn:
            return _("%(other)s would like to help you.") % names
        case S.REQUESTED:
            return _("%(other)s has been asked. We tell you as soon as there is an answer.") % names
        case S.ACCEPTED:
            return _promised(agreement, receives=receives, names=names, at=at)
        case S.DELIVERED if receives:
            return _("%(other)s says it is done. Is that so?") % names
        case S.DELIVERED:
            return _("You said it is done. %(other)s still has to confirm it.") % names
        case S.CONFIRMED if agreement.is_solved is False:
            return _("Done and confirmed. The need itself is not solved yet; it stands on the board again.")
        case S.CONFIRMED:
            return _("Done and confirmed. Thank you both.")
        case S.MISSED if (agreement.ended_by == Side.RECEIVER) == receives:
            return _("%(other)s says that you did not come.") % names
        case S.MISSED:
            return _("%(other)s did not come.") % names
        case S.DISPUTED:
            return _("Something went wrong. A mediator hears both sides.")
        case S.SETTLED:
            return _("The dispute is settled: %(finding)s.") % {"finding": agreement.get_settled_as_display()}
        case S.DECLINED:
            return _("%(other)s cannot this time.") % names if not my_turn else _("You said no.")
        case S.WITHDRAWN:
            return _("The question was taken back.")
        case S.LAPSED:
            return _("Nobody answered in time, so this came to nothing.")
    return _("This was called off.")


def _promised(agreement: Agreement, *, receives: bool, names: dict[str, str], at: datetime) -> str:
    if agreement.starts_at is None:
        return _("Agreed with %(other)s. Arrange the time by phone.") % names
    planned = [one for one in agreement.commitments.all() if one.is_planned]
    if planned:
        names = {**names, "when": when_in_words(planned[0].starts_at, planned[0].ends_at)}
    said = _("%(other)s comes %(when)s.") if receives else _("You help %(other)s %(when)s.")
    next_at = planned[0].starts_at if planned else agreement.starts_at
    return said % names + _days_left(next_at, at)


def _until(instant: datetime) -> str:
    local = timezone.localtime(instant)
    return f"{date_format(local, 'D')} {date_format(local, 'MONTH_DAY_FORMAT')} {local:%H:%M}"


def proposed_in_words(proposal: Proposal) -> str:
    """Say a proposed time, and for how many weeks."""
    said = when_in_words(proposal.starts_at, proposal.ends_at)
    weeks = proposal.recurrence.rpartition("COUNT=")[2]
    if not proposal.recurrence or not weeks.isdecimal():
        return said
    return ngettext("%(when)s, for %(weeks)s week", "%(when)s, for %(weeks)s weeks", int(weeks)) % {
        "when": said,
        "weeks": weeks,
    }


def _days_left(starts_at: datetime, at: datetime) -> str:
    days = (timezone.localtime(starts_at).date() - timezone.localtime(at).date()).days
    if days < 0:
        return ""
    if days == 0:
        return " " + _("That is today.")
    if days == 1:
        return " " + _("That is tomorrow.")
    return " " + ngettext("%(days)s day to go.", "%(days)s days to go.", days) % {"days": days}


@dataclass(frozen=True)
class Meeting:
    """One meeting of a series as the page shows it."""

    when: str
    state: str
    mark: str
    note: str


def meetings_of(agreement: Agreement) -> list[Meeting]:
    """Return the meetings of a series, in order; nothing for what happens once."""
    commitments = list(agreement.commitments.all())
    if len(commitments) < 2:
        return []
    notes = {one.commitment_id: one.note for one in agreement.deliveries.all()}
    return [_meeting(one, note=notes.get(one.pk, "")) for one in commitments]


def _meeting(commitment: Commitment, *, note: str) -> Meeting:
    marks = {
        CommitmentState.PLANNED: "ahead",
        CommitmentState.FULFILLED: "done",
        CommitmentState.MISSED: "stopped",
        CommitmentState.CANCELLED: "stopped",
    }
    return Meeting(
        when=when_in_words(commitment.starts_at, commitment.ends_at),
        state=commitment.get_state_display(),
        mark=marks[CommitmentState(commitment.state)],
        note=note,
    )
