"""Calls that were promised: who takes them, how each try went."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sanshe.domain.exchange.models import Need
from sanshe.domain.people.errors import PhoneUnreadable
from sanshe.domain.people.models import Person
from sanshe.domain.people.operations import normalize_phone
from sanshe.domain.places.models import Community
from sanshe.domain.referrals import rules
from sanshe.domain.referrals.choices import AttemptOutcome, CallState
from sanshe.domain.referrals.errors import CallTaken, MovedOn, NobodyToCall, NotYours
from sanshe.domain.referrals.models import NAME_MAX, WORDS_MAX, CallAttempt, CallBack
from sanshe.kernel import journal

AGAIN_AFTER = {AttemptOutcome.NO_ANSWER: timedelta(hours=3), AttemptOutcome.LATER: timedelta(days=1)}


def ask_for_call(
    *,
    actor: Person,
    community: Community,
    words: str,
    due_at: datetime,
    at: datetime,
    person: Person | None = None,
    name: str = "",
    phone: str = "",
    need: Need | None = None,
) -> CallBack:
    """Put somebody on the list of calls: a neighbour known here, or a name and a number.

    Raises
    ------
    NotYours
        The actor is no worker of the community.
    NobodyToCall
        Nobody was named, or without a number that can be called.
    """
    if not rules.may_call(person=actor, community=community, at=at):
        raise NotYours
    name, phone = " ".join(name.split())[:NAME_MAX], phone.strip()
    if person is None:
        phone = _callable(phone)
        if not name:
            raise NobodyToCall
    elif not person.phone:
        raise NobodyToCall
    with transaction.atomic():
        call = CallBack.objects.create(
            community=community,
            person=person,
            name="" if person else name,
            phone="" if person else phone,
            need=need,
            words=" ".join(words.split())[:WORDS_MAX],
            due_at=due_at,
            asked_by=actor,
            asked_at=at,
        )
        _record("ask_for_call", call, actor=actor, at=at)
    return call


def take_call(*, actor: Person, call_id: UUID, at: datetime) -> CallBack:
    """Take a call, so that no colleague rings at the same time; it is free again after half an hour.

    Raises
    ------
    NotYours, MovedOn
        The actor is no worker there, or it is over.
    CallTaken
        A colleague is on it.
    """
    with transaction.atomic():
        call = _locked(call_id, actor=actor, at=at)
        if rules.is_taken_by_another(call=call, person=actor, at=at):
            raise CallTaken
        call.taken_by, call.taken_at = actor, at
        call.save(update_fields=["taken_by", "taken_at"])
        _record("take_call", call, actor=actor, at=at)
    return call


def leave_call(*, actor: Person, call_id: UUID, at: datetime) -> CallBack:
    """Leave a call to others.

    Raises
    ------
    NotYours, MovedOn
        The actor is no worker there, or it is over.
    """
    with transaction.atomic():
        call = _locked(call_id, actor=actor, at=at)
        if call.taken_by_id == actor.pk:
            call.taken_by = call.taken_at = None
            call.save(update_fields=["taken_by", "taken_at"])
    return call


def note_attempt(*, actor: Person, call_id: UUID, outcome: str, at: datetime, words: str = "") -> CallBack:
    """Write down how a try went: reached ends it, nobody there puts it off for some hours, later for a day.

    Raises
    ------
    NotYours, MovedOn
        The actor is no worker there, or it is over.
    CallTaken
        A colleague is on it.
    """
    with transaction.atomic():
        call = _locked(call_id, actor=actor, at=at)
        if rules.is_taken_by_another(call=call, person=actor, at=at):
            raise CallTaken
        if outcome not in AttemptOutcome.values:
            raise MovedOn
        CallAttempt.objects.create(
            call=call, by=actor, at=at, outcome=outcome, words=" ".join(words.split())[:WORDS_MAX]
        )
        call.taken_by = call.taken_at = None
        if outcome in AGAIN_AFTER:
            call.due_at = at + AGAIN_AFTER[AttemptOutcome(outcome)]
        else:
            call.state = CallState.DONE if outcome == AttemptOutcome.REACHED else CallState.DROPPED
            call.ended_at = at
            call.name = call.phone = ""  # nobody needs the number any more
        call.save()
        _record("note_attempt", call, actor=actor, at=at, detail={"outcome": outcome})
    return call


def drop_call(*, actor: Person, call_id: UUID, at: datetime) -> CallBack:
    """Take somebody off the list without having called.

    Raises
    ------
    NotYours, MovedOn
        The actor is no worker there, or it is over.
    """
    with transaction.atomic():
        call = _locked(call_id, actor=actor, at=at)
        call.state, call.ended_at = CallState.DROPPED, at
        call.taken_by = call.taken_at = None
        call.name = call.phone = ""
        call.save()
        _record("drop_call", call, actor=actor, at=at)
    return call


def _callable(phone: str) -> str:
    try:
        return normalize_phone(text=phone)
    except PhoneUnreadable as error:
        raise NobodyToCall from error


def _locked(call_id: UUID, *, actor: Person, at: datetime) -> CallBack:
    call = (
        CallBack.objects.select_for_update(of=["self"]).select_related("community", "person").filter(pk=call_id).first()
    )
    if call is None or not rules.may_call(person=actor, community=call.community, at=at):
        raise NotYours
    if call.state != CallState.OPEN:
        raise MovedOn
    return call


def _record(operation: str, call: CallBack, *, actor: Person, at: datetime, detail: dict | None = None) -> None:
    journal.record(
        operation=f"referrals.{operation}",
        subject=call,
        actor=actor,
        on_behalf_of=call.person,
        at=at,
        community_code=call.community.code,
        detail=detail or {},
    )
