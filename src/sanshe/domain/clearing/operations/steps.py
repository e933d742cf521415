"""What every write to a round does: lock it, look whether the actor may, write the journal."""

from datetime import datetime
from uuid import UUID

from sanshe.domain.clearing import rules
from sanshe.domain.clearing.choices import BUSY
from sanshe.domain.clearing.errors import RoundBusy, RoundClosed, RoundForbidden
from sanshe.domain.clearing.models import Round
from sanshe.domain.people.models import Person
from sanshe.kernel import journal


def locked_round(round_id: UUID) -> Round:
    """Return a round, locked until the transaction ends: everything in it changes under this lock.

    Raises
    ------
    RoundForbidden
        There is none.
    """
    found = Round.objects.select_for_update(of=("self",)).select_related("community").filter(pk=round_id).first()
    if found is None:
        raise RoundForbidden
    return found


def check_worker(round: Round, *, actor: Person, at: datetime) -> None:
    """Refuse whoever does not work for the community.

    Raises
    ------
    RoundForbidden
    """
    if not rules.may_clear(person=actor, community=round.community, at=at):
        raise RoundForbidden


def check_editable(round: Round, *, actor: Person, at: datetime) -> None:
    """Refuse a change to a plan that is not there to be looked through.

    Raises
    ------
    RoundForbidden, RoundBusy, RoundClosed
    """
    check_worker(round, actor=actor, at=at)
    if round.state in BUSY:
        raise RoundBusy
    if not rules.is_editable(round=round):
        raise RoundClosed


def record(round: Round, operation: str, *, actor: Person | None, at: datetime, **detail: object) -> None:
    """Write into the journal what was done to a round."""
    journal.record(
        operation=f"clearing.{operation}",
        subject=round,
        actor=actor,
        at=at,
        community_code=round.community.code,
        detail=detail,
    )
