"""One agreement: where it stands, and each step that can be taken from there."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.exchange import operations, queries, rules
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.forms import NoteForm, ReasonForm, SettleForm
from sanshe.web.exchange.slips import slips_of
from sanshe.web.exchange.standing import standing
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.people.access import sign_in_first


@dataclass(frozen=True)
class Action:
    """A step: its operation and form, the words on its button, what it asks first, and what is said once it is done."""

    operation: Callable
    form: type[Form]
    parameter: str  # what the form's words are called in the operation
    text: str
    done: str
    question: str = ""
    yes: str = ""


ACTIONS = {
    "accept": Action(
        operations.accept_agreement, Form, "", _("Yes, agreed"), _("Agreed. You now see each other's phone number.")
    ),
    "decline": Action(
        operations.decline_agreement, ReasonForm, "reason", _("Not this time"),
        _("You said no. Thank you for answering."), _("A short word helps the other side."), _("Say no"),
    ),
    "withdraw": Action(
        operations.withdraw_request, Form, "", _("Take my question back"), _("Your question is taken back."),
        _("Do you no longer need an answer?"), _("Yes, take it back"),
    ),
    "cancel": Action(
        operations.cancel_agreement, ReasonForm, "reason", _("It has to be called off"),
        _("It is called off; the other side is told."), _("The other side counts on it. Please say why."),
        _("Call it off"),
    ),
    "deliver": Action(
        operations.record_delivery, NoteForm, "note", _("It is done"), _("Well done. That is written down."),
        _("Has it been done as agreed?"), _("Yes, it is done"),
    ),
    "confirm": Action(
        operations.confirm_delivery, NoteForm, "thanks", _("Yes, it was done"), _("Confirmed. Thank you both.")
    ),
    "dispute": Action(
        operations.dispute_delivery, ReasonForm, "reason", _("No, something went wrong"),
        _("A community worker will hear both of you."), _("What happened? A community worker will hear both sides."),
        _("Tell the community worker"),
    ),
    "settle": Action(
        operations.settle_dispute, SettleForm, "finding", _("Settle it"), _("The dispute is settled.")
    ),
}  # fmt: skip


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
    if action not in ACTIONS or queries.agreement_for(actor=actor_of(request), pk=pk, at=request.at) is None:
        raise Http404
    chosen = ACTIONS[action]
    form = chosen.form(request.POST)
    if not form.is_valid():
        return _show(request, pk, action=action, form=form, status=422)
    said = {}
    if chosen.parameter:
        said[chosen.parameter] = form.cleaned_data.get("reason") or form.cleaned_data.get("note") or ""
    if "settled_as" in form.cleaned_data:
        said["settled_as"] = form.cleaned_data["settled_as"]
    try:
        chosen.operation(actor=actor_of(request), agreement_id=pk, at=request.at, **said)
    except DomainError as error:
        if error.field:
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
    if not rules.is_party(person=actor, agreement=found, at=request.at):
        for person in filter(None, (found.receiver, found.provider)):
            operations.note_look_at_things(actor=actor, person=person, at=request.at)
    stands = standing(agreement=found, person=actor, at=request.at)
    kind = "need" if found.receiver_id == actor.pk else "offer"
    steps = [
        Step(
            code=code,
            action=ACTIONS[code],
            form=form if code == action else ACTIONS[code].form(auto_id=f"{code}_%s"),
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
        "slips": slips_of(intent for intent in (found.need, found.offer) if intent),
    }
    return render(request, "exchange/agreement.html", shown, status=status)
