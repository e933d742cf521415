"""Asking everybody in a plan."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.clearing.choices import AssignmentState, RoundState
from sanshe.domain.clearing.errors import NothingToSend
from sanshe.domain.clearing.operations.steps import check_editable, locked_round, record
from sanshe.domain.exchange import operations as exchange
from sanshe.domain.people.models import Person
from sanshe.kernel.errors import DomainError


@dataclass(frozen=True)
class Sent:
    """How many helpers were asked, and how many could not be."""

    asked: int
    refused: int


def send_round(*, actor: Person, round_id: UUID, at: datetime) -> Sent:
    """Ask the helper of each line of a plan, as a worker; whom the exchange refuses is kept with the reason.

    Raises
    ------
    RoundForbidden, RoundBusy, RoundClosed, NothingToSend
    """
    with transaction.atomic():
        round = locked_round(round_id)
        check_editable(round, actor=actor, at=at)
        # Always in one order, so that two rounds that share helpers wait for each other instead of for ever.
        lines = list(round.assignments.filter(state=AssignmentState.PROPOSED).order_by("need", "offer"))
        if not lines:
            raise NothingToSend
        asked = 0
        for line in lines:
            try:
                line.agreement = exchange.invite_helper(
                    actor=actor,
                    need_id=line.need_id,
                    offer_id=line.offer_id,
                    starts_at=line.starts_at,
                    ends_at=line.ends_at,
                    at=at,
                )
            except DomainError as refusal:
                line.state, line.refusal = AssignmentState.REFUSED, refusal.code
            else:
                line.state = AssignmentState.SENT
                asked += 1
            line.save(update_fields=["state", "refusal", "agreement"])
        round.state, round.ended_at = RoundState.SENT, at
        round.save(update_fields=["state", "ended_at"])
        sent = Sent(asked, len(lines) - asked)
        record(round, "send_round", actor=actor, at=at, asked=sent.asked, refused=sent.refused)
    return sent
