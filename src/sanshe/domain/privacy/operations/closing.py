"""The wish to leave: uttered, and taken back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.choices import ASKING, AgreementState, IntentStatus
from sanshe.domain.exchange.models import Agreement, Need, Offer
from sanshe.domain.people.models import Person
from sanshe.domain.privacy.choices import Obstacle, Writings
from sanshe.domain.privacy.errors import ClosingPassed, LastHeadOf, LastOperator, PromiseStands
from sanshe.domain.privacy.models import ClosingRequest
from sanshe.domain.privacy.operations.holding import held_person
from sanshe.domain.privacy.queries import closing_of, hindrances
from sanshe.kernel import journal, outbox
from sanshe.kernel.errors import DomainError

CLOSES_AFTER = timedelta(days=14)
_REFUSALS = {
    Obstacle.PROMISE: PromiseStands,
    Obstacle.LAST_HEAD: LastHeadOf,
    Obstacle.LAST_OPERATOR: LastOperator,
}


def ask_to_close(*, actor: Person, person_id: UUID, writings: str, at: datetime) -> ClosingRequest:
    """Ask for an account to be closed in two weeks; a wish that waits is returned.

    The person is signed out everywhere, so that signing in again takes it back. What hangs on the board comes down at
    once, and questions are answered, so that nobody waits for somebody who goes.

    Raises
    ------
    NotYours
        The actor is neither the person nor their guardian.
    PromiseStands, LastHeadOf, LastOperator
        Others rely on the person; the words say who.
    """
    with transaction.atomic():
        person = held_person(actor=actor, person_id=person_id, at=at)
        waiting = closing_of(person=person)
        if waiting:
            return waiting
        for hindrance in hindrances(person=person, at=at):
            raise _REFUSALS[hindrance.kind](what=hindrance.words)
        take_back_closing(person=person, actor=actor, at=at)  # signing in did so already; now it is marked
        request = ClosingRequest.objects.create(
            person=person,
            asked_by=actor,
            asked_at=at,
            takes_effect_at=at + CLOSES_AFTER,
            writings=Writings(writings),
        )
        Person.objects.filter(pk=person.pk).update(session_stamp=F("session_stamp") + 1)
        if person.phone:
            outbox.send_later(
                kind="closing_asked",
                recipient=person.phone,
                body={"takes_effect_at": request.takes_effect_at.isoformat()},
                at=at,
            )
        journal.record(
            operation="privacy.ask_to_close",
            subject=request,
            actor=actor,
            on_behalf_of=person if actor != person else None,
            at=at,
            detail={"writings": request.writings},
        )
    clear_board(actor=actor, person=person, at=at)
    return request


def take_back_closing(*, person: Person, at: datetime, actor: Person | None = None) -> bool:
    """Take the wish to leave back, for whoever signs in again; return whether there was one.

    Raises
    ------
    ClosingPassed
        It has been carried out.
    """
    with transaction.atomic():
        request = ClosingRequest.objects.select_for_update().filter(person=person, taken_back_at=None).first()
        if request is None:
            return False
        if request.done_at:
            raise ClosingPassed
        request.taken_back_at = at
        request.save(update_fields=["taken_back_at"])
        journal.record(operation="privacy.take_back_closing", subject=request, actor=actor or person, at=at)
    return True


def clear_board(*, actor: Person, person: Person, at: datetime) -> None:
    """Take a person's slips down and answer what waits between them and others; each step by itself, so that it can
    be taken up again where it was left.
    """
    leaving = _("I am leaving the board.")
    for agreement in _agreements(person, *ASKING):
        is_asking = (agreement.receiver_id == person.pk) == agreement.asked_by_receiver
        if is_asking:
            _try(exchange.withdraw_request, actor=actor, agreement_id=agreement.pk, at=at)
        else:
            _try(exchange.decline_agreement, actor=actor, agreement_id=agreement.pk, reason=leaving, at=at)
    for agreement in _agreements(person, AgreementState.ACCEPTED):
        _try(exchange.cancel_agreement, actor=actor, agreement_id=agreement.pk, reason=leaving, at=at)
    for need in Need.objects.filter(person=person, status=IntentStatus.OPEN).order_by("pk"):
        _try(exchange.close_need, actor=actor, need_id=need.pk, at=at)
    for offer in Offer.objects.filter(person=person, status=IntentStatus.OPEN).order_by("pk"):
        _try(exchange.withdraw_offer, actor=actor, offer_id=offer.pk, at=at)


def _agreements(person: Person, *states: str) -> list[Agreement]:
    return list(Agreement.objects.filter(Q(receiver=person) | Q(provider=person), state__in=states).order_by("pk"))


def _try(step: Callable[..., object], **values: object) -> None:
    try:
        step(**values)
    except DomainError:  # the other side was quicker; what is left is looked at when the account is closed
        return
