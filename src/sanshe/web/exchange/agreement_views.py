"""One agreement: where it stands, and each step that can be taken from there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.exchange import operations, queries, rules
from sanshe.domain.people import queries as people
from sanshe.domain.trust.rules import REVIEWABLE
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.agreement_forms import (
    CorrectionForm,
    DeliveryForm,
    MeetingForm,
    ReasonForm,
    SolvedDeliveryForm,
    SolvedForm,
    StepForm,
    TimeForm,
)
from sanshe.web.exchange.slips import slips_of
from sanshe.web.exchange.standing import meetings_of, standing
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.people.access import sign_in_first


@dataclass(frozen=True)
class Action:
    """A step: its operation and form, the words on its button, what it asks first, and what is said once it is done."""

    operation: Callable
    form: type[StepForm]
    text: str
    done: str
    question: str = ""
    yes: str = ""


ACTIONS = {
    "accept": Action(
        operations.accept_agreement, StepForm, _("Yes, agreed"), _("Agreed. You now see each other's phone number.")
    ),
    "take": Action(
        operations.accept_agreement, StepForm, _("Yes, I take the place"), _("The place is yours. They are told.")
    ),
    "pass": Action(
        operations.withdraw_request, StepForm, _("No, let it go"), _("The place goes to the next on the list."),
        _("The place goes to the next who waits."), _("Yes, let it go"),
    ),
    "leave": Action(
        operations.withdraw_request, StepForm, _("Leave the waiting list"), _("You are off the waiting list."),
        _("Do you no longer want a place?"), _("Yes, take me off"),
    ),
    "decline": Action(
        operations.decline_agreement, ReasonForm, _("Not this time"), _("You said no. Thank you for answering."),
        _("A short word helps the other side."), _("Say no"),
    ),
    "withdraw": Action(
        operations.withdraw_request, StepForm, _("Take my question back"), _("Your question is taken back."),
        _("Do you no longer need an answer?"), _("Yes, take it back"),
    ),
    "propose": Action(
        operations.propose_time, TimeForm, _("Propose another time"), _("Your proposal is on its way."),
        _("Which time would suit you? The other side says yes or no."), _("Propose this time"),
    ),
    "agree_time": Action(
        partial(operations.answer_proposal, is_accepted=True), StepForm, _("Yes, the new time suits me"),
        _("The new time is agreed."),
    ),
    "keep_time": Action(
        partial(operations.answer_proposal, is_accepted=False), StepForm, _("No, keep the old time"),
        _("The old time stands; the other side is told."), _("Shall it stay as it was agreed?"), _("Yes, keep it"),
    ),
    "skip": Action(
        operations.cancel_meeting, MeetingForm, _("One time does not work"), _("This one time is called off."),
        _("Which time does not work? The others stand."), _("Call this one off"),
    ),
    "cancel": Action(
        operations.cancel_agreement, ReasonForm, _("It has to be called off"),
        _("It is called off; the other side is told."), _("The other side counts on it. Please say why."),
        _("Call it off"),
    ),
    "deliver": Action(
        operations.record_delivery, DeliveryForm, _("It is done"), _("Well done. That is written down."),
        _("Has it been done as agreed?"), _("Yes, it is done"),
    ),
    "receive": Action(
        operations.record_delivery, SolvedDeliveryForm, _("It was done"), _("Confirmed. Thank you both."),
        _("Has it been done as agreed?"), _("Yes, it was done"),
    ),
    "correct": Action(
        operations.correct_delivery, CorrectionForm, _("Put right what I wrote"), _("That is put right."),
        _("What was it really? The first entry stays visible."), _("Put it right"),
    ),
    "confirm": Action(
        operations.confirm_delivery, SolvedForm, _("Yes, it was done"), _("Confirmed. Thank you both.")
    ),
    "missed": Action(
        operations.report_missed, ReasonForm, _("They did not come"),
        _("That is written down. The other side may object."), _("What happened? The other side reads it."),
        _("They did not come"),
    ),
    "dispute": Action(
        operations.dispute_delivery, ReasonForm, _("No, something went wrong"),
        _("A mediator will hear both of you."), _("What happened? A mediator will hear both sides."),
        _("Ask for a mediator"),
    ),
    "object": Action(
        operations.dispute_delivery, ReasonForm, _("That is not so"),
        _("A mediator will hear both of you."), _("What happened? A mediator will hear both sides."),
        _("Ask for a mediator"),
    ),
}  # fmt: skip
# Steps on something of the agreement rather than on the agreement itself: it is named in the form.
ON_PARTS = ("skip", "correct")


@dataclass(frozen=True)
class Step:
    """A step as the page shows it."""

    code: str
    action: Action
    form: Form
    is_primary: bool
    is_open: bool
    kind: str

    @property
    def text(self) -> str:
        """The words on the button."""
        return self.action.text

    @property
    def question(self) -> str:
        """What is asked before it is done."""
        return self.action.question

    @property
    def yes(self) -> str:
        """The words that really do it."""
        return self.action.yes


@never_cache
@require_safe
@sign_in_first
def agreement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show where an agreement stands and the one next step."""
    return _show(request, pk)


@require_POST
@sign_in_first
def act(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """Take one step with an agreement."""
    found = queries.agreement_for(actor=actor_of(request), pk=pk, at=request.at)
    if action not in ACTIONS or found is None:
        raise Http404
    if action == "correct" and found.latest_delivery is None:
        raise Http404
    chosen = ACTIONS[action]
    form = chosen.form(request.POST, agreement=found)
    if not form.is_valid():
        return _show(request, pk, action=action, form=form, status=422)
    what = {} if action in ON_PARTS else {"agreement_id": pk}
    try:
        chosen.operation(actor=actor_of(request), at=request.at, **what, **form.said())
    except DomainError as error:
        if error.field in form.fields:
            refuse(form, error)
            return _show(request, pk, action=action, form=form, status=422)
        warn(request, str(error))
    else:
        say(request, str(chosen.done))
    return redirect("agreement", pk=pk)


def _show(request: HttpRequest, pk: UUID, *, action: str = "", form=None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    found = queries.agreement_for(actor=actor, pk=pk, at=request.at)
    if found is None:
        raise Http404
    is_party = rules.is_party(person=actor, agreement=found, at=request.at)
    if not is_party:
        for person in filter(None, (found.receiver, found.provider)):
            operations.note_look_at_things(actor=actor, person=person, at=request.at)
    stands = standing(agreement=found, person=actor, at=request.at)
    kind = "need" if found.receiver_id == actor.pk else "offer"
    steps = [
        Step(
            code=code,
            action=ACTIONS[code],
            form=form if code == action else ACTIONS[code].form(agreement=found, auto_id=f"{code}_%s"),
            is_primary=code == stands.primary,
            is_open=code == action,
            kind=kind,
        )
        for code in (stands.primary, *stands.others)
        if code
    ]
    shown = {
        "agreement": found,
        "standing": stands,
        "steps": steps,
        "meetings": meetings_of(found),
        "home": _home_to_visit(request, found),
        "is_reviewable": is_party and found.state in REVIEWABLE,
        "slips": slips_of(intent for intent in (found.need, found.offer) if intent),
    }
    return render(request, "exchange/agreement.html", shown, status=status)


def _home_to_visit(request: HttpRequest, agreement) -> str:
    """Return the receiver's address for who is to visit them, as long as the promise stands; for nobody else."""
    if agreement.need is None or not agreement.need.at_home or not agreement.is_live:
        return ""
    if not rules.is_provider(person=actor_of(request), agreement=agreement, at=request.at):
        return ""
    home = people.home_of(person=agreement.receiver, at=request.at)
    if home is None:
        return ""
    operations.note_look_at_home(actor=actor_of(request), person=agreement.receiver, at=request.at)
    return home.household.address
