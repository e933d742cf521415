"""To say that one has the same need as a neighbour, and to take it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.errors import NotOnBoard, OwnSlip
from sanshe.domain.exchange.models import MeToo, Need
from sanshe.domain.exchange.operations import steps
from sanshe.domain.people.models import Person
from sanshe.kernel import journal


def say_me_too(*, actor: Person, need_id: UUID, at: datetime) -> Need:
    """Count the actor among those who have this need too; saying it twice is once.

    Raises
    ------
    NotOnBoard
        It is closed, or was told in confidence, which the actor must not even know.
    OwnSlip
        It is the actor's own, or that of somebody they speak for.
    """
    with transaction.atomic():
        need = steps.locked_need(need_id)
        if not need.is_open or need.is_private:
            raise NotOnBoard
        if rules.is_owner(person=actor, intent=need, at=at):
            raise OwnSlip
        _, is_new = MeToo.objects.get_or_create(need=need, person=actor, defaults={"said_at": at})
        if is_new:
            _record("say_me_too", need, actor=actor, at=at)
    return need


def take_back_me_too(*, actor: Person, need_id: UUID, at: datetime) -> Need:
    """No longer count the actor among those who have this need; whatever became of it, and once said or not.

    Raises
    ------
    NotOnBoard
        There is no such need, or it was told in confidence.
    """
    with transaction.atomic():
        need = steps.locked_need(need_id)
        said, _ = MeToo.objects.filter(need=need, person=actor).delete()
        if not said and need.is_private:
            raise NotOnBoard
        if said:
            _record("take_back_me_too", need, actor=actor, at=at)
    return need


def _record(operation: str, need: Need, *, actor: Person, at: datetime) -> None:
    journal.record(
        operation=f"exchange.{operation}", subject=need, actor=actor, at=at, community_code=need.community.code
    )
